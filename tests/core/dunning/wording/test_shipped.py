"""Every shipped message exists in every language, is sound, and keeps the manners of its step."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise, product

import pytest

from duly.core.dunning.wording import (
    LANGUAGES,
    PLACEHOLDERS,
    TEMPLATE_KEYS,
    TONES,
    Words,
    check,
    greeting,
    greeting_name,
    language_of,
    render,
    shipped_template,
    words_for,
)
from duly.core.dunning.wording.shipped import SHIPPED
from duly.core.dunning.wording.template import Part, tokens

EXAMPLES = {name: entry.example for name, entry in PLACEHOLDERS.items()}
EVERY = list(product(LANGUAGES, TEMPLATE_KEYS))
THREATS = ("further steps", "weitere Schritte", "autres démarches", "d’autres démarches", "otras medidas", "legal",
           "Inkasso", "contentieux", "abogado", "lawyer", "court")  # fmt: skip


def test_all_keys_exist_in_all_languages() -> None:
    assert set(SHIPPED) == set(LANGUAGES) == {"en", "de", "fr", "es"}
    for language in LANGUAGES:
        assert tuple(SHIPPED[language]) == TEMPLATE_KEYS


@pytest.mark.parametrize(("language", "key"), EVERY)
def test_a_shipped_template_has_no_problem(language: str, key: str) -> None:
    template = shipped_template(key, language)
    assert check(template.subject, where="subject", key=key) == []
    assert check(template.body, key=key) == []
    assert template.tone == shipped_template(key, "en").tone and template.tone in TONES


@pytest.mark.parametrize(("language", "key"), EVERY)
def test_the_languages_use_the_same_facts(language: str, key: str) -> None:
    def names(text: str) -> set[str]:
        return {token.text for token in tokens(text) if token.part in (Part.PLACE, Part.IF)}

    english = names(shipped_template(key, "en").body)
    missing = english ^ names(shipped_template(key, language).body)
    assert missing <= {"reminded_total"}


@pytest.mark.parametrize(("language", "key"), EVERY)
def test_no_threat_before_the_final_step_and_thanks_in_every_message(language: str, key: str) -> None:
    template = shipped_template(key, language)
    calm = render(template.subject + template.body, EXAMPLES | {"is_final": ""})
    if key != "final_reminder":
        assert not any(threat in calm for threat in THREATS)
    assert any(word in calm for word in ("hank", "dank", "Dank", "erci", "racias", "emercie"))
    assert "Sam Sender\nDemo Trading Ltd" in calm


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mixed_message_is_firm_only_about_what_reached_the_final_step(language: str) -> None:
    body = shipped_template("mixed", language).body
    assert any(threat in render(body, EXAMPLES | {"is_final": "yes"}) for threat in THREATS)


@pytest.mark.parametrize(("language", "key"), EVERY)
@pytest.mark.parametrize(
    "absent", ["pay_by_date", "last_contact_date", "sender_phone", "upcoming_count", "others_total", "paid_date"]
)
def test_a_missing_fact_leaves_no_hole_in_a_sentence(language: str, key: str, absent: str) -> None:
    template = shipped_template(key, language)
    text = render(template.body, EXAMPLES | {absent: ""})
    for hole in (" ,", " .", "  ", ",,", "..", "( ", " )"):
        assert hole not in text, (hole, text)
    assert "one_" not in text and "[[" not in text and "{" not in text


@pytest.mark.parametrize(("language", "key"), EVERY)
def test_one_and_several_read_differently(language: str, key: str) -> None:
    template = shipped_template(key, language)
    several = {name: "yes" if name.startswith("several_") else "" for name in PLACEHOLDERS if name.startswith(("several_", "one_"))}  # fmt: skip  # noqa: E501
    assert render(template.subject, EXAMPLES).strip() and render(template.subject, EXAMPLES | several).strip()
    if key != "statement":
        assert render(template.body, EXAMPLES) != render(template.body, EXAMPLES | several)


def test_german_goes_on_in_lower_case_after_the_comma_and_french_spaces_its_marks() -> None:
    for key in TEMPLATE_KEYS:
        german = render(shipped_template(key, "de").body, EXAMPLES | {"greeting": "Guten Tag,"}).split("\n\n")[1]
        assert german[0].islower() or german[0].isdigit(), german
        french = shipped_template(key, "fr").body
        for mark in ":;?!":
            assert all(before == "\u00a0" for before, here in pairwise(french) if here == mark)


def test_words_are_complete_in_every_language() -> None:
    for language in LANGUAGES:
        words = words_for(language)
        for field in fields(Words):
            value = getattr(words, field.name)
            assert value if isinstance(value, str | tuple) else isinstance(value, bool), (language, field.name)
        for forms in (words.days_late, words.days_left, words.days, words.more, words.more_numbers):
            assert all("{n}" in form for form in forms)


def test_numbers_are_said_the_way_the_language_says_them() -> None:
    assert [words_for("en").plural(words_for("en").days_late, n) for n in (1, 12)] == ["1 day late", "12 days late"]
    assert words_for("fr").plural(words_for("fr").days, 0) == "0 jour"
    assert words_for("es").plural(words_for("es").days, 0) == "0 días"


@pytest.mark.parametrize(
    ("tag", "language"),
    [("de", "de"), ("de-AT", "de"), ("fr_CA", "fr"), ("ES", "es"), ("pt", "en"), ("", "en"), ("zz-\n", "en")],
)
def test_a_language_nobody_here_speaks_gets_english(tag: str, language: str) -> None:
    assert language_of(tag) == language


@pytest.mark.parametrize(
    ("language", "named", "nameless"),
    [
        ("en", "Hello Ada Example,", "Hello,"),
        ("de", "Guten Tag Ada Example,", "Guten Tag,"),
        ("fr", "Bonjour Ada Example,", "Bonjour,"),
        ("es", "Buenos días, Ada Example:", "Buenos días:"),
        ("nl", "Hello Ada Example,", "Hello,"),
    ],
)
def test_a_greeting_guesses_nobody_s_gender(language: str, named: str, nameless: str) -> None:
    assert greeting(language, "Ada Example", "Nord GmbH") == named
    assert greeting(language, "", "Nord GmbH") == nameless


@pytest.mark.parametrize(
    ("contact", "name"),
    [
        ("Ada Example", "Ada Example"),
        ("  Ada \n Example ", "Ada Example"),
        ("Example, Ada", "Ada Example"),
        ("Frau Dr. Example", "Frau Dr. Example"),
        ("ada@nord.example", ""),
        ("Nord Example GmbH", ""),
        ("NORD", ""),
        ("Accounts Payable", ""),
        ("Buchhaltung", ""),
        ("Team 7", ""),
        ("x" * 200, ""),
    ],
)
def test_only_a_person_is_greeted_by_name(contact: str, name: str) -> None:
    assert greeting_name(contact, "Nord") == name
