"""Tryton's half of the comparison. Runs inside an environment of its own that holds Tryton, not Duly.

    python tryton_side.py DATABASE CUSTOMERS LINES_PER_CUSTOMER

Prints one JSON object: seconds for each step and the counts that show that it did the work. The set-up uses the
product's own client library and is not timed.
"""

from __future__ import annotations

import datetime
import json
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from proteus import Model, Wizard
from proteus import config as proteus_config
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
from trytond.modules.account_invoice.tests.tools import set_fiscalyear_invoice_sequences
from trytond.modules.company.tests.tools import create_company, get_company
from trytond.pool import Pool
from trytond.transaction import Transaction, TransactionError

TODAY = datetime.date.today()
DUE = TODAY - datetime.timedelta(days=12)


def set_up(customers: int, lines: int) -> None:
    """Make a company with a chart, a procedure of three levels and posted overdue lines."""
    create_company()
    create_chart()
    year = set_fiscalyear_invoice_sequences(create_fiscalyear())
    year.click("create_period")
    accounts = get_accounts()
    procedure = Model.get("account.dunning.procedure")(name="Bench")
    for sequence, days in enumerate((5, 20, 40), 1):
        level = procedure.levels.new()
        level.sequence, level.overdue = sequence, datetime.timedelta(days=days)
    procedure.save()
    journal = Model.get("account.journal").find([("code", "=", "REV")])[0]
    company = get_company()
    parties = in_transaction(
        lambda pool: pool.get("party.party").create(
            [{"name": f"Bench Customer {n}", "dunning_procedure": procedure.id} for n in range(customers)]
        )
    )
    moves = [
        {
            "company": company.id,
            "period": next(p.id for p in year.periods if p.start_date <= DUE <= p.end_date),
            "journal": journal.id,
            "date": DUE,
            "lines": [("create", [
                {"account": accounts["revenue"].id, "credit": Decimal(100 + n), "debit": Decimal(0)},
                {"account": accounts["receivable"].id, "debit": Decimal(100 + n), "credit": Decimal(0),
                 "party": party.id, "maturity_date": DUE},
            ])],
        }
        for party in parties for n in range(lines)
    ]  # fmt: skip
    for start in range(0, len(moves), 200):
        in_transaction(lambda pool, start=start: create_and_post(pool, moves[start : start + 200]))


def create_and_post(pool: Any, moves: list[dict[str, object]]) -> None:
    """Make posted moves."""
    Move = pool.get("account.move")
    Move.post(Move.create(moves))


def in_transaction(work: Callable[[Any], Any]) -> Any:
    """Do work on the server's side; as its own dispatcher does, start again with the locks that it asks for."""
    config = proteus_config.get_config()
    extras: dict[str, object] = {}
    while True:
        try:
            with Transaction().start(config.database_name, config.user, context=config.context, **extras):
                return work(Pool())
        except TransactionError as error:
            error.fix(extras)


def timed(found: dict[str, float], name: str, work: Callable[[], object]) -> None:
    """Run and note the seconds."""
    begin = time.perf_counter()
    work()
    found[name] = time.perf_counter() - begin


def create_dunnings() -> None:
    """As a person does: the wizard, today."""
    wizard = Wizard("account.dunning.create")
    wizard.form.date = TODAY
    wizard.execute("create_")


def process_dunnings() -> None:
    """Process every draft: what Tryton calls sending the letters out."""
    drafts = Model.get("account.dunning").find([("state", "=", "draft")])
    Wizard("account.dunning.process", drafts).execute("process")


def aged_balance() -> None:
    """Read the aged balance of all customers, through the client and with the parties' names."""
    context = {
        "type": "customer", "date": TODAY, "term1": 0, "term2": 30, "term3": 60, "unit": "day",
        "company": get_company().id, "posted": True,
    }  # fmt: skip
    config = proteus_config.get_config()
    with config.set_context(context):
        rows = Model.get("account.aged_balance").find([])
        assert sum(row.balance for row in rows) > 0
        assert all(row.party.name for row in rows)


def main() -> None:
    """Measure and print."""
    database, customers, lines = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    proteus_config.set_trytond(database)
    begin = time.perf_counter()
    set_up(customers, lines)
    found: dict[str, float] = {"set-up": time.perf_counter() - begin}
    timed(found, "decide and store", create_dunnings)
    timed(found, "decide again", create_dunnings)
    timed(found, "aged balance", aged_balance)
    timed(found, "notices", process_dunnings)
    dunnings = Model.get("account.dunning").find([])
    found["count"] = len(dunnings)
    found["processed"] = sum(1 for dunning in dunnings if dunning.state != "draft")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
