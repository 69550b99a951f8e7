"""The command line run in this process, inside the test's own database transaction."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.conftest import NOW


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read as JSON."""
        assert self.code == 0, self.err or self.out
        return json.loads(self.out)


Duly = Callable[..., Said]


@pytest.fixture
def duly(company: int, monkeypatch: pytest.MonkeyPatch) -> Duly:
    """Run a command of `duly` for the test's company, on the day of the tests."""
    from duly.faces.cli import session
    from duly.faces.cli.main import app

    monkeypatch.setattr(session, "now", lambda: NOW)

    def run(*words: str) -> Said:
        done = CliRunner().invoke(app, [*words, "--company", str(company)], catch_exceptions=False)
        return Said(done.exit_code, done.stdout, done.stderr)

    return run
