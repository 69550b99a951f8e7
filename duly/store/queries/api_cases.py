"""Promises, disputes and notes as the API lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duly.store.queries.api_page import page_rows
from duly.store.queries.timeline import json_list


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise to pay; `invoice_ids` are the receivables it names."""

    id: int
    customer_id: int
    promised_date: date
    currency: str
    amount_minor: int
    stored_ids: Any
    state: str
    note: str
    made_by: str
    made_via: str
    made_on_date: date
    created_at: datetime
    settled_at: datetime | None

    @property
    def invoice_ids(self) -> list[int]:
        """The receivables it names."""
        return [int(one) for one in json_list(self.stored_ids)]


_PROMISE = """
    SELECT s.id, s.customer_id, s.promised_date, s.currency, s.amount_minor, s.receivables, s.state, s.note, s.made_by,
           s.made_via, s.made_on_date, s.created_at, s.settled_at
      FROM promise_to_pay s JOIN customer c ON c.id = s.customer_id WHERE s.company_id = %(company)s
"""
_CASE_CONDITIONS = {
    "id": "s.id = %(id)s",
    "only_owner_id": "c.owner_id = %(only_owner_id)s",
    "customer_id": "s.customer_id = %(customer_id)s",
    "state": "s.state = %(state)s",
    "created_since": "s.created_at >= %(created_since)s",
}
_PROMISE_CONDITIONS = _CASE_CONDITIONS | {
    "promised_from": "s.promised_date >= %(promised_from)s",
    "promised_to": "s.promised_date <= %(promised_to)s",
}


def promise_rows(company_id: int, *, after: int | None = None, limit: int = 50, **given: Any) -> list[PromiseRow]:
    """Return promises by the conditions given (names of _PROMISE_CONDITIONS), the newest first."""
    return page_rows(
        PromiseRow, _PROMISE, _PROMISE_CONDITIONS, given, company_id=company_id, key="s.id", after=after, limit=limit
    )


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A dispute on one invoice."""

    id: int
    customer_id: int
    invoice_id: int
    reason_code: str
    currency: str
    amount_minor: int
    text: str
    state: str
    resolution: str
    resolution_text: str
    opened_by: str
    opened_via: str
    opened_on_date: date
    created_at: datetime
    resolved_on_date: date | None


_DISPUTE = """
    SELECT s.id, s.customer_id, s.receivable_id, s.reason_code, s.currency, s.amount_minor, s.text, s.state,
           s.resolution, s.resolution_text, s.opened_by, s.opened_via, s.opened_on_date, s.created_at,
           s.resolved_on_date
      FROM dispute s JOIN customer c ON c.id = s.customer_id WHERE s.company_id = %(company)s
"""
_DISPUTE_CONDITIONS = _CASE_CONDITIONS | {
    "invoice_id": "s.receivable_id = %(invoice_id)s",
    "reason_code": "s.reason_code = %(reason_code)s",
}


def dispute_rows(company_id: int, *, after: int | None = None, limit: int = 50, **given: Any) -> list[DisputeRow]:
    """Return disputes by the conditions given (names of _DISPUTE_CONDITIONS), the newest first."""
    return page_rows(
        DisputeRow, _DISPUTE, _DISPUTE_CONDITIONS, given, company_id=company_id, key="s.id", after=after, limit=limit
    )


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What somebody wrote down about a customer: a note, or a call with its outcome in the sentence."""

    id: int
    customer_id: int
    invoice_id: int | None
    kind: str
    text: str
    author: str
    at: datetime
    business_date: date


_NOTE = """
    SELECT s.id, s.customer_id, s.receivable_id, CASE s.verb WHEN 'call.logged' THEN 'call' ELSE 'note' END,
           s.sentence, s.actor, s.at, s.business_date
      FROM activity s JOIN customer c ON c.id = s.customer_id
     WHERE s.company_id = %(company)s AND s.verb IN ('note.added', 'call.logged')
"""
_NOTE_CONDITIONS = {
    "id": "s.id = %(id)s",
    "only_owner_id": "c.owner_id = %(only_owner_id)s",
    "customer_id": "s.customer_id = %(customer_id)s",
    "invoice_id": "s.receivable_id = %(invoice_id)s",
    "since": "s.at >= %(since)s",
}


def note_rows(company_id: int, *, after: int | None = None, limit: int = 50, **given: Any) -> list[NoteRow]:
    """Return notes and calls by the conditions given (names of _NOTE_CONDITIONS), the newest first."""
    return page_rows(
        NoteRow, _NOTE, _NOTE_CONDITIONS, given, company_id=company_id, key="s.id", after=after, limit=limit
    )
