"""Which column holds which field: by its heading, checked against what the cells hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from duly.core.billing.intake.catalogue import Field, FieldType, fields_of
from duly.core.billing.intake.codes import COUNTRIES, LANGUAGES
from duly.core.billing.intake.facts import CURRENCY_CODES, NO, YES, ColumnFacts
from duly.core.billing.intake.headings import without_currency, words_of
from duly.core.billing.intake.values import Kind

_LOWER_COUNTRIES = frozenset(code.casefold() for code in COUNTRIES)


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column and the field it is taken for; `confidence` from 0 to 1, `reason` in words."""

    column: str
    index: int
    field: str
    confidence: float
    reason: str


@lru_cache(maxsize=16)
def _index(kind: Kind) -> Mapping[tuple[str, ...], tuple[tuple[str, str], ...]]:
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for item in fields_of(kind).values():
        for _language, text in item.synonyms:
            found.setdefault(words_of(text), []).append((item.name, text))
    return {words: tuple(entries) for words, entries in found.items()}


def _within(words: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    size = len(words)
    return any(longer[start : start + size] == words for start in range(len(longer) - size + 1))


def _closeness(words: tuple[str, ...], heading: tuple[str, ...]) -> float:
    if words == heading:
        return 1.0
    joined, other = "".join(words), "".join(heading)
    if joined == other or sorted(words) == sorted(heading):
        return 0.95
    if len(words) > 1 and _within(words, heading):
        return max(0.6, 0.85 - 0.05 * (len(heading) - len(words)))
    if len(joined) > 6 and abs(len(joined) - len(other)) < 3 and SequenceMatcher(None, joined, other).ratio() > 0.9:
        return 0.6
    return 0.0


@lru_cache(maxsize=2048)
def heading_candidates(kind: Kind, heading: str) -> tuple[tuple[str, float, str], ...]:
    """Return (field, confidence, the known heading it resembles), best first, one entry per field."""
    words = words_of(without_currency(heading))
    best: dict[str, tuple[float, str]] = {}
    for known, entries in _index(kind).items():
        closeness = _closeness(known, words) if words else 0.0
        for name, text in entries:
            if closeness > best.get(name, (0.0, ""))[0]:
                best[name] = (closeness, text)
    return tuple((name, value, text) for name, (value, text) in sorted(best.items(), key=lambda e: -e[1][0]))


@lru_cache(maxsize=1)
def _known_words() -> frozenset[tuple[str, ...]]:
    """Every known heading as words and, in one word, run together."""
    known = {words for kind in Kind for words in _index(kind)}
    return frozenset(known | {("".join(words),) for words in known} - {()})


def is_known_heading(heading: str) -> bool:
    """Whether a heading is known word for word for any kind of file; used to find the heading line."""
    words = words_of(without_currency(heading))
    return words in _known_words() or ("".join(words),) in _known_words()


def fits(item: Field, facts: ColumnFacts) -> bool:
    """Whether most of a column's cells can be read as the field's type."""
    shares = {
        FieldType.DATE: lambda: facts.share(facts.dates.dates),
        FieldType.MONEY: lambda: facts.share(facts.numbers.numbers),
        FieldType.EMAIL: lambda: facts.share(facts.emails),
        FieldType.CURRENCY: lambda: facts.share_in(CURRENCY_CODES),
        FieldType.COUNTRY: lambda: facts.share_in(_LOWER_COUNTRIES),
        FieldType.LANGUAGE: lambda: facts.share_in(LANGUAGES),
        FieldType.YES_NO: lambda: facts.share_in(YES | NO),
        FieldType.SMALL_NUMBER: lambda: facts.share(facts.numbers.numbers),
        FieldType.STATUS: lambda: float(facts.distinct is not None),
    }
    return facts.filled == 0 or item.type not in shares or shares[item.type]() >= 0.5


def match_columns(kind: Kind, columns: Sequence[ColumnFacts]) -> tuple[ColumnMatch, ...]:
    """Give each field at most one column and each column at most one field, surest pairs first."""
    pairs = [
        ColumnMatch(facts.heading, facts.index, name, value, f"the heading {facts.heading} is known as {text}")
        for facts in columns
        for name, value, text in heading_candidates(kind, facts.heading)
        if value >= 0.6 and fits(fields_of(kind)[name], facts)
    ]
    order = {name: place for place, name in enumerate(fields_of(kind))}
    taken: dict[int, ColumnMatch] = {}
    fields: set[str] = set()
    for pair in sorted(pairs, key=lambda p: (-p.confidence, p.index, order[p.field])):
        if pair.index not in taken and pair.field not in fields:
            taken[pair.index] = pair
            fields.add(pair.field)
    return tuple(taken[index] for index in sorted(taken))


def misfits(kind: Kind, columns: Sequence[ColumnFacts]) -> tuple[tuple[str, str, str], ...]:
    """Return (column, field, field type) where the heading fits a field but the cells do not."""
    found = []
    for facts in columns:
        candidates = [c for c in heading_candidates(kind, facts.heading) if c[1] >= 0.9]
        if candidates and not any(fits(fields_of(kind)[name], facts) for name, _, _ in candidates):
            name = candidates[0][0]
            found.append((facts.heading, name, fields_of(kind)[name].type.value))
    return tuple(found)
