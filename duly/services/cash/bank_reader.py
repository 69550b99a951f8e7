"""What importing asks of a reader of bank files; an adapter fulfils it, wiring/bank.py names which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from duly.core.billing.intake.questions import Question
from duly.core.cash.bank_line import BankFile, UnreadableFile


@dataclass(frozen=True, slots=True)
class BankReading:
    """A file as read; for a CSV the profile it was read by (`profile_name` is "" while it is unsaved)."""

    file: BankFile
    profile_name: str = ""
    profile: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class BankQuestions:
    """What only a person can decide before the file is read; nothing was guessed and nothing is stored.

    `profile` is what was understood so far, `headings` the file's columns, `unknown` those without a meaning.
    Answers are given back as `field=value`.
    """

    profile: Mapping[str, Any]
    questions: tuple[Question, ...]
    headings: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class BankReader(Protocol):
    """Turns the bytes of a bank file into values."""

    def __call__(
        self,
        data: bytes,
        *,
        name: str,
        profiles: Mapping[str, Mapping[str, Any]],
        profile_name: str = "",
        answers: Sequence[str] = (),
        own_account: str = "",
    ) -> BankReading | BankQuestions | UnreadableFile:
        """Read a file; never raises on odd content. `profiles` are the saved ones by name."""
        ...
