"""The timeline in the reader's language."""

from __future__ import annotations

from django.utils import translation

from duly.faces.console.told import SAID, told


def test_a_line_is_said_from_its_values() -> None:
    data = {"amount_minor": 1_240_000, "currency": "EUR", "day": "2026-03-23"}
    said = told("promise.recorded", "Promise: EUR 12400.00 by 2026-03-23", data)
    assert said.replace("\u00a0", " ") == "Promise: EUR 12,400.00 by Mar 23, 2026"
    with translation.override("de"):
        assert "12.400,00" in told("promise.recorded", "Promise: EUR 12400.00 by 2026-03-23", data)


def test_an_older_line_without_values_is_shown_as_it_was_written() -> None:
    said = told("promise.recorded", "Promise: EUR 12400.00 by 2026-03-23", {"promise_id": 3})
    assert said.replace("\u00a0", " ") == "Promise: EUR 12,400.00 by Mar 23, 2026"
    assert told("ledger.unapply", "1 booking undone, EUR 12400.00", {"postings": [3]}) == (
        "1 booking undone, EUR\u00a012,400.00"
    )
    assert told("note.added", "Rang on 2026-03-23 about EUR 100.00", None) == "Rang on 2026-03-23 about EUR 100.00"
    assert told("unheard.of", "Something happened", {"x": 1}) == "Something happened"


def test_values_of_a_wrong_kind_never_break_a_page() -> None:
    for verb in SAID:
        for data in ({"day": None}, {"until": 5, "reason": "x"}, {"outcome": "gone", "text": ""}, {"reason": "none"}):
            assert told(verb, "as written", data)
