"""Creditor references we issue, and the references we find in what a payer wrote.

A `ReferenceIndex` is compiled once from the open items and answers by hash lookup;
`duly.core.cash.reference_scan.find_references` reads text against it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from duly.core.money import mod97

MAX_TEXT = 4000
_NOT_ALNUM = re.compile(r"[^A-Z0-9]+")
_SAFE_BODY = 21
# A bare run of digits stands for a number with letters only from this length on.
MIN_BARE_DIGITS = 5
# Dates (2026-03-01, 1.3.26) and amounts (100.00, 1.234) are no numbers of ours unless one is written just so.
LIKE_A_DATE_OR_AMOUNT = re.compile(
    r"(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](\d{4}|\d{2})|\d+\.\d{2}|\d{1,3}(\.\d{3})+)\Z"
)


class BadReference(ValueError):
    """A creditor reference cannot be made from this number; the message says why."""


def create_creditor_reference(number: str) -> str:
    """Return the ISO 11649 reference for an invoice or customer number: INV-12 gives RF..INV12.

    Blanks and punctuation fall away, accents are dropped. Raises BadReference when nothing is
    left or more than 21 characters are (ISO 11649 allows 25 with RF and the check digits).
    """
    body = normalised(number)
    if not body:
        raise BadReference(f"{number!r} has no letter or digit to make a reference from")
    if len(body) > _SAFE_BODY:
        raise BadReference(f"{number!r} has {len(body)} letters and digits; a creditor reference holds {_SAFE_BODY}")
    return f"RF{mod97.check_digits('RF', body)}{body}"


def is_creditor_reference(text: str) -> bool:
    """Say whether this is a valid ISO 11649 reference, however it is spaced."""
    return mod97.is_creditor_reference(text)


def normalised(number: str) -> str:
    """Return the letters A-Z and digits of a number in capitals: `inv 2025/0012` gives INV20250012."""
    return _NOT_ALNUM.sub("", folded(number))


def folded(text: str) -> str:
    """Return text in capitals, compatibility forms and accents taken off (NFKD), at most MAX_TEXT long."""
    if text.isascii():
        return text[:MAX_TEXT].upper()
    flat = unicodedata.normalize("NFKD", text[:MAX_TEXT])
    return "".join(c for c in flat if not unicodedata.combining(c)).upper()[:MAX_TEXT]


@dataclass(frozen=True, slots=True)
class ReferenceEntry:
    """One thing a payer may refer to: `target` is the receivable's id."""

    target: int
    number: str
    creditor_reference: str = ""


class MentionKind(StrEnum):
    """How a reference was recognised."""

    CREDITOR_REFERENCE = "creditor_reference"
    NUMBER = "number"
    DIGITS = "digits"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference found in text. `contested` when another reading of the same characters exists."""

    kind: MentionKind
    written: str
    key: str
    targets: tuple[int, ...]
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything recognised in a line: mentions, look-alikes of ours that are not open, failed checks."""

    mentions: tuple[Mention, ...] = ()
    unresolved: tuple[str, ...] = ()
    failed_checks: tuple[str, ...] = ()

    @property
    def contested(self) -> bool:
        """Whether any characters can be read as two different references."""
        return any(mention.contested for mention in self.mentions)


class ReferenceIndex:
    """Numbers and creditor references of open items, compiled for lookups. Build once, ask often."""

    __slots__ = ("_creditor", "_digits", "_numbers", "_raw", "_shapes")

    def __init__(self, entries: Iterable[ReferenceEntry]) -> None:
        self._numbers: dict[str, int | tuple[int, ...]] = {}
        self._digits: dict[str, str | None] = {}
        self._creditor: dict[str, int | tuple[int, ...]] = {}
        self._raw: set[str] = set()
        self._shapes: set[tuple[str, int]] = set()
        for entry in entries:
            self._add(entry)

    def _add(self, entry: ReferenceEntry) -> None:
        key = normalised(entry.number)
        if key:
            if key not in self._numbers:
                self._learn_forms(key, entry.number)
            _append(self._numbers, key, entry.target)
        if entry.creditor_reference:
            _append(self._creditor, mod97.compact(entry.creditor_reference), entry.target)

    def _learn_forms(self, key: str, number: str) -> None:
        letters, digits = split_letters(key)
        if letters and digits.isdigit():
            self._shapes.add((letters, len(digits)))
            if len(digits) >= MIN_BARE_DIGITS:
                self._digits[digits] = None if digits in self._digits else key
        elif digits.isdigit():
            self._shapes.add(("", len(digits)))
        if LIKE_A_DATE_OR_AMOUNT.match(number.strip()):
            self._raw.add(number.strip().upper())

    def number(self, key: str) -> tuple[int, ...]:
        """Return the targets of a normalised number, () when it is not open."""
        return _targets(self._numbers.get(key))

    def creditor_reference(self, compacted: str) -> tuple[int, ...]:
        """Return the targets of a valid creditor reference, by itself or by the number inside it."""
        return _targets(self._creditor.get(compacted)) or self.number(compacted[4:])

    def key_of_digits(self, digits: str) -> str | None:
        """Return the one number whose digits these are (its letters left out), None when not unique."""
        return self._digits.get(digits)

    def known_as_written(self, raw: str) -> bool:
        """Say whether a text like a date or amount is literally one of our numbers."""
        return raw in self._raw

    def looks_ours(self, letters: str, digit_count: int) -> bool:
        """Say whether any of our numbers has these letters and this many digits."""
        return (letters, digit_count) in self._shapes


def split_letters(key: str) -> tuple[str, str]:
    """Return leading letters and the rest of a normalised number."""
    rest = key.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return key[: len(key) - len(rest)], rest


def _append(table: dict[str, int | tuple[int, ...]], key: str, target: int) -> None:
    before = table.get(key)
    table[key] = target if before is None else (*_targets(before), target)


def _targets(value: int | tuple[int, ...] | None) -> tuple[int, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, int) else value
