"""Links between pages lead somewhere, every page can be found, and code that is named exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.documentation.pages import PAGES, ROOT, name_of, prose

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
NAMED_FILE = re.compile(r"`((?:duly|tests|tools|docs|requirements)/[\w./*-]+)(?:: (\w+))?`")
ALSO = re.compile(r"`(\w+)`")


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def links(page: Path) -> list[str]:
    return [link for link in LINK.findall(prose(page)) if "://" not in link and not link.startswith("mailto:")]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name_of(page)} links to {link}"
        if anchor:
            assert anchor in anchors(target), f"{name_of(page)} links to {link}"


def test_every_page_can_be_found_from_the_first() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        waiting += [(page.parent / link.partition("#")[0]).resolve() for link in links(page)]
    lost = {name_of(page) for page in PAGES} - {name_of(page) for page in reached}
    assert not lost, f"no link leads to {sorted(lost)}: add them to docs/README.md"


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_that_are_named_exist(page: Path) -> None:
    for path, function in NAMED_FILE.findall(prose(page)):
        found = list(ROOT.glob(path.rstrip("/"))) if path.strip("/.") else []
        assert found or "<" in path, f"{name_of(page)} names {path}"
        if function:
            assert function in names_in(found[0]), f"{name_of(page)} names {path}: {function}"


def test_one_invoice_names_functions_of_the_files_it_passes() -> None:
    """A name alone in backticks belongs to a file named before it in the same item."""
    page = ROOT / "docs" / "explanation" / "one-invoice.md"
    stops = re.split(r"\n(?=- |#|\n)", prose(page))
    checked = 0
    for stop in stops:
        files = [ROOT / path for path, _ in NAMED_FILE.findall(stop) if path.endswith(".py")]
        if not files:
            continue
        known = set().union(*(names_in(path) for path in files))
        for name in ALSO.findall(stop):
            assert name in known, f"{name} is in none of {[name_of(path) for path in files]}"
        checked += sum(bool(function) for _, function in NAMED_FILE.findall(stop))
    assert checked >= 30


def test_pages_that_the_code_names_exist() -> None:
    named = re.compile(r"docs/[\w/-]+\.md")
    for path in [*(ROOT / "duly").rglob("*.py"), *(ROOT / "requirements").glob("*.in")]:
        for page in named.findall(path.read_text(encoding="utf-8")):
            assert (ROOT / page).exists(), f"{name_of(path)} names {page}"
