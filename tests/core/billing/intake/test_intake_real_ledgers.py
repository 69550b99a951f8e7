"""Three real ledgers, kept outside the project: every row is read or answered for, and the sums are the file's."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from duly.core.billing.intake import (
    Detection,
    DuplicateSpotter,
    HistoryRow,
    IntakeRow,
    Kind,
    Rejected,
    RowReader,
    SameAgain,
    Totals,
    TotalsReport,
    plan,
    row_reader,
    scan,
)


@dataclass
class Ledger:
    header: list[str]
    rows: list[list[str]]

    def plan(self, *overrides: str) -> Detection:
        found = plan(scan(self.header, self.rows), overrides=overrides)
        assert isinstance(found, Detection)
        return found

    def sum_minor(self, column: str) -> int:
        place = self.header.index(column)
        return int(sum(Decimal(row[place]) for row in self.rows) * 100)


Loader = Callable[[str], Ledger]


@pytest.fixture(scope="module")
def ledger(shared_data: Path) -> Loader:
    def load(name: str) -> Ledger:
        path = shared_data / "ledgers" / f"{name}.csv"
        if not path.is_file():
            pytest.skip(f"{name} is not here")
        with path.open(newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        return Ledger(header, rows)

    return load


def read_all(
    found: Detection, header: Sequence[str], rows: Sequence[list[str]]
) -> tuple[list[IntakeRow], TotalsReport]:
    reader, spotter, totals, accepted = row_reader(found.mapping, header), DuplicateSpotter(), Totals(), []
    assert isinstance(reader, RowReader)
    for line_no, cells in enumerate(rows, 2):
        row = reader.read(line_no, cells)
        seen = row if isinstance(row, Rejected) else spotter.see(row)
        if seen is None and not isinstance(row, Rejected):
            totals.accept(row)
            accepted.append(row)
        elif isinstance(seen, SameAgain) and not isinstance(row, Rejected):
            totals.skip(row)
        else:
            totals.quarantine(row)
    report = totals.report()
    assert report.adds_up()
    return accepted, report


def test_ibm_needs_only_a_currency_and_its_dates_are_day_month_year(ledger: Loader) -> None:
    ibm = ledger("ibm_ar")
    found = ibm.plan()
    assert found.kind is Kind.PAYMENT_HISTORY
    assert set(found.mapping.dates.values()) == {"dmy"} and len(found.mapping.dates) == 3
    assert [m.field for m in found.review.missing] == ["currency"] and not found.review.questions
    rows, report = read_all(ibm.plan("currency:USD"), ibm.header, ibm.rows)
    assert (report.accepted.rows, report.quarantined.rows, report.skipped.rows) == (2466, 0, 0)
    assert report.accepted.sums_minor == {"USD": ibm.sum_minor("InvoiceAmount")} == {"USD": 14770318}
    assert len({row.customer_id for row in rows if isinstance(row, HistoryRow)}) == 100
    first = rows[0]
    assert isinstance(first, HistoryRow)
    assert (first.issue_date, first.settled_date) == (date(2012, 1, 3), date(2012, 1, 23))
    days = ibm.header.index("DaysToSettle")
    told = [int(cells[days]) for cells in ibm.rows]
    assert [(row.settled_date - row.issue_date).days for row in rows
            if isinstance(row, HistoryRow) and row.settled_date] == told  # fmt: skip


def test_nuclea_slips_are_paid_withdrawn_or_open(ledger: Loader) -> None:
    slips = ledger("nuclea_boletos")
    found = slips.plan("currency:BRL")
    assert found.kind is Kind.PAYMENT_HISTORY and found.ready and not found.review.questions
    rows, report = read_all(found, slips.header, slips.rows)
    assert (report.accepted.rows, report.quarantined.rows) == (7118, 0)
    assert report.accepted.sums_minor == {"BRL": slips.sum_minor("vlr_nominal")} == {"BRL": 16585348809}
    assert {name: tally.rows for name, tally in report.outcomes.items()} == {
        "open": 70,
        "settled": 6298,
        "withdrawn": 750,
    }
    money = [row.settled_minor for row in rows if isinstance(row, HistoryRow) and row.settled_minor is not None]
    assert (len(money), sum(money)) == (6298, 12955509605)
    withdrawn = [row for row in rows if isinstance(row, HistoryRow) and row.outcome == "withdrawn"]
    assert Counter(str(row.close_reason)[0] for row in withdrawn) == {"8": 324, "5": 316, "7": 77, "6": 33}


def test_highradius_is_answered_with_what_is_missing_and_how_to_supply_it(ledger: Loader) -> None:
    recon = ledger("highradius_recon")
    found = recon.plan()
    assert found.kind is Kind.PAYMENT_HISTORY and not found.ready
    assert [m.field for m in found.review.missing] == ["number", "issue_date", "currency"]
    offered = {m.field: [remedy.override for remedy in m.remedies] for m in found.review.missing}
    assert "number_from:customer_id,due_date,amount,line" in offered["number"]
    assert "issue_date_from:due_date-30" in offered["issue_date"]
    assert "currency:EUR" in offered["currency"]


@pytest.mark.parametrize(
    ("parts", "accepted", "skipped", "quarantined"),
    [("line", 40000, 0, 0), ("occurrence", 40000, 0, 0)],
)
def test_highradius_is_read_when_a_person_supplies_the_rest(
    ledger: Loader, parts: str, accepted: int, skipped: int, quarantined: int
) -> None:
    recon = ledger("highradius_recon")
    rules = ["currency:USD", "issue_date_from:due_date-30", f"number_from:customer_id,due_date,amount,{parts}"]
    _, report = read_all(recon.plan(*rules), recon.header, recon.rows)
    assert (report.accepted.rows, report.skipped.rows, report.quarantined.rows) == (accepted, skipped, quarantined)
    assert report.read.sums_minor == {"USD": recon.sum_minor("amount")} == {"USD": 128260139574}


def test_highradius_without_counting_skips_repetitions_and_quarantines_contradictions(ledger: Loader) -> None:
    recon = ledger("highradius_recon")
    rules = ["currency:USD", "issue_date_from:due_date-30", "number_from:customer_id,due_date,amount,settled_date"]
    _, report = read_all(recon.plan(*rules), recon.header, recon.rows)
    assert (report.accepted.rows, report.skipped.rows, report.quarantined.rows) == (39040, 960, 0)
