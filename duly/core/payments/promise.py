"""Promises to pay: is one still open, was it kept, or broken?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

LONGEST_PROMISE_DAYS = 120


@dataclass(frozen=True, slots=True)
class Promise:
    """An amount in minor units that was promised by a day; `made_date` is when."""

    made_date: date
    promised_date: date
    amount_minor: int


def judge(
    promise: Promise, payments: Sequence[tuple[date, int]], still_open_minor: int, *, as_of: date, grace_days: int = 0
) -> Literal["open", "kept", "broken"]:
    """Return what became of a promise at the end of `as_of`.

    `payments` are amounts (minor units) that settled the promised items since it was made, by day;
    `still_open_minor` is what is left open on them. Kept: the promised amount arrived by the promised day
    plus grace, or nothing is left open. Broken: that day has passed without. A payment on the last day counts.
    """
    last_day = promise.promised_date + timedelta(days=grace_days)
    in_time = sum(minor for day, minor in payments if promise.made_date <= day <= min(last_day, as_of))
    if in_time >= promise.amount_minor or still_open_minor <= 0:
        return "kept"
    return "broken" if as_of > last_day else "open"


def date_problem(promised_date: date, today: date) -> str | None:
    """Return why a promised day cannot be accepted, in a sentence with the remedy, or None."""
    if promised_date < today:
        return f"{promised_date} has passed. Choose today or a later day."
    if promised_date > today + timedelta(days=LONGEST_PROMISE_DAYS):
        last = today + timedelta(days=LONGEST_PROMISE_DAYS)
        return f"A promise reaches at most {LONGEST_PROMISE_DAYS} days ahead ({last}). Agree on a plan instead."
    return None
