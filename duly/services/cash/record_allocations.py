"""Put receipts on receivables, one or thousands: lock, let the core decide, write, bring projections along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from duly.core.cash.allocation import allocate
from duly.core.cash.netting import Share
from duly.core.ledger.postings import Kind, Posting
from duly.core.ledger.refusal import Refused
from duly.core.money.money import Money
from duly.services.act import Act
from duly.services.events.tell_entries import tell_entries
from duly.store import mapping
from duly.store.models import Activity, Entry
from duly.store.models import Posting as PostingRow
from duly.store.queries.balances import refresh_balances_of
from duly.store.queries.ledger import LedgerSlice, ledger_slice, lock_documents
from duly.store.queries.projections import refresh_open_items, refresh_open_receipts

BATCH = 500
_FIXES_A_DAY = (Kind.REVERSAL, Kind.IDENTIFIED)


@dataclass(frozen=True, slots=True)
class Allocation:
    """A receipt and where its money goes. `on` is the earliest day it takes effect, never before the documents.

    With a `key` it is done once for ever; `evidence` is stored with it.
    """

    receipt_id: int
    shares: tuple[Share, ...]
    on: date
    customer_id: int | None = None
    third_party: bool = False
    evidence: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of an allocation: an entry, or the refusal, or neither when its key was used before."""

    allocation: Allocation
    entry_id: int | None = None
    refused: Refused | None = None
    customer_ids: frozenset[int] = frozenset()


def lock_for(act: Act, allocations: Iterable[Allocation]) -> None:
    """Lock every document the allocations touch until the database transaction ends, in one order."""
    wanted = list(allocations)
    lock_documents(
        act.company_id, {s.receivable_id for a in wanted for s in a.shares}, {a.receipt_id for a in wanted}
    )  # fmt: skip


def record_allocations(*, act: Act, allocations: Sequence[Allocation]) -> list[Recorded]:
    """Record each allocation that the rules allow, one entry each, in the order given; return what came of each.

    All documents are locked first, so that two callers never use the same money twice.
    """
    lock_for(act, allocations)
    result: list[Recorded] = []
    for start in range(0, len(allocations), BATCH):
        result += _batch(act, allocations[start : start + BATCH])
    return result


def decide_allocation(company_id: int, wanted: Allocation) -> tuple[Posting, ...] | Refused | None:
    """Return what the core says to one allocation as things stand, writing nothing; None when a document is gone."""
    known = _Known(company_id, [wanted])
    return known.decide(wanted) if known.has(wanted) else None


class _Known:
    """The documents of a batch with their postings, kept up while the batch is decided."""

    def __init__(self, company_id: int, batch: Sequence[Allocation]) -> None:
        receivables = {share.receivable_id for one in batch for share in one.shares}
        self.slice: LedgerSlice = ledger_slice(company_id, receivables, {one.receipt_id for one in batch})
        self.documents = {int(row.id): row for row in self.slice.receivables}
        self.receipts = {int(row.id): row for row in self.slice.receipts}
        self._of_item: dict[object, list[Posting]] = defaultdict(list)
        self._of_receipt: dict[object, list[Posting]] = defaultdict(list)
        for row in self.slice.postings:
            self._add(row)

    def _add(self, row: Posting) -> None:
        for one in {row.receivable_id, row.source_receivable_id} - {None}:
            self._of_item[one].append(row)
        if row.receipt_id is not None:
            self._of_receipt[row.receipt_id].append(row)

    def has(self, wanted: Allocation) -> bool:
        named = all(share.receivable_id in self.documents for share in wanted.shares)
        return named and wanted.receipt_id in self.receipts

    def decide(self, wanted: Allocation) -> tuple[Posting, ...] | Refused:
        rows: dict[int, Posting] = {id(row): row for row in self._of_receipt[wanted.receipt_id]}
        for share in wanted.shares:
            rows |= {id(row): row for row in self._of_item[share.receivable_id]}
        days = [self.documents[share.receivable_id].document_date for share in wanted.shares]
        days += [row.effective_date for row in rows.values() if row.kind in _FIXES_A_DAY]
        day = max([wanted.on, self.receipts[wanted.receipt_id].receipt_date, *days])
        made = allocate(
            rows.values(), wanted.receipt_id, wanted.shares, day, customer_id=wanted.customer_id,
            third_party=wanted.third_party,
        )  # fmt: skip
        for row in made if not isinstance(made, Refused) else ():
            self._add(row)
        return made


