"""Where a backup may be written to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import typer

from duly.faces.cli.commands.backup import backup


def test_what_is_no_ordinary_file_is_never_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "device"
    os.mkfifo(pipe)
    with pytest.raises((typer.Exit, SystemExit)) as stopped:
        backup(pipe, overwrite=True)
    assert getattr(stopped.value, "exit_code", getattr(stopped.value, "code", None)) == 2
    assert "not an ordinary file" in " ".join(capsys.readouterr().err.split())
    assert pipe.is_fifo()
