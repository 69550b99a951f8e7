"""A list costs as many statements for a hundred rows as for three."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duly.services.act import Act
from tests.builders import make_customer, make_invoice, make_receipt
from tests.faces.api.conftest import Program
from tests.faces.api.world import fill_company

LISTS = [
    "/customers", "/contacts", "/segments", "/invoices", "/invoices?state=open", "/credit-notes", "/receipts",
    "/allocations", "/promises", "/disputes", "/notes", "/worklist", "/procedures", "/cycles", "/notices",
    "/reports/aging", "/imports", "/events",
]  # fmt: skip


def _count(api: Program, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert api.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("path", LISTS)
def test_the_number_of_statements_does_not_grow_with_rows(api: Program, now_act: Act, path: str) -> None:
    fill_company(now_act, "A", customers=3)
    api.get(path)  # the token's use is noted
    few = _count(api, path)
    day = now_act.business_date
    for n in range(12):
        customer = make_customer(now_act, f"More-{n}", segment=f"S{n}")
        make_invoice(now_act, customer, f"More-{n}", 1000 + n, due=day)
        make_receipt(now_act, f"More-{n}", 1000, customer_id=customer.pk)
    api.get(path)  # what has changed since is scored once
    assert _count(api, path) == few
    assert few < 40
