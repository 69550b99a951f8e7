"""Drawing lots reproducibly: only `Random.random()`, whose sequence Python guarantees for a seed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, *names: str) -> Random:
    """Return a generator of its own for one thing, so that other things do not shift its lots."""
    return Random(f"{seed}/{'/'.join(names)}")  # noqa: S311 (a simulation, no secret)


def between(rng: Random, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`, both included, each as likely."""
    return low + int(rng.random() * (high - low + 1))


def chance(rng: Random, percent: int) -> bool:
    """Return True in `percent` of 100 cases."""
    return rng.random() * 100 < percent


def pick(rng: Random, choices: Sequence[T]) -> T:
    """Return one of the choices, each as likely."""
    return choices[int(rng.random() * len(choices))]


def weighted(rng: Random, choices: Sequence[tuple[T, int]]) -> T:
    """Return one of the (choice, weight) pairs' choices."""
    lot = rng.random() * sum(weight for _, weight in choices)
    for choice, weight in choices:
        lot -= weight
        if lot < 0:
            return choice
    return choices[-1][0]
