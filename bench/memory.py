"""How much memory processes have held: resident set sizes as the kernel kept them."""

from __future__ import annotations

from pathlib import Path


def family_of(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def peak_mib(pid: int) -> float:
    """Return the largest resident size that any process of a family has had, in MiB."""
    return max((_peak(one) for one in family_of(pid)), default=0.0)


def _peak(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
