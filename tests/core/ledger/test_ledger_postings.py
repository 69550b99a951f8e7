"""The posting table: every kind moves money between its own two accounts, and only there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledger_story import day, eur

from duly.core.ledger.postings import (
    MAX_MINOR,
    SHAPES,
    Account,
    Kind,
    Posting,
    mirror,
    posting,
    receivable_effects,
    shape_faults,
    touched_ids,
    unapplied_effect,
)


def sample(kind: Kind, minor: int = 500) -> Posting:
    shape = SHAPES[kind]
    return posting(
        kind,
        eur(minor),
        day(3),
        customer_id="Acme",
        receivable_id="R1" if shape.receivable else None,
        receipt_id="P1" if shape.receipt else None,
        source_receivable_id="C1" if shape.source else None,
    )


def effects(*rows: Posting) -> dict[object, int]:
    sums: dict[object, int] = {}
    for row in rows:
        for touched, minor in (*receivable_effects(row), (row.receipt_id, unapplied_effect(row))):
            sums[touched] = sums.get(touched, 0) + minor
    return {key: value for key, value in sums.items() if value}


@pytest.mark.parametrize(
    ("kind", "moved"),
    [
        (Kind.INVOICE, {"R1": 500}),
        (Kind.DEBIT_NOTE, {"R1": 500}),
        (Kind.CREDIT_NOTE, {"R1": -500}),
        (Kind.RECEIPT, {"P1": 500}),
        (Kind.PRINCIPAL, {"P1": -500, "R1": -500}),
        (Kind.DISCOUNT, {"R1": -500}),
        (Kind.BANK_FEE, {"R1": -500}),
        (Kind.SHORT_PAYMENT, {"R1": -500}),
        (Kind.FX_DIFFERENCE, {"R1": -500}),
        (Kind.ROUNDING, {"R1": -500}),
        (Kind.CREDIT_APPLIED, {"R1": -500, "C1": 500}),
        (Kind.WRITE_OFF, {"R1": -500}),
        (Kind.REFUND, {"P1": -500}),
        (Kind.CREDIT_REFUND, {"R1": 500}),
        (Kind.NOT_OURS, {"P1": -500}),
        (Kind.IDENTIFIED, {}),
    ],
)
def test_each_kind_moves_exactly_what_the_table_says(kind: Kind, moved: dict[str, int]) -> None:
    assert effects(sample(kind)) == moved


def test_every_kind_but_the_reversal_has_a_row_in_the_table() -> None:
    assert set(SHAPES) == set(Kind) - {Kind.REVERSAL}


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_a_mirror_undoes_any_kind_and_swaps_its_accounts(kind: Kind) -> None:
    original = replace(sample(kind), id=7)
    undone = mirror(original, day(9))
    assert effects(original, undone) == {}
    assert (undone.debit_account, undone.credit_account) == (original.credit_account, original.debit_account)
    assert (undone.kind, undone.reverses_id, undone.effective_date) == (Kind.REVERSAL, 7, day(9))
    assert shape_faults(undone) == ()


def test_a_rounding_gain_and_a_rounding_loss_go_opposite_ways() -> None:
    assert effects(sample(Kind.ROUNDING, 2)) == {"R1": -2}
    assert effects(sample(Kind.ROUNDING, -2)) == {"R1": 2}
    assert sample(Kind.FX_DIFFERENCE, -2).debit_account == Account.RECEIVABLES


@pytest.mark.parametrize("kind", sorted(set(SHAPES) - {Kind.ROUNDING, Kind.FX_DIFFERENCE}))
def test_no_other_kind_takes_a_negative_amount(kind: Kind) -> None:
    with pytest.raises(ValueError, match="amount is positive"):
        sample(kind, -1)


@pytest.mark.parametrize("minor", [0, MAX_MINOR + 1])
def test_nothing_and_too_much_are_not_posted(minor: int) -> None:
    with pytest.raises(ValueError, match="an amount is"):
        sample(Kind.INVOICE, minor)


def test_a_posting_names_the_documents_of_its_kind_and_no_others() -> None:
    with pytest.raises(ValueError, match="principal needs receipt_id"):
        posting(Kind.PRINCIPAL, eur(1), day(0), customer_id=1, receivable_id=1)
    with pytest.raises(ValueError, match="invoice has no receipt_id"):
        posting(Kind.INVOICE, eur(1), day(0), customer_id=1, receivable_id=1, receipt_id=1)
    with pytest.raises(ValueError, match="invoice needs customer_id"):
        posting(Kind.INVOICE, eur(1), day(0), receivable_id=1)
    with pytest.raises(ValueError, match="not applied to itself"):
        posting(Kind.CREDIT_APPLIED, eur(1), day(0), customer_id=1, receivable_id=1, source_receivable_id=1)
    with pytest.raises(ValueError, match="mirror"):
        posting(Kind.REVERSAL, eur(1), day(0))


def test_a_mirror_needs_a_stored_original_a_later_day_and_no_second_mirror() -> None:
    stored = replace(sample(Kind.INVOICE), id=1)
    with pytest.raises(ValueError, match="has no id"):
        mirror(sample(Kind.INVOICE), day(9))
    with pytest.raises(ValueError, match="before the posting itself"):
        mirror(stored, day(2))
    with pytest.raises(ValueError, match="never reversed"):
        mirror(replace(mirror(stored, day(9)), id=2), day(10))


def test_faults_of_rows_that_came_in_around_the_constructors_are_named() -> None:
    sound = sample(Kind.INVOICE)
    assert "no currency" in shape_faults(replace(sound, currency="euro"))[0]
    assert "debits receivables" in shape_faults(replace(sound, debit_account=Account.BANK))[0]
    assert "only a reversal" in shape_faults(replace(sound, reverses_id=3))[0]
    assert "names the posting" in shape_faults(replace(sound, kind=Kind.REVERSAL))[0]


def test_touched_ids_name_all_documents_to_load() -> None:
    assert touched_ids([sample(Kind.CREDIT_APPLIED), sample(Kind.REFUND)]) == ({"R1", "C1"}, {"P1"})
