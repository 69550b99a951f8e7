"""The code base keeps its own rules: sizes, names, words. Limits are a ratchet: lower them, never raise them."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FUNCTION_LINES = 60
FILE_LINES = 400
FUNCTION_P90 = 32
FILE_P90 = 260
BANNED_MODULES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
# Functions that are one long straight table or story; the number may only fall.
LONG_FUNCTIONS_ALLOWED = 0


def sources(*folders: str) -> list[Path]:
    files = [f for folder in folders for f in sorted((ROOT / folder).rglob("*.py"))]
    return [f for f in files if "migrations" not in f.parts]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (
                f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
                (node.end_lineno or node.lineno) - node.lineno + 1,
            )


def p90(numbers: list[int]) -> int:
    return sorted(numbers)[int(len(numbers) * 0.9)]


def test_functions_stay_short() -> None:
    lengths = [item for path in sources("duly") for item in functions(path)]
    too_long = [f"{name}: {size} lines" for name, size in lengths if size > FUNCTION_LINES]
    assert len(too_long) <= LONG_FUNCTIONS_ALLOWED, too_long
    assert p90([size for _, size in lengths]) <= FUNCTION_P90


def test_files_stay_short() -> None:
    sizes = {path: len(path.read_text().splitlines()) for path in sources("duly")}
    assert not [f"{p.relative_to(ROOT)}: {n} lines" for p, n in sizes.items() if n > FILE_LINES]
    assert p90(list(sizes.values())) <= FILE_P90


def test_no_module_is_named_after_nothing() -> None:
    assert not [str(p.relative_to(ROOT)) for p in sources("duly", "tests", "bench") if p.stem in BANNED_MODULES]


def test_every_module_and_public_function_of_the_inner_floors_says_what_it_is() -> None:
    silent = []
    for path in sources("duly/core", "duly/services", "duly/store", "duly/adapters", "duly/wiring"):
        tree = ast.parse(path.read_text())
        if tree.body and not ast.get_docstring(tree) and path.name not in {"apps.py", "__init__.py"}:
            silent.append(f"{path.relative_to(ROOT)}: module")
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node) and path.name != "apps.py":
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not silent


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    if not names:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in names.split("\0") if name]


def test_nothing_names_a_registry_or_a_place_on_a_machine() -> None:
    hosts = "|".join(["py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.", r"deb\.deb" + "ian"])
    places = r"(^|[^\w.])/(" + "|".join(["wo" + "rk", "ro" + "ot"]) + ")/"
    words = re.compile(f"{hosts}|{places}")
    found = []
    for path in tracked():
        if path.is_file() and path.suffix not in {".png", ".xlsx", ".woff2", ".mo"}:
            for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
                if words.search(line):
                    found.append(f"{path.relative_to(ROOT)}:{number}")
    assert not found


def test_no_tracked_file_is_a_blob() -> None:
    assert not [str(p) for p in tracked() if p.is_file() and p.stat().st_size > 1024 * 1024]


def test_the_core_draws_no_lots_of_its_own() -> None:
    """Chance enters the core as a seeded random.Random in the arguments, never through the module's own state."""
    drawn = re.compile(r"\brandom\.(random|randint|choice|shuffle|seed|gauss|uniform|sample)\(")
    assert not [str(p) for p in sources("duly/core") if drawn.search(p.read_text())]


def test_no_service_or_store_or_core_reads_the_clock() -> None:
    clock = re.compile(r"\b(date\.today|datetime\.now|datetime\.utcnow|timezone\.now|time\.time)\(")
    assert not [
        str(p.relative_to(ROOT))
        for p in sources("duly/core", "duly/services", "duly/store")
        if clock.search(p.read_text())
    ]
