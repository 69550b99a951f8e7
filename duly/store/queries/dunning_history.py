"""What was said and agreed before: levels done, disputes, promises, claims, contacts.

A day that is lived counts all that was really sent and said, whatever day it bears: the clock may have run ahead and
been put right since. A past day that is replayed counts what bears its own date or an earlier one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection

from duly.core.dunning.snapshot import Claim, ContactEvent, LevelDone, Promise
from duly.store.queries.account_kinds import EVERY_KIND, kinds_about

LOOK_BACK_DAYS = 120
LONGEST_GRACE = timedelta(days=30)  # silence.promise_grace_days, core/dunning/schema
COUNTS_AS = {
    "planned": "planned", "held": "planned", "queued": "planned", "sending": "unknown", "sent": "sent",
    "unknown": "unknown", "done": "sent",
}  # fmt: skip
"""Which state of a notice counts as what for its levels; a state that is missing does not count."""


@dataclass(frozen=True, slots=True)
class History:
    """By receivable id, and contacts by customer id."""

    levels: Mapping[int, list[LevelDone]] = field(default_factory=dict)
    disputed: Mapping[int, int] = field(default_factory=dict)
    promises: Mapping[int, list[Promise]] = field(default_factory=dict)
    claims: Mapping[int, list[Claim]] = field(default_factory=dict)
    contact_events: Mapping[int, list[ContactEvent]] = field(default_factory=dict)


def load_history(company_id: int, customer_ids: list[int], as_of: date, *, is_replay: bool = False) -> History:
    """Return what is known about some customers: on a replayed day as of that day, else all there is.

    Of one alone, only that is asked for which there is.
    """
    values = {
        "company": company_id, "ids": customer_ids, "as_of": as_of, "last": as_of if is_replay else date.max,
        "states": list(COUNTS_AS), "since": as_of - timedelta(days=LOOK_BACK_DAYS), "is_replay": is_replay,
        "grace": as_of - LONGEST_GRACE,
    }  # fmt: skip
    right = [] if is_replay else _rows(_PUT_RIGHT, values)
    kinds = kinds_about(company_id, customer_ids[0]) if len(customer_ids) == 1 else EVERY_KIND
    spoken = not kinds.isdisjoint(("notice", "call"))
    return History(
        levels=_levels(values, right) if "notice" in kinds else {},
        disputed=dict(_rows(_DISPUTED, values)) if "dispute" in kinds else {},
        promises=_promises(values) if "promise" in kinds else {},
        claims=_claims(values) if "claim" in kinds else {},
        contact_events=_contact_events(values, right) if spoken else {},
    )


def _rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _listed(value: Any) -> list[Any]:
    return list(json.loads(value) if isinstance(value, str) else value)


# Days that were lived after a later one: the clock had run ahead. (Where the very next one is later again, it was that
# day on which the clock lagged.) A replayed day starts long after its own date.
_PUT_RIGHT = """
    SELECT id, business_date FROM (
        SELECT id, business_date, max(business_date) OVER (ORDER BY id) AS latest,
               lead(business_date) OVER (ORDER BY id) AS next FROM cycle
         WHERE company_id = %(company)s AND business_date > %(since)s
           AND business_date >= (started_at AT TIME ZONE 'UTC')::date - 1) AS lived
     WHERE business_date < latest AND (next IS NULL OR next < latest) ORDER BY id"""


def _day_of(day: date, cycle_id: int | None, right: list[tuple[Any, ...]]) -> date:
    """Return on which day something went out: no later than the earliest day that was lived after it."""
    return min([day, *(then for pk, then in right if cycle_id is not None and pk > cycle_id)]) if right else day


# Notices first, their items by index: a planner that knows nothing of today's rows yet must not choose otherwise.
_LEVELS = """
    SELECT i.receivable_id, i.level_key, i.business_date, n.state, i.tone, n.id, i.merged_levels, n.cycle_id
      FROM (SELECT id, state, cycle_id FROM dunning_notice
             WHERE company_id = %(company)s AND customer_id = ANY(%(ids)s) AND state = ANY(%(states)s) OFFSET 0) AS n
     CROSS JOIN LATERAL (
            SELECT id, receivable_id, level_key, business_date, tone, merged_levels FROM notice_item
             WHERE company_id = %(company)s AND notice_id = n.id AND NOT is_void AND business_date <= %(last)s
            OFFSET 0) AS i
     ORDER BY i.business_date, i.id"""


def _levels(values: Mapping[str, Any], right: list[tuple[Any, ...]]) -> dict[int, list[LevelDone]]:
    found: dict[int, list[LevelDone]] = defaultdict(list)
    for receivable, key, given, state, tone, notice, merged, cycle_id in _rows(_LEVELS, values):
        day = _day_of(given, cycle_id, right)
        for passed in _listed(merged):
            found[receivable].append(LevelDone(passed, day, "merged", "", str(notice)))
        found[receivable].append(LevelDone(key, day, COUNTS_AS[state], tone, str(notice)))  # type: ignore[arg-type]
    return found


_DISPUTED = """
    SELECT receivable_id, sum(amount_minor)::bigint FROM dispute
     WHERE company_id = %(company)s AND customer_id = ANY(%(ids)s) AND opened_on_date <= %(last)s
       AND (resolved_on_date IS NULL OR (%(is_replay)s AND resolved_on_date > %(as_of)s))
     GROUP BY 1"""
_PROMISES = """
    SELECT amount_minor, receivables, made_on_date, promised_date FROM promise_to_pay
     WHERE company_id = %(company)s AND customer_id = ANY(%(ids)s) AND made_on_date <= %(last)s
       AND (state = 'open' OR (state = 'broken' AND promised_date >= %(grace)s)
            OR (%(is_replay)s AND (settled_at AT TIME ZONE 'UTC')::date > %(as_of)s))
     ORDER BY id"""
_STILL_OPEN = """
    SELECT receivable_id, open_minor FROM open_item
     WHERE company_id = %(company)s AND receivable_id = ANY(%(meant)s) ORDER BY due_date, receivable_id"""


def _promises(values: Mapping[str, Any]) -> dict[int, list[Promise]]:
    """Spread each promise over its receivables, oldest due first, as the money would be.

    A broken one silences as long as the procedure's own grace lasts: whether it does is the core's to say.
    """
    promises = [(minor, _listed(meant), made, until) for minor, meant, made, until in _rows(_PROMISES, values)]
    everything = sorted({receivable for _, meant, _, _ in promises for receivable in meant})
    still_open = dict(_rows(_STILL_OPEN, {**values, "meant": everything})) if everything else {}
    found: dict[int, list[Promise]] = defaultdict(list)
    for left, meant, made, until in promises:
        for receivable in [pk for pk in still_open if pk in meant]:
            share = min(left, still_open[receivable])
            if share > 0:
                found[receivable].append(Promise(made, until, share))
                left -= share
    return found


_CLAIMS = """
    SELECT receivables, made_on_date, rests_until_date FROM payment_claim
     WHERE company_id = %(company)s AND customer_id = ANY(%(ids)s) AND made_on_date <= %(last)s AND state = 'open'
     ORDER BY id"""


def _claims(values: Mapping[str, Any]) -> dict[int, list[Claim]]:
    found: dict[int, list[Claim]] = defaultdict(list)
    for receivables, made, rests_until in _rows(_CLAIMS, values):
        for receivable in _listed(receivables):
            found[receivable].append(Claim(made, None, rests_until))
    return found


_NOTICES = """
    SELECT customer_id, contact_id, business_date, channel, id, cycle_id FROM dunning_notice
     WHERE company_id = %(company)s AND customer_id = ANY(%(ids)s) AND state = ANY(%(states)s)
       AND business_date > %(since)s AND business_date <= %(last)s ORDER BY business_date, id"""
_CALLS = """
    SELECT customer_id, business_date FROM activity
     WHERE company_id = %(company)s AND customer_id = ANY(%(ids)s) AND verb = 'call.logged'
       AND business_date > %(since)s AND business_date <= %(last)s
       AND data->>'outcome' IN ('reached', 'promised', 'disputes', 'has_paid', 'refuses') ORDER BY id"""


def _contact_events(values: Mapping[str, Any], right: list[tuple[Any, ...]]) -> dict[int, list[ContactEvent]]:
    found: dict[int, list[ContactEvent]] = defaultdict(list)
    for customer, contact, day, channel, pk, cycle_id in _rows(_NOTICES, values):
        found[customer].append(ContactEvent(str(contact or ""), _day_of(day, cycle_id, right), channel, str(pk)))
    for customer, day in _rows(_CALLS, values):
        found[customer].append(ContactEvent("", min(day, values["as_of"]), "call"))
    return found
