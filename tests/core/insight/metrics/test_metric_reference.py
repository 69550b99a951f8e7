"""The reference page says what the definitions say."""

from __future__ import annotations

from pathlib import Path

from duly.core.insight.metrics.catalogue import CATALOGUE
from duly.core.insight.metrics.reference import reference_page

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "metrics.md"


def test_the_page_is_made_from_the_definitions() -> None:
    """When this fails: write reference_page() into docs/reference/metrics.md."""
    assert PAGE.read_text() == reference_page()


def test_every_metric_has_its_section() -> None:
    for definition in CATALOGUE.values():
        assert f"## {definition.name}\n" in PAGE.read_text()
