"""Time a piece of work against its yardstick: best of several runs of each, alternating."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report; times in seconds."""

    work: str
    size: int
    seconds: float
    yardstick: str
    yardstick_seconds: float
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times the yardstick the work takes."""
        return self.seconds / self.yardstick_seconds


def timed(work: Callable[[], object]) -> float:
    """Return how long one run takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def compare(
    work: Callable[[], object], yardstick: Callable[[], object], *, name: str, against: str, size: int, runs: int = 3,
    note: str = "",
) -> Figure:  # fmt: skip
    """Run both alternately and keep the best of each: the least disturbed run says most about the work."""
    ours, theirs = [], []
    for _ in range(runs):
        theirs.append(timed(yardstick))
        ours.append(timed(work))
    return Figure(name, size, min(ours), against, min(theirs), note)
