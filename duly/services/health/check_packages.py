"""Python and the packages, against what this release asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from duly.services.health.check import Check, bad, ok, warn

OLDEST_PYTHON = (3, 11)
_INSTALL = "Run `make install`, or install the versions of requirements/runtime.txt."
_BOUND = re.compile(r"(>=|<=|==|!=|<|>)\s*([0-9][0-9.]*)")


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """A package, the bounds it is wanted in (`>=5.2,<5.3`), and the version found ("" when there is none)."""

    name: str
    wanted: str
    found: str


def check_packages(python: Sequence[int], packages: Sequence[PackageFacts]) -> list[Check]:
    """Return the checks on Python and on the installed packages."""
    return [_python(tuple(python)), _all_fit(packages)]


def _python(version: tuple[int, ...]) -> Check:
    name = ".".join(str(part) for part in version[:3])
    if version < OLDEST_PYTHON:
        return bad("python", f"This is Python {name}; Duly needs 3.11 or newer.", "Install Python 3.11 or newer.")
    return ok("python", f"Python {name}.")


def _all_fit(packages: Sequence[PackageFacts]) -> Check:
    if not packages:
        return warn("packages", "Duly is not installed as a package, so versions cannot be compared.", _INSTALL)
    missing = [one.name for one in packages if not one.found]
    wrong = [f"{one.name} {one.found} (wanted {one.wanted})" for one in packages if one.found and not _fits(one)]
    if missing:
        return bad("packages", f"Not installed: {', '.join(missing)}.", _INSTALL)
    if wrong:
        return bad("packages", f"Of another version than tested: {', '.join(wrong)}.", _INSTALL)
    return ok("packages", f"{len(packages)} packages in the wanted versions.")


def _fits(package: PackageFacts) -> bool:
    return all(_holds(package.found, sign, bound) for sign, bound in _BOUND.findall(package.wanted))


def _holds(found: str, sign: str, bound: str) -> bool:
    left, right = _numbers(found), _numbers(bound)
    width = max(len(left), len(right))
    left, right = left + [0] * (width - len(left)), right + [0] * (width - len(right))
    return {
        ">=": left >= right, "<=": left <= right, "<": left < right, ">": left > right,
        "==": left == right, "!=": left != right,
    }[sign]  # fmt: skip


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version.partition("+")[0])[:4]]
