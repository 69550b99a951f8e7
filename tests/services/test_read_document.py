"""Documents that people write: what no text holds is refused in words, whatever way YAML offers to write it."""

from __future__ import annotations

import pytest

from duly.core.dunning.default import DEFAULT_TEXT
from duly.services.accounts.save_segments import check_segments
from duly.services.dunning.save_procedure import check_procedure

RULES = "format: 1\nsegments:\n  - name: {name}\n"


@pytest.mark.parametrize("name", [r'"a\0b"', r'"\ud800"', r'"a\r\nBcc: b"', r'"\a"', r'"\x85"', r'"\e[2J"'])
def test_characters_that_are_no_text_are_refused_where_they_stand(name: str) -> None:
    found = check_segments(RULES.format(name=name))
    assert not found.is_usable and found.document is None
    (problem,) = found.problems
    assert problem.path == "segments[0].name" and problem.is_error and "Take it out" in problem.remedy
    procedure = check_procedure(DEFAULT_TEXT.replace("name: Standard", f"name: {name}", 1))
    assert not procedure.is_usable


def test_a_key_is_looked_at_as_well() -> None:
    assert not check_segments('format: 1\n"\\ud800": 1\nsegments: []\n').is_usable


def test_letters_of_every_language_are_text() -> None:
    assert check_segments(RULES.format(name='"Größe 客户 😀"')).is_usable