def _batch(act: Act, batch: Sequence[Allocation]) -> list[Recorded]:
    used = _used_keys(act.company_id, [one.key for one in batch if one.key])
    known = _Known(act.company_id, batch)
    result: list[Recorded] = []
    writing: list[tuple[Allocation, tuple[Posting, ...]]] = []
    for one in batch:
        if one.key in used or not known.has(one):
            result.append(Recorded(one))
            continue
        decision = known.decide(one)
        if isinstance(decision, Refused):
            result.append(Recorded(one, refused=decision))
        else:
            writing.append((one, decision))
    return result + _write(act, writing, known)


def _used_keys(company_id: int, keys: Collection[str]) -> set[str]:
    rows = Entry.objects.filter(company_id=company_id, idempotency_key__in=keys)
    return {str(key) for key in rows.values_list("idempotency_key", flat=True)}


def _write(act: Act, writing: Sequence[tuple[Allocation, tuple[Posting, ...]]], known: _Known) -> list[Recorded]:
    entries = Entry.objects.bulk_create(
        Entry(
            company_id=act.company_id, verb="apply_receipt", actor_kind=act.actor_kind, actor=act.actor,
            reason=act.reason, business_date=act.business_date, recorded_at=act.at, idempotency_key=one.key,
            evidence=dict(one.evidence),
        )
        for one, _ in writing
    )  # fmt: skip
    pairs = list(zip(entries, writing, strict=True))
    rows = PostingRow.objects.bulk_create(
        [row for entry, (_, made) in pairs
         for row in mapping.from_postings(made, company_id=act.company_id, entry_id=entry.pk)],
        batch_size=2000,
    )  # fmt: skip
    touched = {row.receivable_id for row in rows} | {row.source_receivable_id for row in rows}
    items = {i for i in touched if i is not None}
    receipts = {row.receipt_id for row in rows if row.receipt_id is not None}
    refresh_open_items(act.company_id, items)
    refresh_open_receipts(act.company_id, receipts)
    refresh_balances_of(act.company_id, items, receipts)
    Activity.objects.bulk_create(
        [activity for _, (one, made) in pairs for activity in _told(act, one, made, known)], batch_size=2000
    )
    tell_entries(act=act, entry_ids=[entry.pk for entry in entries], postings=len(rows))
    return [Recorded(one, entry.pk, None, _customers(made)) for entry, (one, made) in pairs]


def _customers(made: Iterable[Posting]) -> frozenset[int]:
    return frozenset(int(row.customer_id) for row in made if row.customer_id is not None)


def _told(act: Act, one: Allocation, made: Iterable[Posting], known: _Known) -> Iterable[Activity]:
    """Return one line of the timeline per receivable, saying all that happened to it."""
    parts: dict[int, list[Posting]] = defaultdict(list)
    for row in made:
        if row.receivable_id is not None:
            parts[int(row.receivable_id)].append(row)
    for receivable_id, rows in parts.items():
        document = known.documents[receivable_id]
        said = ", ".join(f"{_WORDS[row.kind]} {_shown(row.amount)}" for row in rows)
        yield Activity(
            company_id=act.company_id, at=act.at, business_date=act.business_date, actor_kind=act.actor_kind,
            actor=act.actor, verb="receipt.applied", sentence=f"{document.number}: {said}", reason=act.reason,
            customer_id=int(document.customer_id), receivable_id=receivable_id,
            data={"receipt_id": one.receipt_id, "amount_minor": sum(row.amount_minor for row in rows)},
        )  # fmt: skip


_WORDS = {
    Kind.PRINCIPAL: "paid", Kind.DISCOUNT: "discount", Kind.BANK_FEE: "bank fee", Kind.SHORT_PAYMENT: "short payment",
    Kind.FX_DIFFERENCE: "exchange difference", Kind.ROUNDING: "rounding", Kind.CREDIT_APPLIED: "credit note used",
}  # fmt: skip


def _shown(amount: Money) -> str:
    return f"{amount.currency} {amount.plain()}"
