"""Segments as rules: the first segment, in the order of the document, whose conditions hold is a customer's segment.

Snapshot -> decide: `CustomerFacts` are plain values, `place` and `moves` decide, and say which facts decided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any, Literal

from duly.core.accounts.segment_schema import AMOUNTS, LISTS, NUMBERS
from duly.core.money.money import Money, from_decimal

Amounts = tuple[tuple[str, int], ...]
"""Minor units by currency."""
Kind = Literal["at_least", "at_most", "one_of", "none_of"]
HISTORY = frozenset({"average_days_late", "median_days_late", "paid_count"})
PROMISES = frozenset({"promises_judged", "promise_kept_percent"})


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What rules may look at. Amounts in minor units by currency; None: nothing is known (no payment, no promise).

    Facts that no rule needs (`facts_needed`) may be left at their defaults.
    """

    customer_id: int
    number: str = ""
    name: str = ""
    importance: str = ""
    country: str = ""
    language: str = ""
    status: str = "active"
    open: Amounts = ()
    overdue: Amounts = ()
    revenue: Amounts = ()
    oldest_overdue_days: int = 0
    days_known: int | None = None
    paid_count: int = 0
    average_days_late: Decimal | None = None
    median_days_late: Decimal | None = None
    promises_judged: int = 0
    promise_kept_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on one fact. `limit` for whole numbers, `amounts` for money, `names` for lists."""

    fact: str
    kind: Kind
    limit: int = 0
    amounts: Amounts = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """A segment: it holds when every condition of one of its `groups` holds; without groups always."""

    name: str
    groups: tuple[tuple[Condition, ...], ...] = ()
    note: str = ""
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class SegmentRules:
    """A version of the rules. Payments and promises count when they are of the last `history_months`."""

    segments: tuple[SegmentRule, ...]
    history_months: int = 12
    version: int = 0

    @property
    def names(self) -> frozenset[str]:
        """The names of the segments."""
        return frozenset(one.name for one in self.segments)


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition with what was found, as text in major units; `holds` tells whether it is fulfilled."""

    fact: str
    kind: Kind
    wanted: str
    found: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """The segment the rules give ("" for none) and the findings that decided; none for a segment without conditions."""

    segment: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer's facts with the segment it has now; `is_pinned`: given by a person, rules leave it alone."""

    facts: CustomerFacts
    segment: str = ""
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A customer whom the rules put elsewhere, and why."""

    customer_id: int
    before: str
    after: str
    findings: tuple[Finding, ...]


def from_document(document: Mapping[str, Any], *, version: int = 0) -> SegmentRules:
    """Return the rules a document describes; it must have passed the schema and the checks."""
    return SegmentRules(
        segments=tuple(_segment(one) for one in document["segments"]),
        history_months=int(document.get("history_months", 12)),
        version=version,
    )


def facts_needed(rules: SegmentRules) -> frozenset[str]:
    """Return the names of the facts that these rules look at."""
    return frozenset(one.fact for segment in rules.segments for group in segment.groups for one in group)


def place(rules: SegmentRules, facts: CustomerFacts) -> Placement:
    """Return the first segment that holds for a customer."""
    for segment in rules.segments:
        if not segment.groups:
            return Placement(segment.name)
        for group in segment.groups:
            if all(holds(condition, facts) for condition in group):
                return Placement(segment.name, tuple(finding(condition, facts) for condition in group))
    return Placement("")


def tried(rules: SegmentRules, facts: CustomerFacts) -> Iterator[tuple[SegmentRule, bool, tuple[Finding, ...]]]:
    """Yield segment after segment with whether it holds and every finding, up to and with the first that holds."""
    for segment in rules.segments:
        groups = [tuple(finding(condition, facts) for condition in group) for group in segment.groups]
        fulfilled = next((group for group in groups if all(one.holds for one in group)), None)
        is_held = fulfilled is not None or not groups
        yield segment, is_held, fulfilled or tuple(one for group in groups for one in group)
        if is_held:
            return


def moves(rules: SegmentRules, standings: Iterable[Standing], *, named: Collection[str] = ()) -> Iterator[Move]:
    """Yield who changes segment, in the order given.

    A pinned customer stays. Where no rule holds, a segment that rules ever gave (`named`, and those of `rules`) is
    taken back; one that came from elsewhere (an import, a person) stays as it is.
    """
    given_by_rules = rules.names | frozenset(named)
    for one in standings:
        if one.is_pinned:
            continue
        placed = place(rules, one.facts)
        if placed.segment == one.segment or (not placed.segment and one.segment not in given_by_rules):
            continue
        yield Move(one.facts.customer_id, one.segment, placed.segment, placed.findings)


def holds(condition: Condition, facts: CustomerFacts) -> bool:
    """Tell whether a condition is fulfilled; a fact that is not known fulfils none.

    Amounts: at least one of the named currencies reaches its limit; at most: none of them goes beyond.
    """
    value = getattr(facts, condition.fact)
    if condition.fact in NUMBERS:
        if value is None:
            return False
        return bool(value >= condition.limit if condition.kind == "at_least" else value <= condition.limit)
    if condition.fact in AMOUNTS:
        have = dict(value)
        if condition.kind == "at_least":
            return any(have.get(code, 0) >= minor for code, minor in condition.amounts)
        return all(have.get(code, 0) <= minor for code, minor in condition.amounts)
    return _fits(condition.fact, value, condition.names) == (condition.kind == "one_of")


def finding(condition: Condition, facts: CustomerFacts) -> Finding:
    """Return a condition with what was found."""
    value = getattr(facts, condition.fact)
    if condition.fact in NUMBERS:
        wanted, found = str(condition.limit), "" if value is None else f"{value}".removesuffix(".0")
    elif condition.fact in AMOUNTS:
        codes = {code for code, _minor in condition.amounts}
        wanted = _amounts_text(condition.amounts)
        found = _amounts_text(tuple(pair for pair in value if pair[0] in codes))
    else:
        wanted, found = ", ".join(condition.names), str(value)
    return Finding(condition.fact, condition.kind, wanted, found, holds(condition, facts))


def sentence(of: Finding) -> str:
    """Return a finding in English: `average days late 17.5, at least 15`."""
    words = {"at_least": "at least", "at_most": "at most", "one_of": "one of", "none_of": "none of"}[of.kind]
    return f"{of.fact.replace('_', ' ')} {of.found or 'unknown'}, {words} {of.wanted}"


def _fits(fact: str, value: str, names: tuple[str, ...]) -> bool:
    if fact == "number":
        return any(fnmatchcase(value, pattern) for pattern in names)
    if fact == "language":
        return value in names or value.replace("_", "-").split("-")[0] in names
    return value in names


def _amounts_text(amounts: Amounts) -> str:
    return ", ".join(f"{code} {Money(minor, code).plain()}" for code, minor in amounts)


def _segment(one: Mapping[str, Any]) -> SegmentRule:
    groups = ([one["when"]] if "when" in one else []) + list(one.get("or_when", ()))
    return SegmentRule(
        one["name"], tuple(tuple(_conditions(group)) for group in groups), one.get("note", ""), one.get("procedure", "")
    )


def _conditions(group: Mapping[str, Any]) -> Iterator[Condition]:
    for key, wanted in group.items():
        fact = key.removeprefix("not_")
        if fact in LISTS:
            yield Condition(fact, "none_of" if key != fact else "one_of", names=tuple(wanted))
            continue
        for kind in ("at_least", "at_most"):
            if kind in wanted:
                yield _limit(fact, kind, wanted[kind])


def _limit(fact: str, kind: Kind, limit: Any) -> Condition:
    if fact in NUMBERS:
        return Condition(fact, kind, limit=int(limit))
    pairs = ((code, from_decimal(Decimal(str(value)), code).minor) for code, value in limit.items())
    return Condition(fact, kind, amounts=tuple(sorted(pairs)))
