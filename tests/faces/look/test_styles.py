"""Contrast, size and safety of the style sheets and the script, computed from the files themselves."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import django_htmx
import pytest

from duly.faces import look

STATIC = Path(look.__file__).parent / "static" / "look"
TEMPLATES = Path(look.__file__).parent / "templates" / "look"
GROUNDS = ("bg", "bg-2", "bg-3")
AGES = range(4)

TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in (*GROUNDS, "accent-soft")),
    *(("accent", ground) for ground in (*GROUNDS, "accent-soft")),
    *((f"age-{n}-ink", ground) for n in AGES for ground in (*GROUNDS, "accent-soft", f"age-{n}-soft")),
    *(("ink", f"age-{n}-soft") for n in AGES),
    ("accent-2", "bg"),
    ("on-accent", "accent"),
    ("on-accent", "accent-2"),
    ("bg", "age-3-ink"),
]
SHAPE_PAIRS = [
    *((f"age-{n}", "bg") for n in AGES),
    *(("line-2", ground) for ground in ("bg", "bg-2")),
    *(("accent", ground) for ground in GROUNDS),
]


def tokens(sheet: str, theme: str) -> dict[str, str]:
    """Return the colours of one theme: light stands first, dark under the media query."""
    text = (STATIC / sheet).read_text()
    light, dark = re.split(r"@media \(prefers-color-scheme: dark\)", text, maxsplit=1)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if theme == "dark":
        block = dark[: dark.index("}")]
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    return found


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of an sRGB colour."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio of two colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_ruler_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT_PAIRS, 4.5), (SHAPE_PAIRS, 3.0)], ids=["text", "shapes"])
def test_contrast_is_aa(theme: str, pairs: list[tuple[str, str]], least: float) -> None:
    colours = tokens("console.css", theme)
    weak = {f"{a} on {b}": round(contrast(colours[a], colours[b]), 2) for a, b in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < least} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_portal_and_console_share_their_colours(theme: str) -> None:
    assert tokens("portal.css", theme) == tokens("console.css", theme)


def test_dark_is_the_same_by_choice_and_by_system() -> None:
    text = (STATIC / "console.css").read_text()
    blocks = re.findall(r"color-scheme: dark;([^}]*)}", text)
    chosen = [re.findall(r"--[\w-]+: [^;]+;", block) for block in blocks]
    assert len(chosen) == 2 and chosen[0] == chosen[1] and len(chosen[0]) > 20


def zipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


def test_sizes_over_the_wire() -> None:
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    css, keys, portal = (zipped(STATIC / name) for name in ("console.css", "keys.js", "portal.css"))
    assert css < 12_000
    assert keys < 5_000
    assert portal < 5_000
    assert css + keys + zipped(htmx) < 40_000  # leaves 60 kB for a first page's HTML


def test_nothing_comes_from_elsewhere_and_nothing_is_inline() -> None:
    for path in [*STATIC.iterdir(), *TEMPLATES.rglob("*.html")]:
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text and "https://" not in text and "@import" not in text, path
        if path.suffix == ".html":
            assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text), path
            assert not re.search(r"<script(?![^>]*\bsrc=)", text), path


def test_motion_and_paper_are_thought_of() -> None:
    text = (STATIC / "console.css").read_text()
    assert "prefers-reduced-motion" in text and "@media print" in text and "forced-colors" in text
