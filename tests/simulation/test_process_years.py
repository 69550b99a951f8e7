"""A short stretch with real workers and a real web server that are killed with -9 while they work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, OwnDatabase

SEED, DAYS, STRIDE, CUSTOMERS = 13, 6, 4, 5


@pytest.mark.slow
def test_nobody_is_chased_wrongly_whichever_process_dies(own_database: OwnDatabase, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.simulation", "--processes", "--seed", str(SEED), "--place", str(tmp_path)]
    told = subprocess.run(
        [*command, "--days", str(DAYS), "--stride", str(STRIDE), "--customers", str(CUSTOMERS)],
        env=own_database.environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert told.returncode == 0, f"seed {SEED}\n{told.stdout[-6000:]}\n{told.stderr[-3000:]}"
    assert ": 0 notices" not in told.stdout
