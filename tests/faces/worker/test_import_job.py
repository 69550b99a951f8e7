"""A large import is left to a worker, which does it whole."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.conftest import ROOT, OwnDatabase

LEAVE_IT = """
from duly.faces.cli.session import act_for, boot, find_company
boot()
from duly.services.billing.enqueue_import import enqueue_import
from duly.services.billing.plan_import import plan_import
from duly.services.billing.start_import import start_import
from duly.store.tenancy import in_company
from duly.wiring.ports import import_ports
company = find_company(None)
act, ports = act_for(company), import_ports()
head = "invoice_number,customer_id,issue_date,due_date,amount,currency"
lines = [head, *(f"N{n},C{n % 9},2026-01-05,2026-02-04,1.00,EUR" for n in range(200))]
with in_company(company.id):
    run = start_import(act=act, ports=ports, name="many.csv", chunks=["\\n".join(lines).encode()], source="erp")
    plan_import(act=act, ports=ports, run_id=run)
    enqueue_import(act=act, ports=ports, run_id=run)
"""


def test_the_worker_takes_the_file(own_database: OwnDatabase) -> None:
    own_database.duly("company", "add", "Nord GmbH")
    subprocess.run([sys.executable, "-c", LEAVE_IT], env=own_database.environment, check=True, cwd=ROOT)
    assert json.loads(own_database.duly("import", "--list", "--json").stdout)[0]["state"] == "running"
    assert own_database.duly("worker", "--until-empty").returncode == 0
    done = json.loads(own_database.duly("import", "--list", "--json").stdout)[0]
    assert (done["state"], done["rows_created"]) == ("done", 200)
