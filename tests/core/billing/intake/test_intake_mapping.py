"""Mappings are saved, corrected in short form, and say what is wrong with them."""

from __future__ import annotations

import json

import pytest

from duly.core.billing.intake import IntakeMapping, Kind, MappingError, apply_overrides, from_json, row_reader

HEADER = ["No", "Who", "Issued", "Due", "Sum", "State", "Paid: on"]
BASE = IntakeMapping(kind=Kind.PAYMENT_HISTORY)
FULL = [
    "number=No", "customer_id=who", "issue_date=Issued", "due_date = Due", "amount=Sum", "status=State",
    "settled_date=Paid: on", "currency:brl", "dates:dmy", "dates.due_date:mdy", "decimals.amount:comma",
    "status.0 - Paid: in full:settled", "status.Void*:withdrawn", "status.:open",
    "number_from:customer_id, due_date,line", "issue_date_from:due_date-30", "due_date_from:issue_date+14",
    "negative:credit_note", "create_customers:yes",
]  # fmt: skip


def full() -> IntakeMapping:
    mapping = apply_overrides(BASE, FULL, HEADER)
    assert isinstance(mapping, IntakeMapping), mapping
    return mapping


def errors_of(*texts: str, base: IntakeMapping = BASE) -> list[MappingError]:
    answer = apply_overrides(base, texts, HEADER)
    assert isinstance(answer, tuple)
    return list(answer)


def test_every_part_can_be_said_in_short_form() -> None:
    mapping = full()
    assert mapping.columns["customer_id"] == "Who"
    assert mapping.columns["settled_date"] == "Paid: on"
    assert mapping.constants == {"currency": "BRL"}
    assert mapping.dates == {"issue_date": "dmy", "due_date": "mdy", "settled_date": "dmy"}
    assert mapping.decimals == {"amount": "comma"}
    assert mapping.statuses == {"0 - Paid: in full": "settled", "Void*": "withdrawn", "": "open"}
    assert mapping.number_from == ("customer_id", "due_date", "line")
    assert (mapping.issue_date_from, mapping.due_date_from) == ("due_date-30", "issue_date+14")
    assert mapping.create_customers and mapping.negative == "credit_note"


def test_a_mapping_survives_being_saved() -> None:
    mapping = full()
    assert from_json(json.loads(json.dumps(mapping.to_json()))) == mapping


def test_a_constant_replaces_a_column_and_the_other_way_round() -> None:
    mapping = apply_overrides(full(), ["currency=State"], HEADER)
    assert isinstance(mapping, IntakeMapping)
    assert "currency" not in mapping.constants and mapping.columns["currency"] == "State"
    back = apply_overrides(mapping, ["currency:EUR", "status="], HEADER)
    assert isinstance(back, IntakeMapping)
    assert back.constants == {"currency": "EUR"} and not {"currency", "status"} & back.columns.keys()


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("amount", "bad_syntax", "neither field=column nor field:value"),
        ("=Sum", "bad_syntax", "neither"),
        ("price=Sum", "unknown_field", "price is not a field of payment_history"),
        ("amount=Total", "unknown_column", "the file has no column Total"),
        ("currency:EURO", "not_a_currency", "EURO is not a currency code"),
        ("dates:american", "bad_option", "cannot be american"),
        ("dates.price:dmy", "unknown_field", "price"),
        ("decimals.amount:dot", "bad_option", "decimals.amount cannot be dot"),
        ("status.Paid:gone", "bad_option", "status.Paid cannot be gone"),
        ("number_from:customer_id,shoe_size", "bad_option", "shoe_size"),
        ("issue_date_from:settled_date-30", "bad_option", "issue_date_from"),
        ("create_customers:perhaps", "bad_option", "perhaps"),
        ("negative:ignore", "bad_option", "ignore"),
    ],
)
def test_a_wrong_correction_is_answered_with_what_would_be_right(text: str, code: str, words: str) -> None:
    errors = errors_of(text)
    assert errors[0].code == code
    assert words in errors[0].sentence
    assert errors[0].remedy


def test_all_wrong_corrections_are_named_at_once() -> None:
    assert [e.code for e in errors_of("amount", "price=Sum", "currency:EURO")] == [
        "bad_syntax",
        "unknown_field",
        "not_a_currency",
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 99},
        {"version": 1, "kind": "shoes"},
        {"version": 1, "kind": "invoices", "colour": "red"},
        {"version": 1, "kind": "invoices", "columns": ["a"]},
        {"version": 1, "kind": "invoices", "columns": {"shoe": "a"}},
        {"version": 1, "kind": "invoices", "create_customers": "yes"},
        {"version": 1, "kind": "invoices", "dates": {"due_date": "xyz"}},
    ],
)
def test_a_damaged_saved_mapping_is_refused(changed: dict[str, object]) -> None:
    answer = from_json(changed)
    assert isinstance(answer, tuple) and all(isinstance(error, MappingError) and error.sentence for error in answer)


def test_rows_are_not_read_while_anything_is_unsettled() -> None:
    columns = {"number": "No", "customer_id": "Who", "issue_date": "Issued", "due_date": "Due", "amount": "Sum"}
    errors = row_reader(IntakeMapping(kind=Kind.INVOICES, columns=columns), HEADER)
    assert isinstance(errors, tuple)
    sentences = " ".join(error.sentence for error in errors)
    for part in ("dates of issue_date", "dates of due_date", "decimal sign of amount", "No column holds currency"):
        assert part in sentences


def test_a_mapping_for_another_file_is_refused() -> None:
    errors = row_reader(full(), ["No", "Who"])
    assert isinstance(errors, tuple)
    assert "amount is mapped to the column Sum, which the file lacks" in [e.sentence for e in errors]
