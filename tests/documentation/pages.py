"""The project's pages."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def name_of(page: Path) -> str:
    """The page's path inside the project."""
    return str(page.relative_to(ROOT))


def prose(page: Path) -> str:
    """The page's text without its fenced blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))
