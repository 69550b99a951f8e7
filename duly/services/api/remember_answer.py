"""What a POST was answered is remembered with its effect, so that the same request gets the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from duly.services.refused import ServiceRefused
from duly.store.models import ApiAnswer

KEPT_DAYS = 7
LONGEST_KEY = 255
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that changes something: who asks (token), its key, and what of it must stay the same."""

    company_id: int
    token_id: int
    key: str
    method: str
    path: str
    body_sha256: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: status, headers that belong to it, and the body as text."""

    status: int
    headers: dict[str, str]
    body: str


def recall_answer(asked: Asked) -> Answer | None:
    """Return what this request was answered before, None when it is new; then its key is this transaction's alone.

    Raises ServiceRefused: `key_in_progress` while another request with the key is under way, `key_reused` when the
    key stands for another request. Called inside the company's scope, before the effect.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"api-answer:{asked.company_id}:{asked.token_id}:{asked.key}"])
        if not cursor.fetchone()[0]:
            said = "Another request with this Idempotency-Key is under way. Ask again in a moment."
            raise ServiceRefused("key_in_progress", said)
    row = ApiAnswer.objects.filter(company_id=asked.company_id, token_id=asked.token_id, key=asked.key).first()
    if row is None:
        return None
    if (row.method, row.path, row.body_sha256) != (asked.method, asked.path, asked.body_sha256):
        said = "This Idempotency-Key was used for another request. Send a new key with a new request."
        raise ServiceRefused("key_reused", said)
    return Answer(row.status, row.headers, row.body)


def remember_answer(asked: Asked, answer: Answer, *, at: datetime) -> None:
    """Store the answer in the transaction that holds the effect."""
    ApiAnswer.objects.create(
        company_id=asked.company_id, token_id=asked.token_id, key=asked.key, method=asked.method, path=asked.path,
        body_sha256=asked.body_sha256, status=answer.status, headers=answer.headers, body=answer.body, created_at=at,
    )  # fmt: skip


def forget_answers(*, company_id: int, at: datetime) -> int:
    """Delete a company's answers older than KEPT_DAYS; return how many. Called inside the company's scope."""
    old = ApiAnswer.objects.filter(company_id=company_id, created_at__lt=at - timedelta(days=KEPT_DAYS))
    return old.delete()[0]
