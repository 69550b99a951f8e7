"""Why an account is on the worklist, in words."""

from __future__ import annotations

from datetime import date

from duly.core.insight.behaviour import Behaviour
from duly.core.insight.reasons import Reason, reason
from duly.core.insight.worklist.claim import Claim, promised
from duly.core.insight.worklist.values import AccountSnapshot, WorklistRow

ORDINARY = frozenset({"worklist.largest", "worklist.contacted", "worklist.never_contacted"})


def telling(row: WorklistRow) -> tuple[Reason, ...]:
    """Return the reasons that fit into a line: what is late, and the one thing that is special about it."""
    special = [one for one in row.reasons[1:] if one.code not in ORDINARY]
    return (row.reasons[0], *(special or row.reasons[1:])[:1])


def reasons_for(account: AccountSnapshot, claim: Claim, as_of: date) -> tuple[Reason, ...]:
    """Return the reasons in reading order: what is late, how they pay, broken promises, what is left out, contact."""
    return (
        _headline(account, claim, as_of),
        *_habit_reasons(account.behaviour),
        *(
            reason("worklist.promise_broken", promised_date=p.promised_date, amount=p.amount)
            for p in sorted(account.broken_promises, key=lambda p: p.promised_date, reverse=True)
        ),
        *_amount_reasons(account, claim, as_of),
        _contact_reason(account, as_of),
    )


def _headline(account: AccountSnapshot, claim: Claim, as_of: date) -> Reason:
    if not claim.is_late:
        first = min(item.due_date for item in claim.items)
        return reason("worklist.falls_due", amount=claim.amount, due_date=first)
    oldest = max((as_of - item.due_date).days for item in claim.items)
    usual = account.behaviour.median_days_late
    if usual is None or account.behaviour.grade == "few":
        return reason("worklist.overdue", amount=claim.amount, days=oldest)
    if usual <= 0:
        return reason("worklist.overdue_usually_on_time", amount=claim.amount, days=oldest)
    return reason("worklist.overdue_with_habit", amount=claim.amount, days=oldest, usual=usual)


def _habit_reasons(behaviour: Behaviour) -> tuple[Reason, ...]:
    told = ("behaviour.new", "behaviour.few", "behaviour.erratic", "behaviour.slower")
    return tuple(why for why in behaviour.reasons if why.code in told)


def _amount_reasons(account: AccountSnapshot, claim: Claim, as_of: date) -> tuple[Reason, ...]:
    result: list[Reason] = []
    if claim.is_late and len(claim.items) > 1:
        top = max(claim.items, key=lambda item: (item.open.minor, item.number))
        days = (as_of - top.due_date).days
        result.append(reason("worklist.largest", number=top.number, amount=top.open, days=days))
    if claim.disputed.minor > 0:
        result.append(reason("worklist.disputed_part", amount=claim.disputed))
    if account.unapplied is not None and account.unapplied.minor > 0:
        result.append(reason("worklist.unapplied", amount=account.unapplied))
    for_later = promised(account, as_of)
    if for_later.minor > 0:
        result.append(reason("worklist.promised_part", amount=for_later))
    return tuple(result)


def _contact_reason(account: AccountSnapshot, as_of: date) -> Reason:
    if account.last_contact_date is None:
        return reason("worklist.never_contacted")
    return reason("worklist.contacted", days=(as_of - account.last_contact_date).days)
