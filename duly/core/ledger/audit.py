"""The audit of a whole ledger in memory: the oracle that the SQL audit is compared with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from duly.core.ledger.documents import Receipt, Receivable
from duly.core.ledger.ownership import owner_on
from duly.core.ledger.postings import (
    OPENINGS,
    Account,
    Id,
    Kind,
    Posting,
    mirror,
    receivable_effects,
    shape_faults,
    unapplied_effect,
)
from duly.core.ledger.timeline import (
    applied_days,
    by_receipt,
    by_receivable,
    receipt_timeline,
    receivable_timeline,
)


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where an invariant does not hold. `code` is a key of INVARIANTS.

    `subject` names the row (`posting 7`, `receivable 12`, `receipt 3`, `receivables EUR`),
    `day` the first day it shows where days matter, `detail` what was found.
    """

    code: str
    subject: str
    day: date | None
    detail: str


@dataclass(frozen=True, slots=True)
class _Books:
    postings: Sequence[Posting]
    by_id: Mapping[Id, Posting]
    receivables: Mapping[Id, Receivable]
    receipts: Mapping[Id, Receipt]
    of_receivable: Mapping[Id, Sequence[Posting]]
    of_receipt: Mapping[Id, Sequence[Posting]]


def audit(postings: Iterable[Posting], receivables: Iterable[Receivable], receipts: Iterable[Receipt]) -> list[Breach]:
    """Return every breach of the invariants marked `ledger`, ordered by invariant.

    `postings` are all of a company, in order of entry, with their ids. An empty list is a clean ledger.
    """
    rows = list(postings)
    books = _Books(
        postings=rows,
        by_id={row.id: row for row in rows if row.id is not None},
        receivables={one.id: one for one in receivables},
        receipts={one.id: one for one in receipts},
        of_receivable=by_receivable(rows),
        of_receipt=by_receipt(rows),
    )
    checks = (
        _shapes, _receipt_levels, _receivable_levels, _control, _reversals,
        _currencies, _returns, _crossings, _openings, _dates, _references,
    )  # fmt: skip
    return [breach for check in checks for breach in check(books)]


def _named(row: Posting) -> str:
    return f"posting {row.id}"


def _shapes(books: _Books) -> Iterator[Breach]:
    for row in books.postings:
        for fault in shape_faults(row):
            yield Breach("I01", _named(row), row.effective_date, fault)


def _receipt_levels(books: _Books) -> Iterator[Breach]:
    for receipt_id, rows in books.of_receipt.items():
        for level in receipt_timeline(rows, receipt_id):
            if not level.sound:
                detail = f"unapplied {level.rest_minor} of {level.amount_minor}"
                yield Breach("I02", f"receipt {receipt_id}", level.day, detail)
                break


def _receivable_levels(books: _Books) -> Iterator[Breach]:
    for receivable_id, rows in books.of_receivable.items():
        for level in receivable_timeline(rows, receivable_id):
            if not level.sound:
                detail = f"open {level.rest_minor} of {level.amount_minor}"
                yield Breach("I03", f"receivable {receivable_id}", level.day, detail)
                break


def _control(books: _Books) -> Iterator[Breach]:
    """Compare the daily movements of the control accounts with those of the documents."""
    gaps: dict[tuple[Account, str], Counter[date]] = defaultdict(Counter)
    for row in books.postings:
        for account, sign in ((row.debit_account, 1), (row.credit_account, -1)):
            if account in (Account.RECEIVABLES, Account.UNAPPLIED_CASH):
                gaps[account, row.currency][row.effective_date] += sign * row.amount_minor
        for touched, minor in receivable_effects(row):
            if touched is not None and touched in books.receivables:
                currency = books.receivables[touched].currency
                gaps[Account.RECEIVABLES, currency][row.effective_date] -= minor
        if row.receipt_id is not None and row.receipt_id in books.receipts:
            currency = books.receipts[row.receipt_id].currency
            gaps[Account.UNAPPLIED_CASH, currency][row.effective_date] += unapplied_effect(row)
    for (account, currency), by_day in sorted(gaps.items()):
        for day in sorted(by_day):
            if by_day[day]:
                detail = f"the account moved {by_day[day]} more than the documents"
                yield Breach("I04", f"{account} {currency}", day, detail)
                break


def _reversals(books: _Books) -> Iterator[Breach]:
    seen: set[Id] = set()
    for row in books.postings:
        original = None if row.reverses_id is None else books.by_id.get(row.reverses_id)
        if row.reverses_id is None or original is None:
            continue
        if row.reverses_id in seen:
            yield Breach("I07", _named(row), row.effective_date, f"posting {row.reverses_id} was reversed before")
        seen.add(row.reverses_id)
        if original.kind == Kind.REVERSAL:
            yield Breach("I07", _named(row), row.effective_date, f"posting {row.reverses_id} is itself a reversal")
        elif row.effective_date < original.effective_date:
            detail = f"takes effect before posting {row.reverses_id} of {original.effective_date}"
            yield Breach("I07", _named(row), row.effective_date, detail)
        elif replace(row, id=None, entry_id=None) != mirror(original, row.effective_date):
            yield Breach("I07", _named(row), row.effective_date, f"is not the mirror of posting {row.reverses_id}")


