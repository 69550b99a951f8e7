"""What rules of segments would do today: how many customers and how much in each, and who moves and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from duly.core.accounts.segments import (
    CustomerFacts,
    Finding,
    SegmentRules,
    Standing,
    from_document,
    moves,
    tried,
)
from duly.services.accounts.save_segments import check_segments, procedure_names
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.queries.segments import current_rules, names_ever, standings

Amounts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class SegmentShare:
    """A segment before and after: customers, and what they owe and have past due afterwards, in minor units."""

    name: str
    before: int
    after: int
    open: Amounts
    overdue: Amounts


@dataclass(frozen=True, slots=True)
class Moved:
    """A customer who would move; `findings` say why."""

    customer_id: int
    number: str
    name: str
    before: str
    after: str
    findings: tuple[Finding, ...]
    open: Amounts


@dataclass(frozen=True, slots=True)
class SegmentPreview:
    """The whole effect; `pinned` customers stay whatever the rules say."""

    shares: tuple[SegmentShare, ...]
    moved: tuple[Moved, ...]
    customers: int
    pinned: int


def preview_segments(*, act: Act, text: str) -> SegmentPreview:
    """Return what these rules would do with everybody today; writes nothing. Raises ServiceRefused as `save_segments`.

    Made by the same decision as `apply_segments`.
    """
    checked = check_segments(text, procedures=procedure_names(act.company_id))
    if checked.document is None or not checked.is_usable:
        raise ServiceRefused("segments", "Put right what is wrong first.")
    rules = from_document(checked.document)
    people = standings(act.company_id, act.business_date, rules, everything=True)
    by_id = {one.facts.customer_id: one.facts for one in people}
    found = {one.customer_id: one for one in moves(rules, people, named=names_ever(act.company_id))}
    moved = tuple(
        Moved(
            one.customer_id, by_id[one.customer_id].number, by_id[one.customer_id].name, one.before, one.after,
            one.findings, by_id[one.customer_id].open,
        )
        for one in found.values()
    )  # fmt: skip
    after = {one.facts.customer_id: found[one.facts.customer_id].after if one.facts.customer_id in found else
             one.segment for one in people}  # fmt: skip
    return SegmentPreview(
        shares=_shares(rules, people, after),
        moved=tuple(sorted(moved, key=lambda one: (one.after, one.before, one.name, one.customer_id))),
        customers=len(people),
        pinned=sum(one.is_pinned for one in people),
    )


def _shares(rules: SegmentRules, people: list[Standing], after: dict[int, str]) -> tuple[SegmentShare, ...]:
    """In the order of the rules; then what else customers are in, and none."""
    before = Counter(one.segment for one in people)
    then = Counter(after.values())
    open_sums: dict[str, Counter[str]] = {}
    overdue_sums: dict[str, Counter[str]] = {}
    for one in people:
        name = after[one.facts.customer_id]
        open_sums.setdefault(name, Counter()).update(dict(one.facts.open))
        overdue_sums.setdefault(name, Counter()).update(dict(one.facts.overdue))
    order = [one.name for one in rules.segments]
    others = sorted((set(before) | set(then)) - set(order), key=lambda name: (name == "", name))
    return tuple(
        SegmentShare(name, before[name], then[name], _amounts(open_sums.get(name)), _amounts(overdue_sums.get(name)))
        for name in [*order, *others]
    )


def _amounts(sums: Counter[str] | None) -> Amounts:
    return tuple(sorted((code, minor) for code, minor in (sums or {}).items() if minor))


@dataclass(frozen=True, slots=True)
class Tried:
    """A segment that was asked about a customer, in order; `findings` with what was found."""

    segment: str
    holds: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SegmentWhy:
    """Why a customer is in its segment: by hand, by the rules (segment after segment), or as it came from elsewhere."""

    segment: str
    is_pinned: bool
    tried: tuple[Tried, ...]
    facts: CustomerFacts | None


def explain_segment(*, act: Act, customer_id: int) -> SegmentWhy:
    """Return why a customer is in its segment, as the rules in force see it today. Raises NotFound."""
    rules = current_rules(act.company_id)
    found = standings(
        act.company_id, act.business_date, rules or SegmentRules(()), customer_ids=[customer_id], everything=True
    )
    if not found:
        raise NotFound(f"Customer {customer_id}")
    one = found[0]
    asked = tuple(Tried(s.name, is_held, findings) for s, is_held, findings in tried(rules, one.facts)) if rules else ()
    return SegmentWhy(one.segment, one.is_pinned, asked, one.facts)
