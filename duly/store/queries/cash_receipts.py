"""One receipt as a person sees it: what the bank said, what happened to it, what it may be for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from duly.store.models import MatchProposal
from duly.store.rows import json_value


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """A receipt; `unapplied_minor` is what is left of it, `customer_id` whose it is now (None = unidentified)."""

    id: int
    received_date: date
    currency: str
    amount_minor: int
    unapplied_minor: int
    customer_id: int | None
    customer_name: str
    customer_number: str
    payer_name: str
    payer_account: str
    text: str
    method: str
    source: str
    booking_date: date | None
    value_date: date | None
    end_to_end_id: str
    references: tuple[str, ...]
    lines: tuple[str, ...]
    bank_text: tuple[str, ...]
    file_id: int | None
    file_name: str
    account: str


_RECEIPT = """
SELECT r.id, r.received_date, r.currency, r.amount_minor, coalesce(o.unapplied_minor, 0),
       CASE WHEN o.receipt_id IS NULL THEN coalesce(i.customer_id, r.customer_id) ELSE o.customer_id END,
       coalesce(c.name, ''),
       coalesce(c.number, ''), r.payer_name, r.payer_account, r.text, r.method, r.source, l.booking_date, l.value_date,
       coalesce(l.end_to_end_id, ''), l."references", l.text, l.raw -> 'bank_text', f.id, coalesce(f.name, ''),
       coalesce(s.account, '')
  FROM receipt r
  LEFT JOIN open_receipt o ON o.receipt_id = r.id
  LEFT JOIN LATERAL (
       SELECT p.customer_id FROM posting p
        WHERE p.company_id = r.company_id AND p.receipt_id = r.id AND p.kind = 'identified' AND o.receipt_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM posting x WHERE x.company_id = p.company_id AND x.reverses_id = p.id)
        ORDER BY p.id DESC LIMIT 1) i ON true
  LEFT JOIN customer c ON c.company_id = r.company_id
                      AND c.id = CASE WHEN o.receipt_id IS NULL THEN coalesce(i.customer_id, r.customer_id)
                                      ELSE o.customer_id END
  LEFT JOIN bank_line l ON l.company_id = r.company_id AND l.id = r.bank_line_id
  LEFT JOIN bank_entry e ON e.company_id = r.company_id AND e.id = l.entry_id
  LEFT JOIN bank_statement s ON s.company_id = r.company_id AND s.id = e.statement_id
  LEFT JOIN bank_file f ON f.company_id = r.company_id AND f.id = s.bank_file_id
 WHERE r.company_id = %s AND r.id = %s
"""


def receipt_facts(company_id: int, receipt_id: int) -> ReceiptFacts | None:
    """Return a receipt with what the bank said, or None."""
    with connection.cursor() as cursor:
        cursor.execute(_RECEIPT, [company_id, receipt_id])
        row = cursor.fetchone()
    if row is None:
        return None
    *head, references, text, bank_text, file_id, file_name, account = row
    values = tuple(one["value"] for one in json_value(references) or () if one.get("value"))
    lines = tuple(part for part in (text or "").split("\n") if part)
    rest: list[Any] = [*head, values, lines, tuple(json_value(bank_text) or ()), file_id, file_name, account]
    return ReceiptFacts(*rest)


@dataclass(frozen=True, slots=True)
class PostedPart:
    """One booking of an entry, in words' reach: what it did to which document."""

    kind: str
    amount_minor: int
    currency: str
    number: str
    receivable_id: int | None
    customer_id: int | None
    customer_name: str


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """Something that was done with the receipt. `undone` when it was reversed; `undoable` when it still can be."""

    id: int
    verb: str
    actor_kind: str
    actor: str
    reason: str
    recorded_at: datetime
    effective_date: date
    evidence: Mapping[str, Any]
    parts: tuple[PostedPart, ...]
    undone: bool
    undoable: bool


_HISTORY = """
SELECT e.id, e.verb, e.actor_kind, e.actor, e.reason, e.recorded_at, e.evidence, p.kind, p.amount_minor, p.currency,
       p.effective_date, p.receivable_id, p.customer_id, coalesce(v.number, ''), coalesce(c.name, ''),
       EXISTS (SELECT 1 FROM posting x WHERE x.company_id = p.company_id AND x.reverses_id = p.id)
  FROM entry e
  JOIN posting p ON p.company_id = e.company_id AND p.entry_id = e.id
  LEFT JOIN receivable v ON v.company_id = p.company_id AND v.id = p.receivable_id
  LEFT JOIN customer c ON c.company_id = p.company_id AND c.id = p.customer_id
 WHERE e.company_id = %(company)s
   AND e.id IN (SELECT entry_id FROM posting WHERE company_id = %(company)s AND receipt_id = %(receipt)s)
   AND (p.receipt_id = %(receipt)s
        OR (p.receipt_id IS NULL AND p.source_receivable_id IS NOT NULL AND e.id = ANY(%(own)s)))
 ORDER BY e.id DESC, p.id
"""


_OWN_ENTRIES = """
SELECT e.id FROM entry e
 WHERE e.company_id = %(company)s AND e.import_run_id IS NULL
   AND e.id IN (SELECT entry_id FROM posting WHERE company_id = %(company)s AND receipt_id = %(receipt)s)
   AND NOT EXISTS (SELECT 1 FROM posting x
                    WHERE x.company_id = e.company_id AND x.entry_id = e.id AND x.receipt_id <> %(receipt)s)
"""


