"""Promise-kept rate, by count and by amount."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from duly.core.insight.metrics.figure import PERCENT, Definition, Figure, Input, known, mixed, ratio, unknown
from duly.core.insight.reasons import Reason, reason
from duly.core.insight.records import PromiseRecord
from duly.core.money.money import Money, total

BY_COUNT = Definition(
    "promise_kept_by_count",
    "Promises kept (by number)",
    "percent",
    "promises kept / promises due × 100",
    "Of the promises that fell due, how many were kept in full and in time.",
    "Oracle Banking Collections, 'promise kept rate'.",
)
BY_AMOUNT = Definition(
    "promise_kept_by_amount",
    "Promises kept (by amount)",
    "percent",
    "received in time / promised × 100",
    "Of the money promised for dates that have passed, how much came in time; a half-kept promise counts half.",
    "Oracle Banking Collections, 'promise kept rate', weighed by amount.",
)


def promise_kept_by_count(
    promises: Sequence[PromiseRecord], *, as_of: date, grace_days: int = 0, kept_percent: Decimal = PERCENT
) -> Figure:
    """Return promises kept / promises due, in per cent.

    Due: promised date plus `grace_days` is before `as_of`, or already kept. Kept: at least
    `kept_percent` of the promised amount came by then. Withdrawn promises are for the caller to leave out.
    """
    kept = [p for p in promises if _is_kept(p, as_of, grace_days, kept_percent)]
    due = [p for p in promises if _is_due(p, as_of, grace_days) or _is_kept(p, as_of, grace_days, kept_percent)]
    if not due:
        return unknown(BY_COUNT, reason("figure.no_promises"))
    return known(
        BY_COUNT,
        Decimal(len(kept)) / Decimal(len(due)) * PERCENT,
        Input("promises kept", len(kept), f"At least {kept_percent} % received, {grace_days} days of grace."),
        Input("promises due", len(due), "Promises whose date has passed, or that are already kept."),
        note=_pending(len(promises) - len(due)),
    )


def promise_kept_by_amount(promises: Sequence[PromiseRecord], *, as_of: date, grace_days: int = 0) -> Figure:
    """Return money received in time / money promised, in per cent, over the promises whose date has passed."""
    due = [p for p in promises if _is_due(p, as_of, grace_days)]
    problem = mixed(p.promised for p in due)
    if problem:
        return unknown(BY_AMOUNT, problem)
    if not due or all(p.promised.minor == 0 for p in due):
        return unknown(BY_AMOUNT, reason("figure.no_promises"))
    currency = due[0].promised.currency
    promised = total((p.promised for p in due), currency)
    received = total((min(p.promised, _in_time(p, as_of, grace_days)) for p in due), currency)
    return known(
        BY_AMOUNT,
        ratio(received, promised) * PERCENT,
        Input("received in time", received, f"At most what was promised, {grace_days} days of grace."),
        Input("promised", promised, "Promises whose date has passed."),
        note=_pending(len(promises) - len(due)),
    )


def _is_due(promise: PromiseRecord, as_of: date, grace_days: int) -> bool:
    return promise.promised_date + timedelta(days=grace_days) < as_of


def _in_time(promise: PromiseRecord, as_of: date, grace_days: int) -> Money:
    last = min(as_of, promise.promised_date + timedelta(days=grace_days))
    return total((amount for day, amount in promise.received if day <= last), promise.promised.currency)


def _is_kept(promise: PromiseRecord, as_of: date, grace_days: int, kept_percent: Decimal) -> bool:
    needed = Decimal(promise.promised.minor) * kept_percent / PERCENT
    return _in_time(promise, as_of, grace_days).minor >= needed


def _pending(count: int) -> Reason | None:
    return reason("figure.promises_pending", count=count) if count else None
