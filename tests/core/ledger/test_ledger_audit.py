"""The audit: silent on a sound ledger, and every kind of damage is found under its own name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from ledger_story import Story, day, eur

from duly.core.ledger.audit import audit
from duly.core.ledger.invariants import INVARIANTS
from duly.core.ledger.postings import Account, Kind, Posting
from duly.core.ledger.rules.apply_credit import apply_credit
from duly.core.ledger.rules.reverse import reverse


@pytest.fixture
def story() -> Story:
    """Two customers, two invoices, a credit note, two receipts, an allocation undone and made again."""
    told = Story()
    told.open("INV-1", 10_000)
    told.open("INV-B", 10_000, customer="Beta")
    told.open("CN-1", 3_000, kind=Kind.CREDIT_NOTE)
    told.receive("PAY-1", 6_000, 10)
    told.receive("PAY-X", 6_000, 10, customer=None)
    taken = told.write(told.pay("PAY-1", "INV-1", 5_000, 12))
    told.write(reverse(taken, told.postings, day(13)))
    told.write(told.pay("PAY-1", "INV-1", 4_000, 14))
    told.write(apply_credit(told.item("CN-1", 15), told.item("INV-1", 15), eur(1_000)))
    return told


def found(story: Story) -> set[str]:
    return {one.code for one in audit(story.postings, story.receivables.values(), story.receipts.values())}


def only(story: Story, kind: Kind) -> Posting:
    return next(row for row in story.postings if row.kind is kind)


def change(story: Story, kind: Kind, **fields: object) -> None:
    """Overwrite the newest posting of a kind, as nobody can through the rules."""
    index = max(n for n, row in enumerate(story.postings) if row.kind is kind)
    story.postings[index] = replace(story.postings[index], **fields)  # type: ignore[arg-type]


def add(story: Story, row: Posting, **fields: object) -> None:
    story.postings.append(replace(row, id=len(story.postings) + 1, **fields))  # type: ignore[arg-type]


def drop_document(story: Story) -> None:
    del story.receivables["INV-B"]


def return_under_an_allocation(story: Story) -> None:
    arrival = only(story, Kind.RECEIPT)
    add(story, arrival, kind=Kind.REVERSAL, reverses_id=arrival.id, effective_date=day(20),
        debit_account=arrival.credit_account, credit_account=arrival.debit_account)  # fmt: skip


DAMAGE: list[tuple[str, Callable[[Story], None]]] = [
    ("I01", lambda story: change(story, Kind.PRINCIPAL, debit_account=Account.BANK)),
    ("I01", lambda story: change(story, Kind.PRINCIPAL, amount_minor=-4_000)),
    ("I02", lambda story: change(story, Kind.PRINCIPAL, amount_minor=6_001)),
    ("I03", lambda story: change(story, Kind.CREDIT_APPLIED, amount_minor=7_000)),
    ("I04", drop_document),
    ("I07", lambda story: change(story, Kind.REVERSAL, amount_minor=4_999)),
    ("I07", lambda story: change(story, Kind.REVERSAL, effective_date=day(11))),
    ("I07", lambda story: add(story, only(story, Kind.REVERSAL))),
    ("I07", lambda story: add(story, only(story, Kind.REVERSAL), reverses_id=only(story, Kind.REVERSAL).id)),
    ("I09", lambda story: change(story, Kind.PRINCIPAL, currency="USD")),
    ("I10", return_under_an_allocation),
    ("I12", lambda story: change(story, Kind.PRINCIPAL, receivable_id="INV-B")),
    ("I12", lambda story: change(story, Kind.PRINCIPAL, receipt_id="PAY-X")),
    ("I12", lambda story: change(story, Kind.CREDIT_APPLIED, receivable_id="INV-B")),
    ("I15", lambda story: add(story, only(story, Kind.INVOICE))),
    ("I15", lambda story: change(story, Kind.INVOICE, amount_minor=9_999)),
    ("I15", lambda story: change(story, Kind.RECEIPT, customer_id="Acme")),
    ("I16", lambda story: change(story, Kind.PRINCIPAL, effective_date=day(9))),
    ("I17", lambda story: change(story, Kind.PRINCIPAL, receipt_id="PAY-9")),
    ("I17", lambda story: change(story, Kind.REVERSAL, reverses_id=999)),
]


def test_a_sound_ledger_has_no_breach(story: Story) -> None:
    assert found(story) == set()


@pytest.mark.parametrize(("code", "damage"), DAMAGE, ids=[f"{n}-{code}" for n, (code, _) in enumerate(DAMAGE)])
def test_each_damage_is_found_under_its_own_name(story: Story, code: str, damage: Callable[[Story], None]) -> None:
    damage(story)
    assert code in found(story)


def test_every_invariant_said_to_be_checked_here_can_be_breached() -> None:
    assert {code for code, _ in DAMAGE} == {code for code, one in INVARIANTS.items() if one.where == "ledger"}


def test_invariants_are_sentences_with_a_remedy() -> None:
    assert [code for code in INVARIANTS if code[0] == "I"] == [f"I{number:02}" for number in range(1, 20)]
    for one in INVARIANTS.values():
        assert one.explanation.endswith(".") and one.remedy.endswith(".") and one.name


def test_a_breach_names_the_row_the_day_and_what_was_found(story: Story) -> None:
    change(story, Kind.PRINCIPAL, amount_minor=6_001)
    breach = next(one for one in audit(story.postings, story.receivables.values(), story.receipts.values()))
    assert (breach.code, breach.subject, breach.day) == ("I02", "receipt PAY-1", day(14))
    assert breach.detail == "unapplied -1 of 6000"


def test_a_day_that_was_wrong_in_the_past_is_found_though_today_is_right(story: Story) -> None:
    change(story, Kind.PRINCIPAL, effective_date=day(12))
    (breach,) = audit(story.postings, story.receivables.values(), story.receipts.values())
    assert (breach.code, breach.day, breach.detail) == ("I02", day(12), "unapplied -3000 of 6000")
    assert story.at(30).unapplied_minor["PAY-1"] == 2_000
