"""Fills a database of its own for tests with real processes: `python -m tests.services.cash.seed_cash`.

Invoices R-1000 and on; receipts of two kinds: each invoice is paid once exactly, and contested ones
are named by two receipts, of which only one can have the money.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime

TODAY = date(2026, 3, 16)


def seed(invoices: int, contested: int) -> None:
    """Make the company `cash`, its clerk, and its books."""
    from duly.services.accounts.create_company import create_company
    from duly.services.accounts.manage_people import add_person
    from duly.services.act import Act
    from duly.store.tenancy import in_company
    from tests.builders import make_customer, make_invoice, make_receipt

    company = create_company(name="Cash Demo GmbH", slug="cash", currency="EUR", country="DE")
    act = Act(company, "person", "seed", datetime(2026, 3, 16, 9, 0, tzinfo=UTC), TODAY)
    with in_company(company):
        add_person(act=act, email="clerk@cash.example", role="clerk", name="Demo Clerk", password="a long enough one")
        customer = make_customer(act, "C1", name="Nord Demo GmbH")
        for n in range(invoices):
            make_invoice(act, customer, f"R-{1000 + n}", 10_000 + n, due=date(2026, 3, 1))
            make_receipt(act, f"b{n}", 10_000 + n, text=f"R-{1000 + n}", payer_name="Nord Demo GmbH")
        for n in range(contested):
            make_receipt(act, f"again{n}", 10_000 + n, text=f"payment R-{1000 + n}", payer_name="Nord Demo GmbH")
        make_invoice(act, customer, "R-9001", 20_000, due=date(2026, 3, 1))
        make_invoice(act, customer, "R-9002", 5_000, due=date(2026, 3, 10))
        make_receipt(act, "short", 19_900, text="R-9001", payer_name="Nord Demo GmbH", on=date(2026, 3, 13))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duly.wiring.settings")
    import django

    django.setup()
    seed(int(sys.argv[1]), int(sys.argv[2]))
