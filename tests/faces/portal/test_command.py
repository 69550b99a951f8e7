"""`duly portal link` prints one address, or says what is wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from tests.conftest import ROOT, OwnDatabase


def test_a_link_is_printed_once(own_database: OwnDatabase) -> None:
    world = [sys.executable, "-m", "tests.faces.portal.settled_world"]
    subprocess.run(world, env=own_database.environment, check=True, cwd=ROOT)
    made = own_database.duly("portal", "link", "NORD-1", "--days", "7", DULY_BASE_URL="https://ar.example")
    assert made.returncode == 0
    assert re.fullmatch(r"https://ar\.example/p/[0-9a-z]+-[\w-]{32}/", made.stdout.strip())
    as_json = json.loads(own_database.duly("portal", "link", "Beteiligungsgesellschaft", "--json").stdout)
    assert as_json["days"] == 90
    assert as_json["url"] not in made.stdout
    unknown = own_database.duly("portal", "link", "Nobody")
    assert (unknown.returncode, "is called 'Nobody'" in unknown.stderr) == (3, True)
    assert own_database.duly("portal", "link", "NORD-1", "--days", "0").returncode == 2
