"""Whole simulated stretches with faults between any two steps: a fixed set, and seeds nobody has seen before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, OwnDatabase

FIXED = [101, 15]
DAYS, CUSTOMERS = 45, 8


@pytest.mark.slow
@pytest.mark.parametrize("seed", [*FIXED, int(os.environ["DULY_FRESH_SEED"])])
def test_nobody_is_chased_wrongly_whatever_dies(own_database: OwnDatabase, tmp_path: Path, seed: int) -> None:
    command = [sys.executable, "-m", "tests.simulation", "--seed", str(seed), "--place", str(tmp_path)]
    told = subprocess.run(
        [*command, "--days", str(DAYS), "--customers", str(CUSTOMERS)],
        env=own_database.environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert told.returncode == 0, f"seed {seed}\n{told.stdout[-6000:]}\n{told.stderr[-3000:]}"
