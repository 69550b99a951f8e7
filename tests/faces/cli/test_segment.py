"""`duly segment`: check, preview, save and apply rules; a segment by hand."""

from __future__ import annotations

import json
from pathlib import Path

from duly.core.accounts.default_segments import DEFAULT_TEXT
from tests.conftest import OwnDatabase


def test_rules_from_the_first_check_to_a_segment_by_hand(own_database: OwnDatabase, tmp_path: Path) -> None:
    duly = own_database.duly
    assert duly("demo", "--customers", "30", "--months", "8").returncode == 0
    wrong, good = tmp_path / "wrong.yaml", tmp_path / "segments.yaml"
    wrong.write_text("format: 1\nsegments:\n  - name: Slow\n    when: {median_days: {at_least: 3}}\n")
    good.write_text(DEFAULT_TEXT)

    checked = duly("segment", "check", str(wrong), "--json")
    assert checked.returncode == 1
    (problem,) = json.loads(checked.stdout)["problems"]
    assert problem["line"] == 4 and "median_days_late" in problem["remedy"]
    assert "wrong.yaml:4:" in duly("segment", "check", str(wrong)).stdout
    assert duly("segment", "check", str(good)).returncode == 0
    refused = duly("segment", "save", str(wrong))
    assert refused.returncode == 1 and "line 4" in refused.stderr

    seen = json.loads(duly("segment", "preview", str(good), "--json").stdout)
    assert json.loads(duly("segment", "list", "--json").stdout)["version"] is None, "a preview writes nothing"
    saved = json.loads(duly("segment", "save", str(good), "--note", "First", "--apply", "--json").stdout)
    assert saved == {"version": 1, "moved": len(seen["moved"])}
    listed = json.loads(duly("segment", "list", "--json").stdout)
    assert {one["name"]: one["customers"] for one in listed["segments"]} == {
        one["name"]: one["after"] for one in seen["segments"] if one["after"]
    }
    assert json.loads(duly("segment", "apply", "--json").stdout) == {"moved": 0}

    number = seen["moved"][0]["customer"]
    by_hand = json.loads(duly("segment", "assign", number, "Friends", "--json").stdout)
    assert (by_hand["segment"], by_hand["pinned"]) == ("Friends", True)
    again = json.loads(duly("segment", "assign", number, "--json").stdout)
    assert (again["segment"], again["pinned"]) == (seen["moved"][0]["after"], False)
    assert duly("segment", "assign", "nobody at all", "x").returncode == 3
