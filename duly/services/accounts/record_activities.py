"""Add a line to the timeline of each of many customers, with one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from duly.services.act import Act
from duly.services.events.record_event import record_event
from duly.services.events.tell_activity import TOLD
from duly.store.queries.balances import forget_scores


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """What happened to one customer: a sentence, and its data."""

    customer_id: int
    sentence: str
    data: dict[str, Any] = field(default_factory=dict)


STATEMENT = """
    INSERT INTO activity (company_id, at, business_date, actor_kind, actor, verb, sentence, reason, customer_id, data)
    SELECT %(company)s, %(at)s, %(day)s, %(kind)s, %(actor)s, %(verb)s, l.sentence, %(reason)s, l.customer, l.data
      FROM unnest(%(customers)s::bigint[], %(sentences)s::text[], %(data)s::jsonb[]) AS l(customer, sentence, data)
"""


def record_activities(*, act: Act, verb: str, lines: Sequence[ActivityLine]) -> None:
    """Store the same verb for many customers, with the events it stands for. Called inside the company's scope."""
    if not lines:
        return
    values: dict[str, Any] = {
        "company": act.company_id, "at": act.at, "day": act.business_date, "kind": act.actor_kind, "actor": act.actor,
        "verb": verb, "reason": act.reason, "customers": [line.customer_id for line in lines],
        "sentences": [line.sentence for line in lines], "data": [json.dumps(line.data) for line in lines],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
    forget_scores(act.company_id, values["customers"])
    told = TOLD.get(verb)
    if told is not None:
        found = [line.customer_id if told.key == "customer" else line.data.get(told.key) for line in lines]
        record_event(
            act=act, kind=told.kind, subject=told.subject, ids=[pk for pk in found if pk is not None], more=told.more
        )
