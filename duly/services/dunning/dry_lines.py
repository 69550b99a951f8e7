"""Decisions as the lines of a dry run: what would go to whom, and who would hear nothing and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from duly.core.dunning.decision import Action
from duly.core.dunning.encoding import encode
from duly.core.dunning.main_reason import UNHURRIED, WEIGHT, main_reason
from duly.services.dunning.decide_accounts import Decided, place_time
from duly.store.queries.dry_runs import DryLine

LAST = len(WEIGHT)


def rank_of(code: str) -> int:
    """Return the place of a silence by its reason: what forbids contact before what needs nobody's attention."""
    return (LAST if code in UNHURRIED else 0) + WEIGHT.get(code, LAST)


def lines_of(decided: Iterable[Decided], *, as_of: date, at: datetime) -> Iterator[DryLine]:
    """Return every message, call and silence of some decisions as of a day, at a moment of it."""
    for one in decided:
        if one.decision.is_quiet:
            yield _silence(one)
        seen: set[str] = set()
        for action in one.decision.actions:
            now = place_time(at, as_of, one.snapshot.time_zone)
            yield deed_line(one, action, is_first=action.channel not in seen, now=now)
            seen.add(action.channel)


def deed_line(one: Decided, action: Action, *, is_first: bool, now: datetime) -> DryLine:
    """Return a message or call as a line; `now` is the wall clock at the customer's place."""
    currency, total = action.asked[0] if action.asked else ("", 0)
    contact = next((c for c in one.snapshot.contacts if c.contact_id == action.contact_id), None)
    names = {level.key: level.name for level in one.procedure.levels}
    keys = sorted({(item.level_no, item.level_key) for item in action.items}, reverse=True)
    is_later = action.send_from_local is not None and action.send_from_local > now
    return DryLine(
        customer_id=int(action.customer_id), kind=action.channel, code="", level_key=action.level_key,
        currency=currency, total_minor=total, item_count=len(action.items), is_first=is_first,
        is_held=action.approval == "manual", is_later=is_later, rank=-total,
        content={
            "name": one.snapshot.name, "contact": contact.name if contact else "",
            "email": contact.email if contact else "", "levels": [names.get(key, key) for _, key in keys],
            "numbers": list(dict.fromkeys(item.number for item in action.items)), "asked": encode(action.asked),
            "from": action.send_from_local.isoformat() if is_later and action.send_from_local else "",
        },
    )  # fmt: skip


def _silence(one: Decided) -> DryLine:
    reason = main_reason(one.decision)
    totals: Counter[str] = Counter()
    for item in one.snapshot.items:
        totals[item.currency] += item.open_minor
    days = [item.next_step.planned for item in one.decision.items if item.next_step and item.next_step.planned]
    day = min(days, default=None)
    return DryLine(
        customer_id=int(one.snapshot.customer_id), kind="quiet", code=reason.code, level_key="", currency="",
        total_minor=0, item_count=0, is_first=True, is_held=False, is_later=False, rank=rank_of(reason.code),
        content={
            "name": one.snapshot.name, "reason": encode(reason), "next": day.isoformat() if day else "",
            "totals": sorted([code, minor] for code, minor in totals.items() if minor),
        },
    )  # fmt: skip