def _documents(books: _Books, row: Posting) -> Iterator[Receivable | Receipt]:
    for receivable_id in {row.receivable_id, row.source_receivable_id}:
        if receivable_id is not None and receivable_id in books.receivables:
            yield books.receivables[receivable_id]
    if row.receipt_id is not None and row.receipt_id in books.receipts:
        yield books.receipts[row.receipt_id]


def _label(document: Receivable | Receipt) -> str:
    return f"{'receipt' if isinstance(document, Receipt) else 'receivable'} {document.id}"


def _currencies(books: _Books) -> Iterator[Breach]:
    for row in books.postings:
        for document in _documents(books, row):
            if document.currency != row.currency:
                detail = f"is in {row.currency}, {_label(document)} in {document.currency}"
                yield Breach("I09", _named(row), row.effective_date, detail)


def _returns(books: _Books) -> Iterator[Breach]:
    for row in books.postings:
        original = None if row.reverses_id is None else books.by_id.get(row.reverses_id)
        if original is None or original.kind != Kind.RECEIPT or row.receipt_id is None:
            continue
        days = applied_days(books.of_receipt[row.receipt_id], row.receipt_id, row.effective_date)
        if days:
            yield Breach("I10", f"receipt {row.receipt_id}", days[0], "still applied after it was returned")


def _crossings(books: _Books) -> Iterator[Breach]:
    # Taken back the same day, an application settled nothing (and the identification may be gone with it).
    gone = {(row.reverses_id, row.effective_date) for row in books.postings if row.kind == Kind.REVERSAL}
    for row in books.postings:
        receivable = books.receivables.get(row.receivable_id) if row.receivable_id is not None else None
        if row.kind not in (Kind.PRINCIPAL, Kind.CREDIT_APPLIED) or receivable is None:
            continue
        if (row.id, row.effective_date) in gone:
            continue
        payer = _payer(books, row)
        if payer is None:
            yield Breach("I12", _named(row), row.effective_date, "applies money of an unknown customer")
        elif payer != receivable.customer_id and not row.third_party:
            detail = f"customer {payer} pays for customer {receivable.customer_id} without saying so"
            yield Breach("I12", _named(row), row.effective_date, detail)


def _payer(books: _Books, row: Posting) -> Id | None:
    if row.kind == Kind.CREDIT_APPLIED:
        source = books.receivables.get(row.source_receivable_id) if row.source_receivable_id is not None else None
        return None if source is None else source.customer_id
    if row.receipt_id is None:
        return None
    return owner_on(books.of_receipt[row.receipt_id], row.receipt_id, row.effective_date)


def _openings(books: _Books) -> Iterator[Breach]:
    found: dict[str, list[Posting]] = defaultdict(list)
    for row in books.postings:
        if row.kind in OPENINGS:
            found[f"receivable {row.receivable_id}"].append(row)
        elif row.kind == Kind.RECEIPT:
            found[f"receipt {row.receipt_id}"].append(row)
    documents: tuple[Receivable | Receipt, ...] = (*books.receivables.values(), *books.receipts.values())
    for document in documents:
        rows = found[_label(document)]
        if len(rows) != 1:
            yield Breach("I15", _label(document), None, f"has {len(rows)} opening postings instead of one")
        elif not _agrees(rows[0], document):
            yield Breach("I15", _label(document), rows[0].effective_date, f"differs from {_named(rows[0])}")


def _agrees(row: Posting, document: Receivable | Receipt) -> bool:
    if isinstance(document, Receipt):
        kind, day = Kind.RECEIPT, document.receipt_date
    else:
        kind, day = document.kind, document.document_date
    said = (document.customer_id, document.amount_minor, document.currency, kind, day)
    return said == (row.customer_id, row.amount_minor, row.currency, row.kind, row.effective_date)


def _dates(books: _Books) -> Iterator[Breach]:
    for row in books.postings:
        for document in _documents(books, row):
            day = document.receipt_date if isinstance(document, Receipt) else document.document_date
            if row.effective_date < day:
                yield Breach("I16", _named(row), row.effective_date, f"lies before {_label(document)} of {day}")


def _references(books: _Books) -> Iterator[Breach]:
    for row in books.postings:
        for name, value, known in (
            ("receivable", row.receivable_id, books.receivables),
            ("receivable", row.source_receivable_id, books.receivables),
            ("receipt", row.receipt_id, books.receipts),
            ("posting", row.reverses_id, books.by_id),
        ):
            if value is not None and value not in known:
                yield Breach("I17", _named(row), row.effective_date, f"names {name} {value}, which does not exist")
