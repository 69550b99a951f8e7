"""Examples marked `sh runnable` run, in order, on a fresh database with a small demo company."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import OwnDatabase
from tests.documentation.pages import PAGES, name_of

RUNNABLE = re.compile(r"^```sh runnable\n(.*?)^```", re.MULTILINE | re.DOTALL)
WITH_EXAMPLES = [page for page in PAGES if "```sh runnable" in page.read_text(encoding="utf-8")]
BIN = Path(sys.executable).parent


def test_there_are_examples() -> None:
    assert len(WITH_EXAMPLES) >= 4


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=name_of)
def test_examples_run(page: Path, own_database: OwnDatabase, tmp_path: Path) -> None:
    if not (BIN / "duly").exists():
        pytest.skip("Duly is not installed beside this Python")
    made = own_database.duly("demo", "--customers", "25", "--months", "9")
    assert made.returncode == 0, made.stderr
    environment = own_database.environment | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    script = "set -euo pipefail\n" + "\n".join(RUNNABLE.findall(page.read_text(encoding="utf-8")))
    ran = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, f"{ran.stdout[-2000:]}\n{ran.stderr[-2000:]}"
