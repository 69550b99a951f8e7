"""The demo company's past on the timeline: many lines at once, each on its own day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from duly.services.act import Act
from duly.services.demo.accounts import morning
from duly.services.demo.people import CLERK
from duly.store.bulk import copy_rows


@dataclass(frozen=True, slots=True)
class PastActivity:
    """Something that happened on a day of the past; fields as in store/models/accounts.py."""

    day: date
    verb: str
    sentence: str
    customer_id: int
    receivable_id: int | None = None
    actor_kind: str = "person"
    actor: str = CLERK
    data: Mapping[str, Any] = field(default_factory=dict)


_COLUMNS = [
    ("at", "timestamptz"), ("business_date", "date"), ("actor_kind", "text"), ("actor", "text"), ("verb", "text"),
    ("sentence", "text"), ("customer_id", "bigint"), ("receivable_id", "bigint"), ("data", "jsonb"),
]  # fmt: skip
_STORE = """
INSERT INTO activity (company_id, at, business_date, actor_kind, actor, verb, sentence, reason, customer_id,
                      receivable_id, data)
SELECT %(company)s, at, business_date, actor_kind, actor, verb, sentence, '', customer_id, receivable_id, data
  FROM new_activity ORDER BY at
"""


def store_activities(*, act: Act, activities: Iterable[PastActivity]) -> int:
    """Store lines of the timeline, oldest first; return how many. Called inside the company's scope."""
    rows = (
        (
            morning(one.day), one.day, one.actor_kind, one.actor, one.verb, one.sentence, one.customer_id,
            one.receivable_id, json.dumps(dict(one.data)),
        )
        for one in activities
    )  # fmt: skip
    count = copy_rows("new_activity", _COLUMNS, rows)
    with connection.cursor() as cursor:
        cursor.execute(_STORE, {"company": act.company_id})
    return count
