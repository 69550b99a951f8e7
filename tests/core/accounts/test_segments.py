"""Segments as rules: the first that holds, why, and who moves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from duly.core.accounts.default_segments import DEFAULT_TEXT
from duly.core.accounts.segment_checks import check
from duly.core.accounts.segments import (
    CustomerFacts,
    Placement,
    SegmentRules,
    Standing,
    facts_needed,
    from_document,
    moves,
    place,
    sentence,
    tried,
)


def rules(*segments: dict[str, Any]) -> SegmentRules:
    return from_document({"format": 1, "segments": list(segments)})


SLOW = {"name": "Slow", "when": {"paid_count": {"at_least": 3}, "median_days_late": {"at_least": 8}}}
LARGE = {"name": "Large", "when": {"revenue": {"at_least": {"EUR": "10000.00", "JPY": "1500000"}}}}
REST = {"name": "Others"}


def test_a_customer_is_in_the_first_segment_that_holds() -> None:
    late = CustomerFacts(1, paid_count=3, median_days_late=Decimal("8.5"), revenue=(("EUR", 2_000_000),))
    found = place(rules(SLOW, LARGE, REST), late)
    assert found.segment == "Slow"
    assert [sentence(one) for one in found.findings] == ["paid count 3, at least 3", "median days late 8.5, at least 8"]
    assert place(rules(LARGE, SLOW, REST), late).segment == "Large", "the order decides"


def test_what_is_not_known_fulfils_nothing() -> None:
    new = CustomerFacts(1)
    assert place(rules(SLOW), new) == Placement("")
    prompt = {"name": "Prompt", "when": {"median_days_late": {"at_most": 0}}}
    assert place(rules(prompt), new).segment == "", "nobody is prompt who has paid nothing"


def test_amounts_are_compared_in_their_own_currency() -> None:
    large = rules(LARGE)
    assert place(large, CustomerFacts(1, revenue=(("EUR", 1_000_000),))).segment == "Large"
    assert place(large, CustomerFacts(1, revenue=(("EUR", 999_999),))).segment == ""
    assert place(large, CustomerFacts(1, revenue=(("JPY", 1_500_000),))).segment == "Large", "yen have no cents"
    assert place(large, CustomerFacts(1, revenue=(("USD", 9_999_999_99),))).segment == "", "a currency nobody named"
    small = rules({"name": "Small", "when": {"open": {"at_most": {"EUR": "100", "USD": "100"}}}})
    assert place(small, CustomerFacts(1)).segment == "Small"
    assert place(small, CustomerFacts(1, open=(("EUR", 100), ("USD", 10_001)))).segment == ""


def test_lists_look_at_country_language_importance_and_number() -> None:
    one = CustomerFacts(1, number="K-17", country="AT", language="de-AT", importance="key")
    for when in ({"country": ["DE", "AT"]}, {"language": ["de"]}, {"importance": ["key"]}, {"number": ["K-*"]},
                 {"not_country": ["CH"]}, {"status": ["active"]}):  # fmt: skip
        assert place(rules({"name": "Yes", "when": when}), one).segment == "Yes", when
    for when in ({"not_country": ["AT"]}, {"language": ["fr"]}, {"number": ["L-*", "K-1"]}):
        assert place(rules({"name": "Yes", "when": when}), one).segment == "", when


def test_one_group_or_another() -> None:
    promises = {"promises_judged": {"at_least": 2}, "promise_kept_percent": {"at_most": 49}}
    both = rules({"name": "Risk", "when": {"oldest_overdue_days": {"at_least": 61}}, "or_when": [promises]})
    assert place(both, CustomerFacts(1, oldest_overdue_days=61)).segment == "Risk"
    broken = place(both, CustomerFacts(1, promises_judged=2, promise_kept_percent=0))
    assert broken.segment == "Risk" and len(broken.findings) == 2, "the reasons are those of the group that holds"
    assert place(both, CustomerFacts(1, promises_judged=1, promise_kept_percent=0)).segment == ""


def test_why_tells_segment_after_segment() -> None:
    asked = list(tried(rules(SLOW, LARGE, REST), CustomerFacts(1, paid_count=5, median_days_late=Decimal(1))))
    assert [(one.name, is_held) for one, is_held, _ in asked] == [("Slow", False), ("Large", False), ("Others", True)]
    assert [finding.holds for finding in asked[0][2]] == [True, False]


def test_who_moves_and_who_stays() -> None:
    late = CustomerFacts(1, paid_count=9, median_days_late=Decimal(20))
    prompt = CustomerFacts(2, paid_count=9, median_days_late=Decimal(0))
    people = [
        Standing(late, "Others"), Standing(late, "Slow"), Standing(late, "VIP", is_pinned=True),
        Standing(prompt, "Slow"), Standing(prompt, "from the file"), Standing(prompt, "Old name"), Standing(prompt, ""),
    ]  # fmt: skip
    found = [(one.before, one.after) for one in moves(rules(SLOW), people, named=["Old name"])]
    assert found == [("Others", "Slow"), ("Slow", ""), ("Old name", "")]


def test_only_what_the_rules_look_at_is_needed() -> None:
    assert facts_needed(rules(SLOW, REST)) == {"paid_count", "median_days_late"}
    assert facts_needed(rules(REST)) == frozenset()


def codes(*segments: dict[str, Any], procedures: list[str] | None = None) -> list[tuple[str, str]]:
    return [(one.path, one.code) for one in check({"segments": list(segments)}, procedures=procedures)]


def test_what_cannot_be_meant_is_said_with_its_place() -> None:
    assert codes(SLOW, LARGE, REST) == []
    assert codes(SLOW, SLOW) == [("segments[1].name", "name_twice")]
    assert codes(REST, SLOW) == [("segments[1].name", "never_reached")]
    assert codes({"name": "A", "or_when": [{"paid_count": {"at_least": 1}}]}) == [("segments[0].or_when", "or_alone")]
    assert codes({"name": "A", "procedure": "Gentel"}, procedures=["Gentle"]) == [
        ("segments[0].procedure", "procedure_unknown")
    ]
    assert codes({"name": "A", "when": {"paid_count": {"at_least": 3, "at_most": 2}}}) == [
        ("segments[0].when.paid_count", "limits_crossed")
    ]
    assert codes({"name": "A", "when": {"open": {"at_least": {"JPY": "1.5"}}}}) == [
        ("segments[0].when.open.at_least.JPY", "amount_not_exact")
    ]
    assert codes({"name": "A", "when": {"promise_kept_percent": {"at_least": 101}}}) == [
        ("segments[0].when.promise_kept_percent", "percent")
    ]


def test_the_offered_segments_are_sound() -> None:
    offered = yaml.safe_load(DEFAULT_TEXT)
    assert check(offered) == ()
    found = from_document(offered)
    assert found.segments[-1].name == "Others" and not found.segments[-1].groups, "everybody is somewhere"
    assert place(found, CustomerFacts(1, days_known=30)).segment == "New"


FACTS = st.builds(
    CustomerFacts,
    customer_id=st.integers(1, 50), paid_count=st.integers(0, 9), oldest_overdue_days=st.integers(0, 90),
    median_days_late=st.none() | st.decimals(-30, 90, places=1), days_known=st.none() | st.integers(0, 999),
    importance=st.sampled_from(["low", "normal", "high", "key"]), promises_judged=st.integers(0, 4),
    promise_kept_percent=st.none() | st.integers(0, 100),
    revenue=st.lists(st.tuples(st.sampled_from(["EUR", "JPY"]), st.integers(0, 10**9)), max_size=2).map(tuple),
)  # fmt: skip


@given(FACTS)
def test_placing_agrees_with_its_reasons(facts: CustomerFacts) -> None:
    offered = from_document(yaml.safe_load(DEFAULT_TEXT))
    placed = place(offered, facts)
    assert all(one.holds for one in placed.findings)
    *before, (last, is_held, findings) = tried(offered, facts)
    assert is_held and (last.name, findings) == (placed.segment, placed.findings)
    assert not any(was_held for _, was_held, _ in before), "no earlier segment holds"


@given(st.lists(st.builds(Standing, FACTS, st.sampled_from(["", "New", "Others", "own"]), st.booleans()), max_size=9))
def test_moving_twice_moves_nobody(people: list[Standing]) -> None:
    offered = from_document(yaml.safe_load(DEFAULT_TEXT))
    moved = [
        Standing(one.facts, next((move.after for move in moves(offered, [one])), one.segment), one.is_pinned)
        for one in people
    ]
    assert list(moves(offered, moved)) == []
    assert all(one.segment == before.segment for one, before in zip(moved, people, strict=True) if one.is_pinned)
