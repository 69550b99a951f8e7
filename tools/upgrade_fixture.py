"""`python -m tools.upgrade_fixture COMMIT`: a small company as a former release left it, for tests/upgrade.

Checks the commit out into a temporary folder, lets its code make a demo company and run a day on a database of its own,
and writes a backup of that database, with its old tables, to tests/upgrade/SCHEMA.backup. Run it for each release; what
lies there is kept, so that every former release stays a place one can come from.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STORY = (
    ("migrate",),
    ("demo", "--customers", "25", "--months", "6", "--seed", "11"),
    ("cycle",),
    ("worker", "--until-empty"),
    ("demo", "bank-file", "--out", "{place}/bank.xml"),
    ("bank", "import", "{place}/bank.xml"),
    ("worker", "--until-empty"),
    ("audit",),
)


def _run(folder: Path, environment: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "duly", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"`duly {' '.join(words)}` of {folder.name} failed:\n{done.stdout}{done.stderr}")


def main(commit: str) -> None:
    """Make the file and name it."""
    with tempfile.TemporaryDirectory(prefix="duly-upgrade-") as name:
        place = Path(name)
        place.chmod(0o711)
        former, data = place / "former", place / "data"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(former)], check=True)
        subprocess.run(["git", "checkout", "--quiet", commit], cwd=former, check=True)
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("DULY_", "DATABASE_"))}
        environment |= {"DULY_DATA_DIR": str(data), "PYTHONPATH": str(former)}
        for words in STORY:
            _run(former, environment, *(word.format(place=place) for word in words))
        schema = sorted(path.stem for path in (former / "duly/store/migrations").glob("0*.py"))[-1]
        target = ROOT / "tests" / "upgrade" / f"{schema}.backup"
        _run(ROOT, environment | {"PYTHONPATH": str(ROOT)}, "backup", str(target), "--overwrite")
        sys.stdout.write(f"{target.relative_to(ROOT)}: {target.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
