"""Decide -> apply: store decisions, notices, their items and tasks, and enqueue the sends, in one transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from duly.core.dunning.decision import Action
from duly.core.dunning.main_reason import main_reason
from duly.core.dunning.writing import record_text
from duly.services.act import Act
from duly.services.dunning.decide_accounts import Decided
from duly.services.ports import NewJob, Ports
from duly.store.bulk import insert_rows, reserve_ids
from duly.store.models import Contact, Decision, DunningNotice, NoticeItem, Task
from duly.store.packed import pack
from duly.store.queries.notice_action import notice_key

SEND_TASK = "send_notice"
SEND_MANY_TASK = "send_notices"
NOTICES_PER_JOB = 25


@dataclass(frozen=True, slots=True)
class _Planned:
    """A notice to be, its first state and the earliest moment it may go."""

    id: int
    decision_id: int
    action: Action
    state: str
    state_code: str
    not_before_at: datetime | None


def plan_notices(
    *, act: Act, ports: Ports, cycle_id: int, decided: Sequence[Decided], is_replay: bool = False
) -> dict[str, int]:
    """Apply the decisions of some customers; return counts by what was done.

    Notices that need no approval are queued for the first moment they may go. In a replay nothing is ever sent:
    the notices are stored as sent on that day, marked as replayed.
    """
    counts: Counter[str] = Counter()
    decision_ids = reserve_ids(Decision, len(decided))
    notice_ids = iter(reserve_ids(DunningNotice, sum(len(one.decision.actions) for one in decided)))
    notices: list[_Planned] = []
    for decision_id, one in zip(decision_ids, decided, strict=True):
        counts["customers"] += 1
        counts["waiting" if one.decision.is_quiet else "acted"] += 1
        for action in one.decision.actions:
            state, code = _first_state(action, is_replay=is_replay)
            notices.append(_Planned(next(notice_ids), decision_id, action, state, code, _not_before(act, one, action)))
            counts[action.channel] += 1
    _store(act, cycle_id, decision_ids, decided, notices)
    if not is_replay:
        tasks = [_task(act, one) for one in notices if one.action.channel == "call_task"]
        Task.objects.bulk_create(tasks, batch_size=500)
    _enqueue(ports, act.company_id, notices)
    return dict(counts)


def _store(
    act: Act, cycle_id: int, decision_ids: Sequence[int], decided: Sequence[Decided], notices: Sequence[_Planned]
) -> None:
    same = {"company_id": act.company_id, "business_date": act.business_date}
    insert_rows(
        Decision, DECISION, (_decision_row(pk, one) for pk, one in zip(decision_ids, decided, strict=True)),
        at=act.at, constants={**same, "cycle_id": cycle_id},
    )  # fmt: skip
    if notices:
        addresses = _addresses(act.company_id, notices)
        insert_rows(
            DunningNotice, NOTICE, (_notice_row(act, one, addresses) for one in notices),
            at=act.at, constants={**same, "cycle_id": cycle_id},
        )  # fmt: skip
        insert_rows(NoticeItem, ITEM, _item_rows(notices), at=act.at, constants=same)


def _enqueue(ports: Ports, company_id: int, notices: Sequence[_Planned]) -> None:
    """Enqueue the sends, some messages to a job: for every new job the queue wakes every worker."""
    by_moment: dict[datetime | None, list[int]] = {}
    for one in notices:
        if one.state == "queued":
            by_moment.setdefault(one.not_before_at, []).append(one.id)
    jobs = [
        NewJob({"company_id": company_id, "notice_ids": ids}, moment, f"notices-{company_id}-{ids[0]}")
        for moment, all_ids in by_moment.items()
        for ids in (all_ids[at : at + NOTICES_PER_JOB] for at in range(0, len(all_ids), NOTICES_PER_JOB))
    ]
    ports.jobs.enqueue_many(SEND_MANY_TASK, jobs)


def _lock(company_id: int, notice_id: int) -> str:
    return f"notice-{company_id}-{notice_id}"


def enqueue_send(ports: Ports, notice: DunningNotice, *, at: datetime | None = None) -> None:
    """Enqueue the job that sends a notice, at its first allowed moment (or `at`); one job waits per notice."""
    ports.jobs.enqueue(
        SEND_TASK,
        {"company_id": notice.company_id, "notice_id": notice.pk},
        run_at=at or notice.not_before_at,
        queueing_lock=_lock(notice.company_id, notice.pk),
    )


DECISION = (
    "id", "customer_id", "outcome", "quiet_code", "procedure_name", "procedure_version", "record",
)  # fmt: skip
NOTICE = (
    "id", "decision_id", "customer_id", "contact_id", "channel", "state", "state_code", "level_key", "tone",
    "template_key", "language", "to_name", "to_email", "not_before_at", "total_minor", "currency",
    "sent_at", "idempotency_key", "item_count",
)  # fmt: skip
ITEM = (
    "notice_id", "receivable_id", "level_key", "level_no", "tone", "merged_levels", "days_overdue", "open_minor",
    "currency",
)  # fmt: skip


def _decision_row(decision_id: int, one: Decided) -> tuple[Any, ...]:
    kinds = {action.channel for action in one.decision.actions}
    outcome = "notify" if "email" in kinds else "task" if "call_task" in kinds else "record" if kinds else "none"
    return (
        decision_id, int(one.snapshot.customer_id), outcome, "" if kinds else main_reason(one.decision).code,
        one.procedure.name, one.procedure.version, pack(record_text(one.decision, one.snapshot)),
    )  # fmt: skip


def _addresses(company_id: int, notices: Sequence[_Planned]) -> dict[str, tuple[str, str]]:
    ids = {int(one.action.contact_id) for one in notices if one.action.contact_id}
    rows = Contact.objects.filter(company_id=company_id, pk__in=ids).values_list("pk", "name", "email")
    return {str(pk): (name, email) for pk, name, email in rows}


def utc_of(local: datetime | None, time_zone: str) -> datetime | None:
    """Return the instant of a wall-clock time at a place; None stays None."""
    if local is None:
        return None
    try:
        return local.replace(tzinfo=ZoneInfo(time_zone))
    except (KeyError, ValueError, OSError):
        return local.replace(tzinfo=ZoneInfo("UTC"))


def _notice_row(act: Act, one: _Planned, addresses: dict[str, tuple[str, str]]) -> tuple[Any, ...]:
    action = one.action
    name, email = addresses.get(action.contact_id, ("", ""))
    currency, total = action.asked[0] if action.asked else ("EUR", 0)
    return (
        one.id, one.decision_id, int(action.customer_id), int(action.contact_id) if action.contact_id else None,
        action.channel, one.state, one.state_code, action.level_key, action.tone, action.template, action.language,
        name, email, one.not_before_at, total, currency,
        act.at if one.state in {"sent", "done"} else None,
        notice_key(act.business_date, action), len(action.items),
    )  # fmt: skip


def _first_state(action: Action, *, is_replay: bool) -> tuple[str, str]:
    if action.channel != "email":
        return "done", "replayed" if is_replay else action.channel
    if is_replay:
        return "sent", "replayed"
    return ("held", "needs_approval") if action.approval == "manual" else ("queued", "")


def _not_before(act: Act, one: Decided, action: Action) -> datetime | None:
    """The business date may be pinned; what counts for the queue is how far off the opening is."""
    if action.send_from_local is None:
        return None
    opening = utc_of(action.send_from_local, one.snapshot.time_zone)
    local_now = utc_of(
        datetime.combine(act.business_date, act.at.astimezone(_zone(one)).time()), one.snapshot.time_zone
    )
    assert opening is not None
    assert local_now is not None
    return act.at + max(opening - local_now, opening - opening)


def _zone(one: Decided) -> ZoneInfo:
    try:
        return ZoneInfo(one.snapshot.time_zone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _item_rows(notices: Sequence[_Planned]) -> Iterator[tuple[Any, ...]]:
    for one in notices:
        for item in one.action.items:
            yield (
                one.id, int(item.receivable_id), item.level_key, item.level_no, item.tone,
                json.dumps(item.merged) if item.merged else "[]", item.days_overdue, item.open_minor, item.currency,
            )  # fmt: skip


def _task(act: Act, one: _Planned) -> Task:
    numbers = ", ".join(item.number for item in one.action.items[:5])
    return Task(
        company_id=act.company_id,
        customer_id=int(one.action.customer_id),
        kind="call",
        title=f"Call about {numbers}"[:300],
        due_date=act.business_date,
        data={"notice_id": one.id, "level": one.action.level_key},
        idempotency_key=f"notice-{one.id}",
    )
