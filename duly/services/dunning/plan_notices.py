"""Decide -> apply: store decisions, notices, their items and tasks, and enqueue the sends, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from duly.core.dunning.decision import Action
from duly.services.act import Act
from duly.services.dunning.decide_accounts import Decided
from duly.services.ports import Ports
from duly.store.models import Contact, Decision, DunningNotice, NoticeItem, Task

SEND_TASK = "send_notice"


def plan_notices(
    *, act: Act, ports: Ports, cycle_id: int, decided: Sequence[Decided], is_replay: bool = False
) -> dict[str, int]:
    """Apply the decisions of a shard; return counts by what was done.

    Notices that need no approval are queued for the first moment they may go. In a replay nothing is ever sent:
    the notices are stored as sent on that day, marked as replayed.
    """
    counts: Counter[str] = Counter()
    rows = Decision.objects.bulk_create(
        [_decision_row(act, cycle_id, one) for one in decided], batch_size=500, ignore_conflicts=False
    )
    addresses = _addresses(act.company_id, decided)
    notices: list[DunningNotice] = []
    actions: list[Action] = []
    for row, one in zip(rows, decided, strict=True):
        counts["customers"] += 1
        counts["waiting" if one.decision.is_quiet else "acted"] += 1
        for action in one.decision.actions:
            notices.append(_notice(act, cycle_id, row.pk, one, action, addresses, is_replay=is_replay))
            actions.append(action)
            counts[action.channel] += 1
    DunningNotice.objects.bulk_create(notices, batch_size=500)
    NoticeItem.objects.bulk_create(
        [item for notice, action in zip(notices, actions, strict=True) for item in _items(act, notice, action)],
        batch_size=2000,
    )
    tasks = [_task(act, notice) for notice in notices if notice.channel == "call_task" and not is_replay]
    Task.objects.bulk_create(tasks, batch_size=500)
    for notice in notices:
        if notice.state == "queued":
            enqueue_send(ports, notice)
    return dict(counts)


def enqueue_send(ports: Ports, notice: DunningNotice, *, at: datetime | None = None) -> None:
    """Enqueue the job that sends a notice, at its first allowed moment (or `at`); one job waits per notice."""
    ports.jobs.enqueue(
        SEND_TASK,
        {"company_id": notice.company_id, "notice_id": notice.pk},
        run_at=at or notice.not_before_at,
        queueing_lock=f"notice-{notice.company_id}-{notice.pk}",
    )


def _decision_row(act: Act, cycle_id: int, one: Decided) -> Decision:
    kinds = {action.channel for action in one.decision.actions}
    outcome = "notify" if "email" in kinds else "task" if "call_task" in kinds else "record" if kinds else "none"
    return Decision(
        company_id=act.company_id,
        cycle_id=cycle_id,
        customer_id=int(one.snapshot.customer_id),
        business_date=act.business_date,
        outcome=outcome,
        procedure_name=one.procedure.name,
        procedure_version=one.procedure.version,
        decision=one.decision.to_dict(),
        snapshot=one.snapshot.to_dict(),
    )


def _addresses(company_id: int, decided: Sequence[Decided]) -> dict[str, tuple[str, str]]:
    ids = {int(a.contact_id) for one in decided for a in one.decision.actions if a.contact_id}
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


def _notice(
    act: Act,
    cycle_id: int,
    decision_id: int,
    one: Decided,
    action: Action,
    addresses: dict[str, tuple[str, str]],
    *,
    is_replay: bool,
) -> DunningNotice:
    name, email = addresses.get(action.contact_id, ("", ""))
    currency, total = action.asked[0] if action.asked else ("EUR", 0)
    state, code = _first_state(action, is_replay=is_replay)
    return DunningNotice(
        company_id=act.company_id,
        cycle_id=cycle_id,
        decision_id=decision_id,
        customer_id=int(action.customer_id),
        contact_id=int(action.contact_id) if action.contact_id else None,
        business_date=act.business_date,
        channel=action.channel,
        state=state,
        state_code=code,
        level_key=action.level_key,
        tone=action.tone,
        template_key=action.template,
        language=action.language,
        to_name=name,
        to_email=email,
        not_before_at=_not_before(act, one, action),
        action=action.to_dict(),
        total_minor=total,
        currency=currency,
        sent_at=act.at if state in {"sent", "done"} else None,
        idempotency_key=f"{act.business_date}:{action.customer_id}:{action.contact_id or '-'}:{action.channel}",
    )


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


def _items(act: Act, notice: DunningNotice, action: Action) -> list[NoticeItem]:
    return [
        NoticeItem(
            company_id=act.company_id,
            notice=notice,
            receivable_id=int(item.receivable_id),
            level_key=item.level_key,
            level_no=item.level_no,
            tone=item.tone,
            merged_levels=list(item.merged),
            days_overdue=item.days_overdue,
            open_minor=item.open_minor,
            currency=item.currency,
            business_date=act.business_date,
        )
        for item in action.items
    ]


def _task(act: Act, notice: DunningNotice) -> Task:
    numbers = ", ".join(item["number"] for item in notice.action.get("items", [])[:5])
    return Task(
        company_id=act.company_id,
        customer_id=notice.customer_id,
        kind="call",
        title=f"Call about {numbers}",
        due_date=act.business_date,
        data={"notice_id": notice.pk, "level": notice.level_key},
        idempotency_key=f"notice-{notice.pk}",
    )
