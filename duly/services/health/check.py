"""One thing that was looked at, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """`bad` stops Duly from doing its work or keeping its promises; `warn` is to be looked at."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it stands, a sentence, and what to do (empty when all is well)."""

    name: str
    state: State
    sentence: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return plain values for JSON."""
        return {"name": self.name, "state": str(self.state), "sentence": self.sentence, "remedy": self.remedy}


def ok(name: str, sentence: str) -> Check:
    """Return a check that found nothing wrong."""
    return Check(name, State.OK, sentence)


def warn(name: str, sentence: str, remedy: str) -> Check:
    """Return a check that found something to look at."""
    return Check(name, State.WARN, sentence, remedy)


def bad(name: str, sentence: str, remedy: str) -> Check:
    """Return a check that found something that must be fixed."""
    return Check(name, State.BAD, sentence, remedy)
