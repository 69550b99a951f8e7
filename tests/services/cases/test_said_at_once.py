"""The same thing said by several people at the same moment, as real processes: it counts once."""

from __future__ import annotations

import subprocess
import sys

import psycopg

from tests.conftest import ROOT, OwnDatabase

SAY = """
import sys, time
from datetime import timedelta
from duly.faces.cli.session import act_for, boot, find_company
boot()
from duly.services.cases.open_dispute import open_dispute
from duly.services.cases.record_promise import record_promise
from duly.services.refused import ServiceRefused
from duly.store.queries.open_items import open_items_of
from duly.store.tenancy import in_company
company = find_company(None)
act = act_for(company)
with in_company(company.id):
    item = open_items_of(company.id)[0]
print("ready", flush=True)
sys.stdin.readline()
for _ in range(5):
    try:
        with in_company(company.id):
            record_promise(act=act, customer_id=item.customer_id, promised_date=act.business_date + timedelta(days=5),
                           receivable_ids=[item.receivable_id])
        with in_company(company.id):
            open_dispute(act=act, receivable_id=item.receivable_id, reason_code="price")
    except ServiceRefused:
        pass
"""


def test_disputes_never_exceed_what_is_open_and_one_promise_stays(own_database: OwnDatabase) -> None:
    seed = [sys.executable, "-m", "tests.services.cash.seed_cash", "1", "0"]
    subprocess.run(seed, env=own_database.environment, check=True, cwd=ROOT)
    people = [
        subprocess.Popen(
            [sys.executable, "-c", SAY], env=own_database.environment, cwd=ROOT, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]  # fmt: skip
    for one in people:
        assert one.stdout is not None and one.stdout.readline() == "ready\n"
    for one in people:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    assert [one.wait(60) for one in people] == [0, 0, 0, 0]
    with psycopg.connect(own_database.url) as connection:
        connection.execute("SELECT set_config('duly.scope', 'directory', true)")
        connection.execute("SELECT set_config('duly.company_id', (SELECT min(id) FROM company)::text, true)")
        disputes = connection.execute("SELECT count(*) FROM dispute WHERE state = 'open'").fetchone()
        promises = connection.execute("SELECT count(*) FROM promise_to_pay WHERE state = 'open'").fetchone()
    assert disputes == (1,)
    assert promises == (1,)
