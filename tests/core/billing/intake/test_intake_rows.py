"""Reading rows: what is right becomes a typed value, what is wrong is named with line, field and remedy."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.core.billing.intake import (
    ContactRow,
    CreditNoteRow,
    CustomerRow,
    DuplicateSpotter,
    HistoryRow,
    IntakeRow,
    InvoiceRow,
    Outcome,
    PaymentRow,
    Rejected,
    RowError,
    RowReader,
    SameAgain,
    Totals,
    plan,
    row_reader,
    scan,
)

INVOICES = "Invoice;Customer;Invoice date;Due date;Amount;Currency;Description"
HISTORY = "Invoice;Customer;Invoice date;Due date;Amount;Currency;Paid on;Amount paid;Status"
GOOD = "R-1;C1;2025-01-23;2025-02-23;1234.50;EUR;Screws"


def reader(heading: str, *overrides: str, sample: str = "") -> RowReader:
    header = heading.split(";")
    settings = [*overrides]
    found = plan(scan(header, [sample.split(";")] if sample else []), overrides=settings)
    assert not isinstance(found, tuple), found
    made = row_reader(found.mapping, header)
    assert isinstance(made, RowReader), [error.sentence for error in made]
    return made


def invoice_reader(*overrides: str) -> RowReader:
    return reader(INVOICES, "dates:ymd", "decimals:point", *overrides)


def history_reader(*overrides: str) -> RowReader:
    return reader(HISTORY, "dates:ymd", "decimals:point", "status.paid:paid", "status.done*:settled",
                  "status.void:withdrawn", "status.open:open", *overrides)  # fmt: skip


def read(with_reader: RowReader, row: str) -> IntakeRow | Rejected:
    return with_reader.read(7, row.split(";"))


def faults(answer: IntakeRow | Rejected) -> list[tuple[str, str]]:
    assert isinstance(answer, Rejected), answer
    return [(error.field, error.code) for error in answer.errors]


def test_a_good_line_becomes_an_invoice() -> None:
    assert read(invoice_reader(), GOOD) == InvoiceRow(
        line_no=7, external_id="R-1", number="R-1", customer_id="C1", issue_date=date(2025, 1, 23),
        due_date=date(2025, 2, 23), currency="EUR", amount_minor=123450, description="Screws",
    )  # fmt: skip


def test_every_fault_of_a_line_is_named_at_once_with_a_remedy() -> None:
    answer = read(invoice_reader(), ";C1;2025-02-30;n/a;12.345;EUR;x")
    assert faults(answer) == [
        ("issue_date", "not_a_date"),
        ("due_date", "not_a_date"),
        ("amount", "not_exact"),
        ("number", "missing_value"),
    ]
    assert isinstance(answer, Rejected)
    error = answer.errors[2]
    assert (error.line_no, error.column, error.value) == (7, "Amount", "12.345")
    assert error.sentence == "12.345 has more decimals than EUR allows (2)"
    assert all(error.remedy and "{" not in error.sentence + error.remedy for error in answer.errors)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("R-1;C1;2025-01-23;2025-02-23;0;EUR;x", ("amount", "amount_zero")),
        ("R-1;C1;2025-01-23;2025-02-23;-5;EUR;x", ("amount", "amount_negative")),
        ("R-1;C1;2025-01-23;2025-02-23;5;Euro;x", ("currency", "not_a_currency")),
        ("R-1;C1;2025-01-23;2025-02-23;5;;x", ("currency", "missing_value")),
        ("R-1;C1;2025-01-23;;5;EUR;x", ("due_date", "no_due_date")),
        ("R-1;C1;1025-01-23;2025-02-23;5;EUR;x", ("issue_date", "date_out_of_range")),
        ("5.13E+09;C1;2025-01-23;2025-02-23;5;EUR;x", ("number", "damaged_identifier")),
        ("R-1;#REF!;2025-01-23;2025-02-23;5;EUR;x", ("customer_id", "spreadsheet_error")),
        ("R-1;C\x00;2025-01-23;2025-02-23;5;EUR;x", ("customer_id", "control_character")),
        ("R-1;M\udcfcller;2025-01-23;2025-02-23;5;EUR;x", ("customer_id", "undecodable_bytes")),
        ("R-1;C1;2025-01-23;2025-02-23;5\udc80;EUR;x", ("amount", "undecodable_bytes")),
        (f"{'R' * 101};C1;2025-01-23;2025-02-23;5;EUR;x", ("number", "too_long")),
        ("R-1;C1;2025-01-23;2025-02-23;5;EUR;x;y", ("", "too_many_cells")),
        ("Total;;;;5;EUR;", ("", "total_line")),
    ],
)
def test_faults_are_told_apart(row: str, fault: tuple[str, str]) -> None:
    assert faults(read(invoice_reader(), row)) == [fault]


def test_a_rejected_line_keeps_its_amount_when_that_could_be_read() -> None:
    answer = read(invoice_reader(), "R-1;C1;bad;2025-02-23;5.00;EUR;x")
    assert isinstance(answer, Rejected)
    assert (answer.currency, answer.amount_minor) == ("EUR", 500)


def test_odd_spaces_and_invisible_marks_are_tidied() -> None:
    answer = read(
        invoice_reader(), "\ufeffR\u200b-1; C1 ;2025-01-23;\u00a02025-02-23;5\u00a0;EUR;two\n  lines\u00a0here"
    )
    assert isinstance(answer, InvoiceRow)
    assert (answer.number, answer.customer_id, answer.description) == ("R-1", "C1", "two lines here")


def test_missing_cells_at_the_end_are_empty_and_spare_empty_ones_do_no_harm() -> None:
    short = read(invoice_reader(), "R-1;C1;2025-01-23;2025-02-23;5;EUR")
    assert isinstance(short, InvoiceRow) and short.description is None
    assert isinstance(read(invoice_reader(), GOOD + ";;"), InvoiceRow)


def test_a_negative_amount_is_a_credit_note_when_a_person_said_so() -> None:
    answer = read(invoice_reader("negative:credit_note"), "R-2;C1;2025-01-23;2025-02-23;-5.00;EUR;Return")
    assert answer == CreditNoteRow(
        line_no=7, external_id="R-2", number="R-2", customer_id="C1", issue_date=date(2025, 1, 23), currency="EUR",
        amount_minor=500, description="Return",
    )  # fmt: skip


def test_instalments_of_one_invoice_are_told_apart() -> None:
    with_parts = reader(INVOICES + ";Instalment", "dates:ymd", "decimals:point")
    answer = read(with_parts, GOOD + ";2")
    assert isinstance(answer, InvoiceRow)
    assert (answer.number, answer.instalment_no, answer.external_id) == ("R-1", 2, "R-1/2")


def test_what_is_open_lies_between_zero_and_the_amount() -> None:
    partly = reader(INVOICES + ";Open amount", "dates:ymd", "decimals:point")
    answer = read(partly, GOOD + ";34.50")
    assert isinstance(answer, InvoiceRow) and answer.open_minor == 3450
    assert faults(read(partly, GOOD + ";2000")) == [("open_amount", "open_exceeds_amount")]
    assert faults(read(partly, GOOD + ";-1")) == [("open_amount", "open_exceeds_amount")]


def test_a_missing_number_and_date_are_made_only_by_the_rule_a_person_gave() -> None:
    heading = "Customer;Due date;Amount"
    rules = ["kind:invoices", "currency:EUR", "dates:ymd", "decimals:point", "issue_date_from:due_date-30"]
    by_line = reader(heading, *rules, "number_from:customer_id,due_date,amount,line")
    first = read(by_line, "C1;2025-02-23;5.00")
    assert isinstance(first, InvoiceRow)
    assert (first.number, first.issue_date) == ("C1-2025-02-23-500-7", date(2025, 1, 24))
    counted = reader(heading, *rules, "number_from:customer_id,due_date,amount,occurrence")
    numbers = [counted.read(line, ["C1", "2025-02-23", "5.00"]) for line in (2, 9)]
    assert [getattr(row, "number", "") for row in numbers] == ["C1-2025-02-23-500-1", "C1-2025-02-23-500-2"]
    assert faults(read(by_line, "C1;;5.00")) == [("number", "number_not_made")]


def history(row: str, *overrides: str) -> IntakeRow | Rejected:
    return read(history_reader(*overrides), "R-1;C1;2025-01-23;2025-02-23;100.00;EUR;" + row)


@pytest.mark.parametrize(
    ("row", "outcome", "settled_minor", "day"),
    [
        (";;", Outcome.OPEN, None, None),
        (";;open", Outcome.OPEN, None, None),
        ("2025-02-20;;", Outcome.PAID, 10000, date(2025, 2, 20)),
        ("2025-02-20;40.00;Paid", Outcome.PAID, 4000, date(2025, 2, 20)),
        ("2025-02-20;98.00;done  at bank", Outcome.SETTLED, 9800, date(2025, 2, 20)),
        ("2025-02-20;102.00;Done", Outcome.SETTLED, 10200, date(2025, 2, 20)),
        ("2025-02-20;;void", Outcome.WITHDRAWN, None, date(2025, 2, 20)),
    ],
)
def test_what_became_of_an_invoice(row: str, outcome: Outcome, settled_minor: int | None, day: date | None) -> None:
    answer = history(row)
    assert isinstance(answer, HistoryRow)
    assert (answer.outcome, answer.settled_minor, answer.settled_date) == (outcome, settled_minor, day)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("2025-02-20;;zx9", ("status", "unknown_status")),
        (";;paid", ("settled_date", "status_needs_date")),
        (";;void", ("settled_date", "status_needs_date")),
        ("2025-02-20;;open", ("status", "status_forbids_date")),
        ("2025-02-20;0;paid", ("settled_amount", "amount_zero")),
        ("2025-02-20;-5;paid", ("settled_amount", "amount_negative")),
    ],
)
def test_a_history_that_contradicts_itself_is_quarantined(row: str, fault: tuple[str, str]) -> None:
    answer = history(row)
    assert faults(answer) == [fault]
    assert isinstance(answer, Rejected) and "{" not in answer.errors[0].sentence + answer.errors[0].remedy


def test_customers_contacts_payments_and_credit_notes_are_read() -> None:
    customers = reader("Customer number;Name;Email;Country;Language;Credit limit;Currency", "decimals:comma")
    row = read(customers, "C1;Muster GmbH;ap@muster.example;de;DE-de;1.000,00;EUR")
    assert row == CustomerRow(line_no=1, external_id="C1", name="Muster GmbH", email="ap@muster.example", country="DE",
                              language="de", credit_limit_minor=100000, currency="EUR")  # fmt: skip
    assert faults(read(customers, "C1;X;a b@c;Germany;xx;;")) == [
        ("email", "not_an_email"), ("country", "not_a_country"), ("language", "not_a_language")]  # fmt: skip
    contacts = reader("Customer id;Contact name;Email;Phone;Role")
    row = read(contacts, "C1;A. Payer;AP@muster.example;;Buyer")
    assert isinstance(row, ContactRow) and row.external_id == "C1/ap@muster.example"
    assert faults(read(contacts, "C1;A. Payer;;;")) == [("email", "no_way_to_reach")]
    payments = reader("Payment id;Payment date;Customer id;Amount;Currency;Reference", "dates:dmy", "decimals:point")
    row = read(payments, "P1;03/04/2025;;5.00;EUR;for R-1")
    assert row == PaymentRow(line_no=1, external_id="P1", received_date=date(2025, 4, 3), currency="EUR",
                             amount_minor=500, reference="for R-1")  # fmt: skip
    credits = reader("Credit note number;Customer id;Date;Amount;Currency;Invoice", "dates:ymd", "decimals:point")
    row = read(credits, "G1;C1;2025-04-03;5.00;EUR;R-1")
    assert isinstance(row, CreditNoteRow) and (row.amount_minor, row.invoice_number) == (500, "R-1")


def test_a_list_of_credit_notes_written_below_zero_is_understood() -> None:
    heading, row = "Credit note number;Customer id;Date;Amount;Currency", "G1;C1;2025-04-23;-5.00;EUR"
    answer = read(reader(heading, sample=row), row)
    assert isinstance(answer, CreditNoteRow) and answer.amount_minor == 500


def test_a_repeated_row_is_skipped_and_a_changed_one_refused() -> None:
    spotter, rows = DuplicateSpotter(), invoice_reader()
    lines = [GOOD, GOOD, GOOD.replace("1234.50", "1234.51")]
    answers = []
    for line_no, line in enumerate(lines, 2):
        row = rows.read(line_no, line.split(";"))
        assert not isinstance(row, Rejected)
        answers.append(spotter.see(row))
    assert answers[0] is None
    assert answers[1] == SameAgain(3, "R-1", 2)
    assert isinstance(answers[2], RowError)
    assert answers[2].sentence == "R-1 was already read on line 2 with other content"


LINES = st.lists(
    st.tuples(st.sampled_from(["R1", "R2", "R3", ""]), st.sampled_from(["5.00", "7.25", "-3.00", "0", "x", ""]),
              st.sampled_from(["EUR", "JPY", "??"])),
    max_size=30,
)  # fmt: skip


@given(LINES)
def test_counts_and_sums_always_add_up(lines: list[tuple[str, str, str]]) -> None:
    """Whatever a file holds, read = accepted + skipped + quarantined, in rows and in money."""
    rows, spotter, totals = (
        invoice_reader("negative:credit_note"),
        DuplicateSpotter(),
        Totals(negative_credit_notes=True),
    )
    for line_no, (number, amount, currency) in enumerate(lines, 2):
        row = rows.read(line_no, [number, "C1", "2025-01-23", "2025-02-23", amount, currency, ""])
        if isinstance(row, Rejected):
            totals.quarantine(row)
            continue
        seen = spotter.see(row)
        {type(None): totals.accept, SameAgain: totals.skip, RowError: totals.quarantine}[type(seen)](row)
    report = totals.report()
    assert report.adds_up() and report.read.rows == len(lines)
    cents = {"5.00": 500, "7.25": 725, "-3.00": -300}
    in_euro = sum(cents.get(amount, 0) for _, amount, currency in lines if currency == "EUR")
    assert report.read.sums_minor.get("EUR", 0) == in_euro


@given(st.lists(st.text(max_size=20), min_size=1, max_size=12))
def test_any_line_at_all_is_answered(cells: list[str]) -> None:
    answer = history_reader().read(2, cells)
    assert isinstance(answer, HistoryRow | Rejected)
    if isinstance(answer, Rejected):
        assert answer.errors and all(error.sentence and error.remedy for error in answer.errors)
        stored = json.dumps([error.to_json() for error in answer.errors], ensure_ascii=False)
        assert "\\u0000" not in stored
        stored.encode("utf-8")
