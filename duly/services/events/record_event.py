"""Record events about things that are no postings: promises, disputes, messages, imports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from duly.core.accounts.events.catalogue import BY_NAME
from duly.services.act import Act
from duly.store.queries.events_subjects import write_subject_events


def record_event(
    *, act: Act, kind: str, subject: str, ids: Sequence[int], more: Mapping[str, Any] | None = None
) -> list[int]:
    """Record one event of a kind per subject, in one statement however many; return the events' ids.

    `subject` is a key of store/queries/events_subjects.SUBJECTS, whose rows must be stored already; `more` is put
    into the data of each. What is owed to subscribers is written with it. Called inside the company's scope.
    """
    assert kind in BY_NAME, f"{kind} is no kind of event"
    if not ids:
        return []
    return write_subject_events(
        company_id=act.company_id, at=act.at, kind=kind, subject=subject, ids=ids, more=json.dumps(dict(more or {}))
    )
