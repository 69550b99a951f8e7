"""`duly cycles`, `duly decision`, `duly notice`: what the day decided, why, and what goes out."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import OwnDatabase


def test_a_day_is_run_looked_at_and_a_notice_left_out(own_database: OwnDatabase) -> None:
    def said(*words: str) -> Any:
        done = own_database.duly(*words, "--json")
        assert done.returncode == 0, done.stderr or done.stdout
        return json.loads(done.stdout)

    said("demo", "--customers", "30", "--months", "8")
    run = said("cycle")
    (shown,) = [one for one in said("cycles", "list")["data"] if one["id"] == run["cycle"]]
    assert said("cycles", "show", str(run["cycle"])) == shown and shown["state"] == "done"
    decisions = said("decision", "list", "--cycle", str(run["cycle"]), "--limit", "5")
    assert len(decisions["data"]) == 5 and decisions["next"]
    one = said("decision", "show", str(decisions["data"][0]["id"]))
    assert one == decisions["data"][0] and (one["items"] or one["reasons"])
    assert "id" in own_database.duly("decision", "list").stdout

    waiting = [row for state in ("held", "queued") for row in said("notice", "list", "--state", state)["data"]]
    assert waiting, "the demo's day has messages to send"
    number = str(waiting[0]["id"])
    assert said("notice", "show", number)["items"]
    assert own_database.duly("notice", "exclude", number).returncode == 2, "without a reason"
    left = said("notice", "exclude", number, "--reason", "we spoke")
    assert (left["state"], left["state_reason"]) == ("excluded", "we spoke")
    assert own_database.duly("notice", "exclude", number, "--reason", "again").returncode == 6
    assert own_database.duly("notice", "approve", number).returncode == 6
    assert own_database.duly("notice", "show", "999999").returncode == 3
    page = said("notice", "list", "--limit", "1")
    if page["next"]:
        assert said("notice", "list", "--limit", "1", "--cursor", page["next"])["data"] != page["data"]
    assert own_database.duly("notice", "list", "--cursor", "x").returncode == 2
