"""Add a line to the timeline."""

from __future__ import annotations

from typing import Any

from duly.services.act import Act
from duly.services.events.tell_activity import tell_activity
from duly.store.models import Activity
from duly.store.queries.balances import forget_score


def record_activity(
    *,
    act: Act,
    verb: str,
    sentence: str,
    customer_id: int | None = None,
    receivable_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> int:
    """Store who did what, when and why, in a sentence a person understands; return the line's id.

    The verb is dotted, room first: `promise.recorded`, `receipt.applied`, `notice.sent`. Where it means something to
    other programs, an event is recorded with it (services/events/tell_activity). `data` holds what the sentence
    says as values, so that a face can say it in another language.
    """
    row = Activity.objects.create(
        company_id=act.company_id,
        at=act.at,
        business_date=act.business_date,
        actor_kind=act.actor_kind,
        actor=act.actor,
        verb=verb,
        sentence=sentence,
        reason=act.reason,
        customer_id=customer_id,
        receivable_id=receivable_id,
        data=data or {},
    )
    if customer_id is not None:
        forget_score(act.company_id, customer_id)
    tell_activity(act=act, verb=verb, customer_id=customer_id, receivable_id=receivable_id, data=data or {})
    return row.pk