def entries_of_one_receipt(company_id: int, receipt_id: int) -> set[int]:
    """Return the entries that concern this receipt alone, so that the credit notes used in them were used with it."""
    with connection.cursor() as cursor:
        cursor.execute(_OWN_ENTRIES, {"company": company_id, "receipt": receipt_id})
        return {int(row[0]) for row in cursor.fetchall()}


def is_entry_of_one_receipt(company_id: int, entry_id: int, receipt_id: int) -> bool:
    """Whether an entry concerns this receipt and no other; one that an import made never does."""
    return entry_id in entries_of_one_receipt(company_id, receipt_id)


def receipt_history(company_id: int, receipt_id: int) -> list[ReceiptEntry]:
    """Return what was done with a receipt, newest first, the arrival last."""
    own = sorted(entries_of_one_receipt(company_id, receipt_id))
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, {"company": company_id, "receipt": receipt_id, "own": own})
        rows = cursor.fetchall()
    entries: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        entries.setdefault(row[0], []).append(row)
    return [_entry(parts) for parts in entries.values()]


def _entry(rows: list[tuple[Any, ...]]) -> ReceiptEntry:
    entry_id, verb, actor_kind, actor, reason, at, evidence = rows[0][:7]
    parts = tuple(PostedPart(row[7], row[8], row[9], row[13], row[11], row[12], row[14]) for row in rows)
    undone = all(row[15] for row in rows if row[7] not in ("receipt", "reversal"))
    changed = any(row[7] not in ("receipt", "reversal") for row in rows)
    return ReceiptEntry(
        entry_id, verb, actor_kind, actor, reason, at, max(row[10] for row in rows), json_value(evidence) or {}, parts,
        undone and changed, changed and not undone,
    )  # fmt: skip


def latest_entry(company_id: int, receipt_id: int) -> int:
    """Return the newest entry that touches a receipt: what a person saw when the page was drawn."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(entry_id), 0) FROM posting WHERE company_id = %s AND receipt_id = %s",
            [company_id, receipt_id],
        )
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A stored proposal; `lines` are (receivable id, minor units, residuals by kind)."""

    rank: int
    tier: str
    customer_id: int | None
    customer_name: str
    lines: tuple[tuple[int, int, Mapping[str, int]], ...]
    reasons: tuple[Mapping[str, Any], ...]
    vetoes: tuple[Mapping[str, Any], ...]


def proposals_of(company_id: int, receipt_id: int) -> list[ProposalRow]:
    """Return the ranked proposals of a receipt."""
    rows = MatchProposal.objects.filter(company_id=company_id, receipt_id=receipt_id).select_related("customer")
    return [
        ProposalRow(
            row.rank, row.tier, row.customer_id, row.customer.name if row.customer else "",
            tuple((one["receivable_id"], one["amount_minor"], one.get("residuals", {})) for one in row.lines),
            tuple(row.reasons), tuple(row.vetoes),
        )
        for row in rows.order_by("rank")
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CandidateItem:
    """An open item that the receipt may pay. `discount_minor` was to be had until `discount_date`."""

    receivable_id: int
    customer_id: int
    customer_name: str
    kind: str
    number: str
    instalment_no: int
    instalment_count: int
    issue_date: date
    due_date: date
    currency: str
    amount_minor: int
    open_minor: int
    disputed: bool
    discount_minor: int | None
    discount_date: date | None


_CANDIDATES = """
SELECT o.receivable_id, o.customer_id, c.name, o.kind, r.number, r.instalment_no, r.instalment_count, o.issue_date,
       o.due_date, o.currency, r.amount_minor, o.open_minor,
       EXISTS (SELECT 1 FROM dispute d WHERE d.company_id = o.company_id AND d.receivable_id = o.receivable_id
                AND d.state = 'open'), r.discounts
  FROM open_item o
  JOIN receivable r ON r.company_id = o.company_id AND r.id = o.receivable_id
  JOIN customer c ON c.company_id = o.company_id AND c.id = o.customer_id
 WHERE o.company_id = %(company)s AND o.currency = %(currency)s
   AND (o.receivable_id = ANY(%(ids)s) OR o.customer_id = %(customer)s)
 ORDER BY (o.receivable_id = ANY(%(ids)s)) DESC, o.due_date, o.receivable_id LIMIT %(limit)s
"""


def candidate_items(
    company_id: int, currency: str, *, receivable_ids: Collection[int], customer_id: int | None, limit: int = 100
) -> list[CandidateItem]:
    """Return the open items named and all of a customer, in one currency; those named first, then the oldest due."""
    values: dict[str, Any] = {
        "company": company_id, "currency": currency, "ids": list(receivable_ids), "customer": customer_id,
        "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, values)
        return [_candidate(row) for row in cursor.fetchall()]


def _candidate(row: tuple[Any, ...]) -> CandidateItem:
    facts: list[Any] = [*row[:-1], *_discount(row[-1])]
    return CandidateItem(*facts)


def _discount(stored: Any) -> tuple[int | None, date | None]:
    tiers = json_value(stored) or []
    best = max(tiers, key=lambda tier: int(tier["discount_minor"]), default=None)
    return (int(best["discount_minor"]), date.fromisoformat(best["until_date"])) if best else (None, None)
