"""The table of many years: what was played, what struck, what broke."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PLAYED = (
    "customers", "invoices", "payments", "decisions", "decisions replayed", "certainly due", "notices", "attempts",
    "notices sent", "notices unknown", "notices failed", "notices dropped",
)  # fmt: skip


@dataclass
class Totals:
    """Sums over years."""

    years: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[int, str]] = field(default_factory=list)

    @staticmethod
    def write(file: Path, report: Any) -> None:
        """Add a year's line to a progress file."""
        told = {name: getattr(report, name) for name in ("seed", "violation", "counts", "faults", "seconds")}
        with file.open("a") as out:
            out.write(json.dumps(told) + "\n")

    @classmethod
    def read(cls, files: Iterable[Path]) -> Totals:
        """Sum up progress files."""
        total = cls()
        for line in (line for file in files for line in file.read_text().splitlines()):
            told = json.loads(line)
            total.years += 1
            total.seconds += told["seconds"]
            total.counts.update(told["counts"])
            total.faults.update(told["faults"])
            if told["violation"]:
                total.broken.append((told["seed"], told["violation"]))
        return total

    def markdown(self) -> str:
        """Return the sums as two tables and a list."""
        lines = ["| played | |", "|---|---:|", f"| company-years | {self.years} |"]
        lines += [f"| {name} | {self.counts[name]:,} |" for name in PLAYED]
        lines += [f"| processor time | {self.seconds / 60:.0f} min |", "", "| struck | times |", "|---|---:|"]
        lines += [f"| {name} | {count:,} |" for name, count in sorted(self.faults.items()) if count]
        lines += ["", f"Years in which a rule was broken: {len(self.broken)}."]
        return "\n".join(lines + [f"- seed {seed}: {what}" for seed, what in self.broken])
