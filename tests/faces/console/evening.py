"""An evening for tests: three customers, one to be reminded, one disputed away, one not due; the day run by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from duly.services.act import Act
from duly.services.cases.open_dispute import open_dispute
from duly.services.demo.procedure import DEMO_TEXT
from duly.services.dunning.run_cycle import run_shard, start_cycle, waiting_shards
from duly.services.dunning.save_procedure import save_procedure
from duly.services.dunning.send_notice import send_notice
from duly.store.models import Customer, DunningNotice, NoticeItem
from duly.wiring.ports import ports
from tests.builders import make_customer, make_invoice

PROCEDURE = DEMO_TEXT.replace("bank_data_max_age_hours: 96", "bank_data_max_age_hours: 0")
"""Any hour, whatever the age of bank data: the tests' day is long past."""
LATE = date(2026, 3, 10)
VERY_LATE = date(2026, 2, 10)
LATER = date(2026, 5, 1)


@dataclass(frozen=True, slots=True)
class Evening:
    """The customers of the evening, by what becomes of them."""

    reminded: Customer
    final: Customer
    disputed: Customer
    quiet: Customer


def make_evening(act: Act) -> Evening:
    """Nord is six days late, Ost waits for a person's approval, Sued disputes, West is not due."""
    save_procedure(act=act, text=PROCEDURE, is_default=True)
    nord = make_customer(act, "C1", name="Nord Demo GmbH", language="de", country="DE")
    ost = make_customer(act, "C2", name="Ost Demo AG", language="en")
    sued = make_customer(act, "C3", name="Sued Demo KG")
    west = make_customer(act, "C4", name="West Demo Ltd")
    make_invoice(act, nord, "N-1", 100_000, due=LATE)
    make_invoice(act, nord, "N-2", 20_000, due=LATER, issued=LATE)
    _final(act, ost)
    contested = make_invoice(act, sued, "S-1", 30_000, due=LATE)
    open_dispute(act=act, receivable_id=contested, reason_code="price", amount_minor=30_000)
    make_invoice(act, west, "W-1", 40_000, due=date(2026, 3, 18), issued=date(2026, 3, 15))
    return Evening(nord, ost, sued, west)


def _final(act: Act, customer: Customer) -> None:
    """An invoice whose earlier levels are done, so that the final reminder is next."""
    receivable = make_invoice(act, customer, "O-1", 50_000, due=VERY_LATE)
    for number, (key, day) in enumerate((("before_due", 5), ("reminder_1", 13), ("reminder_2", 20), ("call", 27)), 1):
        on = date(2026, 2, day)
        notice = DunningNotice.objects.create(
            company_id=act.company_id, customer=customer, business_date=on, state="sent", level_key=key,
            template_key="first_reminder", language="en", sent_at=datetime.combine(on, datetime.min.time(), UTC),
            idempotency_key=f"past-{key}", contact=customer.contacts.first(), to_email="c2@customer.example",
        )  # fmt: skip
        NoticeItem.objects.create(
            company_id=act.company_id, notice=notice, receivable_id=receivable, level_key=key, level_no=number,
            days_overdue=0, open_minor=50_000, currency="EUR", business_date=on,
        )  # fmt: skip


def run_the_day(act: Act, *, send: bool = False) -> int:
    """Run the act's day as a worker would, and send what is queued; return the cycle's id."""
    now = replace(act, at=datetime.now(UTC))
    cycle_id, _new = start_cycle(act=now, ports=ports(), shard_size=2000)
    decide_the_day(act, cycle_id)
    if send:
        send_all(act)
    return cycle_id


def decide_the_day(act: Act, cycle_id: int) -> None:
    """Work through the shards of a day that was started."""
    now = replace(act, at=datetime.now(UTC))
    for number in waiting_shards(act.company_id, cycle_id):
        run_shard(act=now, ports=ports(), cycle_id=cycle_id, shard_no=number)


def send_all(act: Act) -> None:
    """Send every queued message."""
    now = replace(act, at=datetime.now(UTC))
    for number in DunningNotice.objects.filter(company_id=act.company_id, state="queued").values_list("pk", flat=True):
        send_notice(act=now, ports=ports(), notice_id=number)


def read(response: Any) -> str:
    """What the browser shows, with plain blanks and quotes."""
    return str(response.content.decode()).replace("\u00a0", " ").replace("&#x27;", "'").replace("\u202f", " ")
