"""The demo bank's day: who pays what, and how it is written."""

from __future__ import annotations

from datetime import date

from duly.core.cash.identity import fingerprint
from duly.core.cash.references import create_creditor_reference
from duly.core.insight.simulator.bank_day import Owed, pay_everything, pay_variously
from duly.core.money.mod97 import is_iban

DAY = date(2026, 3, 16)
ACCOUNT = "DE02000000000010000245"


def owed(number: str, customer: str, minor: int = 100_000, discount: int = 0) -> Owed:
    reference = create_creditor_reference(number)
    return Owed(number, reference, "EUR", minor, customer, f"Demo {customer} GmbH", "", discount)


def invoices(count: int) -> list[Owed]:
    return [owed(f"INV-2026-{n:05}", f"C{n:05}", 10_000 * n) for n in range(1, count + 1)]


def test_a_customer_that_pays_everything_pays_each_invoice_exactly() -> None:
    own = [owed("INV-2026-00001", "C1", 500), owed("INV-2026-00002", "C1", 700)]
    lines = pay_everything(own, account=ACCOUNT, day=DAY)
    assert [line.amount_minor for line in lines] == [500, 700]
    assert lines[0].text == ("Invoice INV-2026-00001",)
    assert lines[1].references[0].value == own[1].creditor_reference
    assert {line.booking_date for line in lines} == {DAY}


def test_a_varied_day_shows_each_way_of_paying_by_another_customer() -> None:
    day = [
        owed("INV-2026-00901", "CX", 50_000), owed("INV-2026-00902", "CX", 25_000),
        owed("INV-2026-00903", "CY", 80_000, discount=1_600), *invoices(12),
    ]  # fmt: skip
    lines = pay_variously(day, account=ACCOUNT, day=DAY)
    texts = [" ".join(line.text) for line in lines]
    assert len(lines) == 12
    assert (lines[0].amount_minor, texts[0]) == (78_400, "INV-2026-00903 less discount")
    assert (lines[1].amount_minor, texts[1]) == (75_000, "INV-2026-00901, INV-2026-00902")
    short = next(line for line in lines if line.charges)
    assert short.instructed is not None
    assert short.instructed.minor == short.amount_minor + short.charges[0].amount.minor
    numbers = {one.number for one in day}
    mistyped = lines[5]
    assert mistyped.text[0].removeprefix("Invoice ") not in numbers
    stranger = next(line for line in lines if line.debtor.name == "DEMO CASH POOL SERVICES SA")
    assert is_iban(stranger.debtor.account)
    assert "INV" not in " ".join(stranger.text)
    assert texts[-1] == "TAX REFUND DEMO"


def test_no_two_lines_are_taken_for_the_same_money() -> None:
    lines = pay_variously([*invoices(20)], account=ACCOUNT, day=DAY)
    assert len({fingerprint(line) for line in lines}) == len(lines)
    assert lines == pay_variously([*invoices(20)], account=ACCOUNT, day=DAY), "the same day is the same file"


def test_a_small_company_still_has_a_bank_day() -> None:
    assert len(pay_variously(invoices(1), account=ACCOUNT, day=DAY)) == 2
    assert pay_variously([], account=ACCOUNT, day=DAY) == ()
    assert all(line.amount_minor > 0 for line in pay_variously(invoices(3), account=ACCOUNT, day=DAY))
