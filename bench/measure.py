"""Time a piece of work against its yardstick: best of several runs of each, alternating."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.processor import processor_seconds


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report; times in seconds."""

    work: str
    size: int
    seconds: float
    yardstick: str
    yardstick_seconds: float
    note: str = ""
    aim: str = ""
    met: bool | None = None
    megabytes: int = 0
    processor: float = 0.0  # seconds of processor time, the database's included
    yardstick_processor: float = 0.0

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
    work: Callable[[], object], yardstick: Callable[[], object], *, name: str, against: str, size: int, within: float,
    note: str = "", runs: int = 3,
) -> Figure:  # fmt: skip
    """Run both alternately and keep the best of each: the least disturbed run says most about the work."""
    ours: list[float] = []
    theirs: list[float] = []
    spent = [0.0, 0.0]
    for _ in range(runs):
        for place, (times, what) in enumerate(((theirs, yardstick), (ours, work))):
            before = processor_seconds()
            times.append(timed(what))
            spent[place] += processor_seconds() - before
    ratio = min(ours) / min(theirs)
    return Figure(
        name, size, min(ours), against, min(theirs), note, f"within {within:g}x", ratio <= within, 0,
        spent[1] / runs, spent[0] / runs,
    )  # fmt: skip
