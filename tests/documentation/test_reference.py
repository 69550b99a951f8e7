"""The pages that are made from the code say what the code says."""

from __future__ import annotations

import pytest

from tests.documentation.pages import ROOT
from tools.reference.pages import PAGES
from tools.reference.procedure_words import DEFAULTS, KEYS
from tools.reference.procedures_page import keys


@pytest.mark.parametrize("name", PAGES)
def test_a_made_page_is_up_to_date(name: str) -> None:
    made = PAGES[name]()
    assert (ROOT / name).read_text(encoding="utf-8") == made, f"{name} is behind the code: run `make docs`"


def test_every_key_of_a_procedure_has_a_meaning_and_no_meaning_is_left_over() -> None:
    assert set(KEYS) == {path for path, _, _ in keys()}
    assert set(DEFAULTS) <= set(KEYS)


def test_no_environment_variable_is_read_behind_the_settings_back() -> None:
    """Only wiring reads the environment for settings; what else is read is for tests and for children of `duly run`."""
    import re

    allowed = {"DULY_TEST_SERVER", "DJANGO_SETTINGS_MODULE"}
    read = re.compile(r"os\.(?:environ\.get\(|environ\[|getenv\()\s*\"([A-Z_]+)\"")
    found = {name for path in (ROOT / "duly").rglob("*.py") for name in read.findall(path.read_text())}
    assert found <= allowed
