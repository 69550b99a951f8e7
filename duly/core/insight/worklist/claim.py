"""What a contact today would be about, and what forbids one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from duly.core.insight.reasons import Reason, reason
from duly.core.insight.worklist.values import AccountSnapshot, WorkItem, WorklistPolicy
from duly.core.money.money import Money, total


@dataclass(frozen=True, slots=True)
class Claim:
    """What a contact today would be about."""

    amount: Money
    days: Decimal
    is_late: bool
    items: tuple[WorkItem, ...]
    disputed: Money


def claim_of(account: AccountSnapshot, policy: WorklistPolicy, as_of: date) -> Claim:
    """Return what is late; when nothing is, what falls due soon from somebody who may pay late."""
    late = tuple(item for item in account.items if item.due_date < as_of and item.open.minor > 0)
    free = tuple(item for item in late if not item.is_disputed)
    disputed = total((item.open for item in late if item.is_disputed), account.currency)
    if free or late or account.behaviour.grade == "prompt":
        return Claim(_net(account, free, as_of), _days_late(free, as_of), True, free, disputed)
    soon = tuple(
        item
        for item in account.items
        if 0 <= (item.due_date - as_of).days <= policy.ahead_days and item.open.minor > 0 and not item.is_disputed
    )
    return Claim(_net(account, soon, as_of), Decimal(1), False, soon, disputed)


def _net(account: AccountSnapshot, items: tuple[WorkItem, ...], as_of: date) -> Money:
    """Open amounts less credit notes, unapplied cash and what is promised for later, never below zero."""
    owed = total((item.open for item in items), account.currency)
    credits = total((item.open for item in account.items if item.open.minor < 0), account.currency)
    unapplied = account.unapplied or Money(0, account.currency)
    return Money(max(0, (owed + credits - unapplied - promised(account, as_of)).minor), account.currency)


def promised(account: AccountSnapshot, as_of: date) -> Money:
    """Return what is promised for today or later."""
    promise = account.live_promise
    if promise is None or promise.promised_date < as_of:
        return Money(0, account.currency)
    return promise.amount


def _days_late(items: tuple[WorkItem, ...], as_of: date) -> Decimal:
    weight = sum(item.open.minor for item in items)
    if not weight:
        return Decimal(0)
    days = sum(item.open.minor * (as_of - item.due_date).days for item in items)
    return (Decimal(days) / Decimal(weight)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def blocked(account: AccountSnapshot, claim: Claim, as_of: date) -> Reason | None:
    """Return why this account is not for today, or None."""
    if account.hold:
        return reason("left_out.on_hold", why=account.hold)
    if account.snoozed_until is not None and as_of < account.snoozed_until:
        return reason("left_out.snoozed", until=account.snoozed_until)
    if not claim.items:
        disputed = claim.disputed.minor > 0
        return reason("left_out.all_disputed", amount=claim.disputed) if disputed else reason("left_out.nothing_due")
    if claim.amount.minor > 0:
        return None
    promise = account.live_promise
    if promise is not None and promise.promised_date >= as_of:
        return reason("left_out.live_promise", amount=promise.amount, promised_date=promise.promised_date)
    return reason("left_out.covered")
