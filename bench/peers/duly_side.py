"""Duly's half of the comparison: the same company, the same day, the same server."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from duly.services.accounts.create_company import create_company
from duly.services.act import Act
from duly.services.billing.open_receivables import NewReceivable, open_receivables
from duly.services.cash.record_receipts import NewReceipt, record_receipts
from duly.services.dunning.compose_notice import compose_notice
from duly.services.dunning.explain import preview_cycle
from duly.services.dunning.run_cycle import run_shard, start_cycle, waiting_shards
from duly.services.dunning.save_procedure import install_default_procedure
from duly.store.models import Contact, Customer, DunningNotice, NoticeItem
from duly.store.queries.aging import aging_rows
from duly.store.queries.notice_action import action_of_notice
from duly.store.tenancy import in_company
from duly.wiring.ports import holidays, ports

TODAY = date(2026, 3, 16)
DUE = TODAY - timedelta(days=12)


def timed(found: dict[str, float], name: str, work: Callable[[], object]) -> None:
    """Run and note the seconds."""
    begin = time.perf_counter()
    work()
    found[name] = time.perf_counter() - begin


def set_up(customers: int, lines: int) -> Act:
    """Make a company with customers, a contact each, and overdue invoices."""
    company_id = create_company(
        name="Bench", slug="bench-peers", is_cycle_automatic=False, business_date_override=TODAY
    )
    act = Act(company_id, "system", "bench", datetime.now(UTC), TODAY)
    with in_company(company_id):
        install_default_procedure(act=act)
        made = Customer.objects.bulk_create(
            Customer(company_id=company_id, source="bench", external_id=f"C{n}", number=f"C{n}", name=f"Bench {n}")
            for n in range(customers)
        )
        Contact.objects.bulk_create(
            Contact(company_id=company_id, customer=one, name="Accounts", email=f"{one.number}@customer.example")
            for one in made
        )
        open_receivables(act=act, verb="bench", receivables=[
            NewReceivable(
                one.pk, "invoice", f"{one.number}-{n}", "bench", f"{one.number}-{n}", DUE - timedelta(days=30), DUE,
                "EUR", 100_00 + n * 100,
            ) for one in made for n in range(lines)
        ])  # fmt: skip
        payer = Customer.objects.create(
            company_id=company_id, source="bench", external_id="P", number="P", name="Payer"
        )
        fresh = NewReceipt("bench", "P1", TODAY, "EUR", 100, customer_id=payer.pk)  # the bank's data is of today
        record_receipts(act=act, verb="bench", receipts=[fresh])
    return act


def run_day(act: Act) -> None:
    """Decide for everybody, store decisions and notices: the daily cycle, in this one process."""
    with in_company(act.company_id):
        cycle_id, _ = start_cycle(act=act, ports=ports(), shard_size=500, inline=True)
    for shard in waiting_shards_of(act, cycle_id):
        with in_company(act.company_id):
            run_shard(act=act, ports=ports(), cycle_id=cycle_id, shard_no=shard)


def waiting_shards_of(act: Act, cycle_id: int) -> list[int]:
    """Return the shards that are still to do."""
    with in_company(act.company_id):
        return waiting_shards(act.company_id, cycle_id)


def decide_again(act: Act) -> None:
    """Decide for everybody afresh; the day was run, so there is nothing new to do."""
    with in_company(act.company_id):
        decided, left_out = preview_cycle(act=act, holidays=holidays)
        assert not left_out
        assert not any(one.decision.actions for one in decided)


def compose_all(act: Act) -> None:
    """Write the text of every message, with its links, as it is written when it is sent."""
    with in_company(act.company_id):
        for notice in DunningNotice.objects.filter(company_id=act.company_id).select_related("customer"):
            action = action_of_notice(notice)
            assert action is not None
            compose_notice(act=act, ports=ports(), notice=notice, action=action)


def aged_balance(act: Act) -> None:
    """Read the aging of all customers and their names."""
    with in_company(act.company_id):
        rows = aging_rows(act.company_id, act.business_date)
        names = dict(Customer.objects.filter(company_id=act.company_id).values_list("pk", "name"))
        assert all(row.customer_id is None or names[row.customer_id] for row in rows)


def measure_duly(customers: int, lines: int) -> dict[str, float]:
    """Return seconds by step, and the counts that show that the work was done."""
    act = set_up(customers, lines)
    found: dict[str, float] = {"customers": customers, "items": customers * lines}
    timed(found, "decide and store", lambda: run_day(act))
    timed(found, "decide again", lambda: decide_again(act))
    timed(found, "notices", lambda: compose_all(act))
    timed(found, "aged balance", lambda: aged_balance(act))
    with in_company(act.company_id):
        found["notices_count"] = DunningNotice.objects.filter(company_id=act.company_id).count()
        assert found["notices_count"] == customers
        found["asked"] = NoticeItem.objects.filter(company_id=act.company_id).count()
    return found
