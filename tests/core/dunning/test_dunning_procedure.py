"""A procedure as a document: its shape, what it cannot mean, how it reads, what changed."""

from __future__ import annotations

import copy
import string
from datetime import time
from typing import Any

import jsonschema
import pytest
import yaml

from duly.core.dunning.checks import Finding, check
from duly.core.dunning.default import DEFAULT_DOCUMENT, DEFAULT_TEXT
from duly.core.dunning.plain_words import describe, diff
from duly.core.dunning.procedure import NewerFormat, from_document, minimum, upgrade
from duly.core.dunning.procedure_phrases import PHRASES
from duly.core.dunning.reasons import CATALOGUE, GUARD_CODES
from duly.core.dunning.schema import SCHEMA
from tests.core.dunning.accounts_for_dunning import STANDARD


def document(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(DEFAULT_DOCUMENT), **changes}


def with_level(place: int, **changes: Any) -> dict[str, Any]:
    changed = document()
    changed["levels"][place].update(changes)
    return changed


def found(changed: dict[str, Any]) -> list[tuple[str, str]]:
    jsonschema.validate(changed, SCHEMA)
    return [(one.path, one.code) for one in check(changed)]


def test_the_shipped_text_parses_to_the_shipped_document() -> None:
    assert yaml.safe_load(DEFAULT_TEXT) == DEFAULT_DOCUMENT


def test_the_shipped_procedure_has_the_right_shape_and_nothing_against_it() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert found(document()) == []


def test_the_document_becomes_values() -> None:
    assert [(one.number, one.key, one.days) for one in STANDARD.levels] == [
        (1, "before_due", -5), (2, "reminder_1", 3), (3, "reminder_2", 10), (4, "call", 17), (5, "final", 24),
    ]  # fmt: skip
    assert minimum(STANDARD.min_item, "EUR") == 5_00
    assert minimum(STANDARD.min_item, "JPY") == 0
    assert STANDARD.window.opens == time(8, 30) and STANDARD.window.weekdays == frozenset(range(5))
    assert (STANDARD.contact.cap_messages, STANDARD.contact.cap_days) == (3, 21)


@pytest.mark.parametrize(
    ("changed", "path", "code"),
    [
        (with_level(1, template="first_remider"), "levels[1].template", "template_unknown"),
        (with_level(2, days=3), "levels[2].days", "levels_out_of_order"),
        (with_level(2, days=1), "levels[2].days", "levels_out_of_order"),
        (with_level(2, key="reminder_1"), "levels[2].key", "key_twice"),
        (with_level(2, tone="friendly"), "levels[2].tone", "tone_softens"),
        (with_level(0, anchor="previous_level", days=5), "levels[0].anchor", "no_previous_level"),
        (with_level(2, anchor="previous_level", days=0), "levels[2].days", "days_not_after_previous"),
        (with_level(4, tone="firm"), "levels", "final_missing"),
        (with_level(4, approval="automatic"), "levels[4].approval", "final_unattended"),
        (with_level(2, days=5), "levels[2].days", "closer_than_spacing"),
        (document(levels=document()["levels"][:1]), "levels", "nothing_after_due"),
        (document(window={"opens": "17:00", "closes": "08:00"}), "window.closes", "window_closed"),
        (document(minimums={"item": {"JPY": "5.50"}}), "minimums.item.JPY", "amount_not_exact"),
        (
            with_level(3, conditions={"segments": ["retail"], "not_segments": ["retail"]}),
            "levels[3].conditions.not_segments",
            "wanted_and_unwanted",
        ),
    ],
)
def test_what_cannot_be_meant_is_found_with_its_path_and_remedy(changed: dict[str, Any], path: str, code: str) -> None:
    assert (path, code) in found(changed)
    assert all(one.message and one.remedy for one in check(changed))


def test_an_email_without_a_template_is_an_error() -> None:
    changed = document()
    del changed["levels"][1]["template"]
    assert found(changed) == [("levels[1].template", "template_missing")]


def test_a_misspelt_template_gets_a_proposal() -> None:
    [finding] = check(with_level(1, template="first_remider"))
    assert isinstance(finding, Finding) and finding.remedy == "Did you mean 'first_reminder'?"


@pytest.mark.parametrize(
    "changed",
    [
        document(levels=[]),
        document(colour="red"),
        document(minimums={"item": {"EUR": 5.5}}),
        document(window={"opens": "8:30", "closes": "17:00"}),
        document(contact={"spacing_days": 0}),
        with_level(1, channel="fax"),
        with_level(1, key="Reminder One"),
    ],
)
def test_the_schema_refuses_a_wrong_shape(changed: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed, SCHEMA)


def test_a_document_of_a_later_release_is_refused() -> None:
    assert upgrade(DEFAULT_DOCUMENT) == DEFAULT_DOCUMENT
    with pytest.raises(NewerFormat, match="update Duly"):
        from_document(document(format=2))


def test_the_procedure_reads_in_plain_words() -> None:
    english = describe(STANDARD)
    assert (
        english[0] == "1. Note before the due date: 5 days before the due date an e-mail (before_due, tone: friendly)."
    )
    assert "A person approves it first." in english[4]
    assert "Only when the customer owes at least CHF 1000.00, EUR 1000.00" in english[3]
    assert describe(STANDARD, "de-AT")[1].startswith("2. First reminder: 3 Tage nach Fälligkeit eine E-Mail")
    assert len({len(describe(STANDARD, language)) for language in PHRASES}) == 1


@pytest.mark.parametrize("language", PHRASES)
def test_every_language_has_every_phrase_with_the_same_places(language: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert PHRASES[language].keys() == PHRASES["en"].keys()
    for key, phrase in PHRASES["en"].items():
        assert places(PHRASES[language][key]) == places(phrase), key


def test_what_changed_between_two_versions() -> None:
    assert diff(STANDARD, STANDARD) == ()
    changed = with_level(1, days=4)
    changed["contact"]["spacing_days"] = 4
    del changed["levels"][3]
    sentences = [one.sentence for one in diff(STANDARD, from_document(changed, version=2))]
    assert "levels.reminder_1.days was 3, is now 4." in sentences
    assert "contact.spacing_days was 5, is now 4." in sentences
    assert "levels.call is gone (it was Call)." in sentences


def test_every_guard_says_what_to_do_about_it() -> None:
    assert all(CATALOGUE[code].remedy for code in GUARD_CODES)
