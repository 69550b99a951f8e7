"""What a payment history says became of an invoice adds up, whatever was paid."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from duly.core.billing.intake import DuePart, HistoryRow, Outcome, add_reports, adds_up, settlement_of

ISSUED = date(2026, 1, 10)


def row(amount: int, outcome: Outcome, paid: int | None, day: date | None) -> HistoryRow:
    return HistoryRow(
        line_no=2, external_id="A", number="A", customer_id="C", issue_date=ISSUED, currency="EUR", amount_minor=amount,
        due_date=ISSUED, outcome=outcome, settled_date=day, settled_minor=paid,
    )  # fmt: skip


@given(
    parts=st.lists(st.integers(1, 10**9), min_size=1, max_size=5),
    paid=st.integers(1, 10**10),
    outcome=st.sampled_from([Outcome.PAID, Outcome.SETTLED]),
    days=st.integers(-40, 400),
)
def test_cash_goes_to_the_earliest_parts_and_full_discharge_closes_all(
    parts: list[int], paid: int, outcome: Outcome, days: int
) -> None:
    items = [DuePart(no, len(parts), ISSUED, minor) for no, minor in enumerate(parts, 1)]
    day = ISSUED + timedelta(days=days)
    found = settlement_of(row(sum(parts), outcome, paid, day), items)
    assert found is not None
    assert found.on == max(day, ISSUED)
    assert found.receipt_minor == paid
    applied = sum(part.principal_minor for part in found.parts)
    assert applied == min(paid, sum(parts))
    closed = {part.no: part.principal_minor + part.residual_minor for part in found.parts}
    assert all(closed.get(item.no, 0) <= item.amount_minor for item in items)
    if outcome is Outcome.SETTLED:
        assert closed == {item.no: item.amount_minor for item in items}
    else:
        assert all(part.residual_minor == 0 for part in found.parts)


def test_a_difference_the_terms_granted_is_a_discount() -> None:
    items = [DuePart(1, 1, ISSUED, 10_000)]
    offer = [{"until_date": "2026-01-20", "percent": "2", "discount_minor": 200}]
    in_time = settlement_of(row(10_000, Outcome.SETTLED, 9_800, date(2026, 1, 20)), items, offer)
    too_late = settlement_of(row(10_000, Outcome.SETTLED, 9_800, date(2026, 1, 21)), items, offer)
    too_much = settlement_of(row(10_000, Outcome.SETTLED, 9_799, date(2026, 1, 20)), items, offer)
    assert [one and one.residual_kind for one in (in_time, too_late, too_much)] == [
        "discount", "short_payment", "short_payment",
    ]  # fmt: skip


def test_a_withdrawal_is_never_money_and_an_open_invoice_is_left_alone() -> None:
    items = [DuePart(1, 1, ISSUED, 10_000)]
    withdrawn = settlement_of(row(10_000, Outcome.WITHDRAWN, None, ISSUED), items)
    assert withdrawn is not None
    assert (withdrawn.receipt_minor, withdrawn.credit_minor) == (0, 10_000)
    assert settlement_of(row(10_000, Outcome.OPEN, None, None), items) is None


def test_reports_of_batches_add_up_and_a_lost_cent_shows() -> None:
    def tally(rows: int, minor: int) -> dict[str, object]:
        return {"rows": rows, "without_amount": 0, "sums_minor": {"EUR": minor}}

    batch = {"read": tally(3, 60), "accepted": tally(2, 50), "skipped": tally(0, 0), "quarantined": tally(1, 10)}
    whole = add_reports(add_reports({}, batch), batch)
    assert whole["read"] == tally(6, 120)
    assert adds_up(whole)
    assert not adds_up(add_reports(whole, {"read": tally(1, 1), "accepted": tally(1, 0)}))
