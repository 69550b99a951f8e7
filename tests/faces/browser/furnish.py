"""Run as a program: a furnished demo company and an empty one in the database of DATABASE_URL, committed.

`python -m tests.faces.browser.furnish CUSTOMERS MONTHS` makes the demo company `demo` with something on every page
(a day that was run, imports with a line in quarantine, bank files, a webhook, a token, rules of segments, a second
version of the procedure, a wording of its own, a report by mail) and the company `empty` with nothing but its admin.
Prints JSON: `ids` by table of the demo company, the number of an overdue customer, and a `door` for the portal.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duly.services.act import Act

ADMIN, PASSWORD = "admin@demo.example", "demo-admin-pass"
EMPTY_ADMIN, EMPTY_PASSWORD = "boss@empty.example", "a long enough one"
QUARANTINED = b"invoice_number,customer_id,customer_name,issue_date,due_date,amount\n" + b"".join(
    line.encode() + b"\n"
    for line in (
        "B-1,BC1,Nord Beispiel GmbH,2026-04-13,2026-06-15,1190.00",
        "B-2,BC2,Beispiel KG,2026-04-14,2026-06-16,59.50",
        "B-3,BC2,Beispiel KG,2026-31-31,2026-06-16,10.00",
        "B-4,,,2026-04-14,2026-06-16,ten",
    )
)
ASKED = QUARANTINED.replace(b"2026-04-13", b"03/04/2026").replace(b"2026-04-14", b"04/04/2026")


def furnish(customers: int, months: int) -> dict[str, Any]:
    """Make both companies; return what a test wants to know."""
    from duly.core.insight.simulator import SimulationConfig
    from duly.faces.cli.commands.cycle import run_day
    from duly.services.accounts.create_company import create_company, create_person
    from duly.services.act import Act
    from duly.services.demo.make_demo import make_demo
    from duly.services.health.audit_company import audit_company
    from duly.store.queries.people import person_by_email
    from duly.store.tenancy import in_company

    at = datetime.now(UTC)
    config = SimulationConfig(3, at.date() - timedelta(days=1), customers, months, seller_name="Demo Supplies GmbH")
    made = make_demo(config=config, slug="demo", at=at)
    create_company(
        name="Empty Trading Ltd", slug="empty",
        admin_id=create_person(email=EMPTY_ADMIN, password=EMPTY_PASSWORD, name="Nobody Else"),
    )  # fmt: skip
    user_id = person_by_email(ADMIN)
    act = Act(made.company_id, "person", ADMIN, at, at.date(), user_id=user_id)
    with in_company(act.company_id):
        write_rules(act)
        connect_programs(act)
        import_bank(act)
    import_lines(act)
    run_day(act)
    with in_company(act.company_id):
        audit_company(act=act)
        return look_up(act)


def write_rules(act: Act) -> None:
    """Save a second version of the procedure, rules of segments, a wording of its own, a report by mail."""
    from duly.core.accounts.default_segments import DEFAULT_TEXT
    from duly.core.dunning.wording.shipped import shipped_template
    from duly.core.insight.cadence import Cadence
    from duly.services.accounts.save_segments import save_segments
    from duly.services.demo.procedure import DEMO_TEXT
    from duly.services.dunning.save_procedure import save_procedure
    from duly.services.dunning.save_template import save_template
    from duly.services.insight.schedule_report import schedule_report

    careful = DEMO_TEXT.replace("    tone: polite\n", "    tone: polite\n    approval: manual\n")
    assert careful != DEMO_TEXT
    save_procedure(act=act, text=careful, is_default=True, note="The first reminder is read before it goes")
    save_segments(act=act, text=DEFAULT_TEXT, note="As shipped")
    shipped = shipped_template("first_reminder", "en")
    save_template(act=act, key="first_reminder", language="en", subject="A reminder", body=shipped.body + "\nThanks.")
    schedule_report(act=act, report="aging", query="", cadence=Cadence.WEEKLY, recipients=[ADMIN])


def connect_programs(act: Act) -> None:
    """Add a webhook with a delivery that waits, and a token."""
    from duly.services.api.create_token import create_token
    from duly.services.events.register_endpoint import register_endpoint
    from duly.services.events.replay_deliveries import send_test_event
    from duly.wiring.ports import event_ports

    made = register_endpoint(
        act=act, ports=event_ports(), url="https://hooks.demo.example/duly", description="The demo shop"
    )
    send_test_event(act=act, jobs=event_ports().jobs, endpoint_id=made.id)
    create_token(act=act, name="Demo shop", role="viewer")


def import_lines(act: Act) -> None:
    """Import a file that leaves lines in quarantine, and begin one that asks questions."""
    from duly.services.billing.plan_import import plan_import
    from duly.services.billing.run_import import run_import
    from duly.services.billing.start_import import start_import
    from duly.store.tenancy import in_company
    from duly.wiring.ports import import_ports

    ports = import_ports()
    for name, data, told in (("quarantine.csv", QUARANTINED, ["currency:EUR"]), ("asks.csv", ASKED, [])):
        with in_company(act.company_id):
            run_id = start_import(act=act, ports=ports, name=name, chunks=[data], source=name)
            planned = plan_import(act=act, ports=ports, run_id=run_id, overrides=told)
        assert planned.ready == bool(told), planned
        if planned.ready:
            run_import(act=act, ports=ports, run_id=run_id)


def import_bank(act: Act) -> None:
    """Import a bank file of payments that wait to be applied."""
    from duly.services.cash.import_bank_file import import_bank_file
    from duly.services.demo.bank_file import demo_bank_file
    from duly.wiring.bank import bank_reader
    from duly.wiring.demo_bank import DEMO_BANK_WRITER

    data = demo_bank_file(act=act, write=DEMO_BANK_WRITER)
    import_bank_file(act=act, data=data, name="demo-bank.xml", read=bank_reader())


def look_up(act: Act) -> dict[str, Any]:
    """Return the numbers that stand in addresses, by parameter, `ROUTE` or `ROUTE PARAMETER`; and a link's secret."""
    from django.db.models import Count

    from duly.services.payments.portal_link import NewLink, issue_portal_links
    from duly.store import models

    def number(model: Any, field: str = "pk", **where: Any) -> int:
        found = model.objects.filter(company_id=act.company_id, **where).order_by("pk").values_list(field, flat=True)
        assert found, (model, where)
        return int(found[0])

    late = models.OpenItem.objects.filter(company_id=act.company_id, due_date__lt=act.business_date)
    most = late.values("customer_id").annotate(items=Count("pk")).order_by("-items", "customer_id")[0]["customer_id"]
    (token,) = issue_portal_links(act=act, links=[NewLink(most)], days=30)
    credit = number(models.OpenItem, "receivable_id", open_minor__lt=0)
    dispute = number(models.Dispute, state="open")
    contact = number(models.Contact)
    numbers = {
        "customer_id": most, "receivable_id": late.filter(customer_id=most)[0].receivable_id,
        "receipt_id": number(models.OpenReceipt, "receipt_id"), "notice_id": number(models.DunningNotice, state="held"),
        "run_id": number(models.ImportRun, file_name="quarantine.csv"), "row_id": number(models.QuarantineRow),
        "imports_map": number(models.ImportRun, file_name="asks.csv"), "file_id": number(models.BankFile),
        "procedure_id": number(models.DunningProcedure), "endpoint_id": number(models.WebhookEndpoint),
        "delivery_id": number(models.WebhookDelivery), "event_id": number(models.Event), "hold_id": 1, "task_id": 1,
        "dispute_id": dispute, "contact_id": contact, "number": 1,
        "account_resolve customer_id": number(models.Dispute, "customer_id", pk=dispute),
        "account_contact_edit customer_id": number(models.Contact, "customer_id", pk=contact),
        "account_credit receivable_id": credit,
        "account_credit customer_id": number(models.Receivable, "customer_id", pk=credit),
    }  # fmt: skip
    return {"numbers": numbers, "door": token}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duly.wiring.settings")
    import django

    django.setup()
    print(json.dumps(furnish(int(sys.argv[1]), int(sys.argv[2]))))
