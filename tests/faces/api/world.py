"""A company with something of everything, for tests that try every route."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from duly.services.accounts.add_note import add_note
from duly.services.act import Act
from duly.services.cases.open_dispute import open_dispute
from duly.services.cases.record_promise import record_promise
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.services.dunning.run_cycle import run_shard, start_cycle, waiting_shards
from duly.services.dunning.save_procedure import install_default_procedure
from duly.store.models import Company, Contact, Decision, DunningNotice, Event, ImportRun, Posting, QuarantineRow
from duly.wiring.ports import ports
from tests.builders import make_customer, make_invoice, make_receipt


def fill_company(act: Act, tag: str, customers: int = 3) -> dict[str, list[int]]:
    """Fill the act's company; return the ids of everything, by the name of the path's parameter."""
    day = act.business_date
    install_default_procedure(act=act)
    Company.objects.filter(pk=act.company_id).update(bank_data_max_age_hours=0)
    made = [make_customer(act, f"{tag}-{n}", segment="Retail") for n in range(customers)]
    late = [make_invoice(act, c, f"{tag}-R{n}", 10000, due=day - timedelta(days=20)) for n, c in enumerate(made)]
    soon = [make_invoice(act, c, f"{tag}-S{n}", 7000, due=day + timedelta(days=20)) for n, c in enumerate(made)]
    notes = [make_invoice(act, c, f"{tag}-G{n}", 500, due=day, kind="credit_note") for n, c in enumerate(made)]
    cash = [make_receipt(act, f"{tag}-B{n}", 3000, customer_id=c.pk) for n, c in enumerate(made)]
    apply_receipt(act=act, receipt_id=cash[0], lines=[AllocationLine(soon[0], 1000)])
    promise = record_promise(
        act=act, customer_id=made[0].pk, promised_date=day + timedelta(days=3), receivable_ids=[soon[0]]
    )
    dispute = open_dispute(act=act, receivable_id=soon[1], reason_code="price")
    add_note(act=act, customer_id=made[0].pk, text=f"A note of {tag}")
    cycle, _ = start_cycle(act=act, ports=ports(), shard_size=100)
    for number in waiting_shards(act.company_id, cycle):
        run_shard(act=act, ports=ports(), cycle_id=cycle, shard_no=number)
    run = ImportRun.objects.create(company_id=act.company_id, source="erp", kind="invoices", file_name=f"{tag}.csv",
                                   sha256="0" * 64, state="done", rows_total=1)  # fmt: skip
    wrong = {"field": "amount", "value": "x", "code": "number", "reason": "No number", "remedy": "Write 1.00"}
    QuarantineRow.objects.create(company_id=act.company_id, import_run=run, line_no=2, cells=[tag], errors=[wrong])
    here: dict[str, Any] = {"company_id": act.company_id}

    def ids(model: Any) -> list[int]:
        return list(model.objects.filter(**here).values_list("pk", flat=True))

    return {
        "customer_id": [c.pk for c in made], "contact_id": ids(Contact), "invoice_id": late + soon,
        "credit_note_id": notes, "receipt_id": cash, "promise_id": [promise], "dispute_id": [dispute],
        "allocation_id": list(Posting.objects.filter(**here, kind="principal").values_list("pk", flat=True)),
        "cycle_id": [cycle], "decision_id": ids(Decision), "notice_id": ids(DunningNotice), "import_id": [run.pk],
        "event_id": ids(Event),
    }  # fmt: skip


def acting_in(act: Act, company_id: int) -> Act:
    """The same clerk in another company."""
    return replace(act, company_id=company_id)
