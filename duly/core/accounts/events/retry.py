"""When a delivery is tried again, and when an endpoint is given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

DELAYS: tuple[timedelta, ...] = (
    timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2),
    timedelta(hours=5), timedelta(hours=10), timedelta(hours=14), timedelta(hours=18), timedelta(hours=24),
)  # fmt: skip
"""The wait after each failed attempt; together about three days (73.6 hours) before jitter."""
JITTER = 0.2
MOST_ATTEMPTS = len(DELAYS) + 1
LONGEST_WAIT = timedelta(hours=24)
DISABLED_AFTER = timedelta(days=3)
REST_AFTER_FAILURES = 3


def next_attempt(attempts: int, at: datetime, *, seed: str, asked: timedelta | None = None) -> datetime | None:
    """Return when to try again after `attempts` failed ones, or None when it is given up.

    The wait is spread by up to 20 % either way, by the seed, so that many deliveries that failed together do not
    come back together. `asked` is what the receiver asked for (Retry-After): it is waited for, up to a day.
    """
    assert attempts >= 1, "there was no attempt to follow"
    if attempts >= MOST_ATTEMPTS:
        return None
    spread = 1 + JITTER * (2 * Random(f"{seed}/{attempts}").random() - 1)  # noqa: S311 - nothing secret hangs on it
    wait = DELAYS[attempts - 1] * spread
    return at + max(wait, min(asked or timedelta(0), LONGEST_WAIT))


def is_given_up(failing_since: datetime | None, at: datetime) -> bool:
    """Tell whether an endpoint that has only failed since an instant is to be disabled."""
    return failing_since is not None and at - failing_since >= DISABLED_AFTER


def rest(failing_since: datetime | None, at: datetime) -> timedelta:
    """Return how long an endpoint is left alone after several failures in a row: a tenth of the time it has failed.

    At least a minute, at most half an hour, so that a dead endpoint neither takes the workers' time nor is forgotten.
    """
    failing = at - failing_since if failing_since else timedelta(0)
    return min(max(failing / 10, timedelta(minutes=1)), timedelta(minutes=30))
