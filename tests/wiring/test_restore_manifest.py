"""A manifest that is not whole is refused before anything of the database is touched."""

from __future__ import annotations

from typing import Any

import pytest

from duly.wiring.restore import RestoreRefused, check_target

WHOLE: dict[str, Any] = {
    "version": "0.1.0", "taken_at": "2026-03-16T09:00:00+00:00", "tables": {}, "sequences": {},
    "migrations": {"store": ["0001_initial"]}, "companies": [{"id": 1, "slug": "a", "ledger": {}, "audit": {}}],
}  # fmt: skip
WRONG: list[dict[str, Any]] = [
    {"companies": None}, {"companies": [5]}, {"companies": [{"id": 1}]}, {"migrations": ["0001"]},
    {"migrations": {"store": 5}}, {"version": 5}, {"taken_at": None}, {"tables": []},
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_manifest_that_is_not_whole_is_refused(wrong: dict[str, Any]) -> None:
    untouched: Any = None
    with pytest.raises(RestoreRefused, match="is not whole"):
        check_target(untouched, WHOLE | wrong)
