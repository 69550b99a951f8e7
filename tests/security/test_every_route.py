"""Two companies: nobody of the one sees or changes a word of the other, on any page, with the filters or without."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client

from duly.core.insight.simulator import SimulationConfig
from duly.services.act import Act
from duly.services.demo.make_demo import make_demo
from duly.store.models import Company, Contact, Customer, Receivable, User
from duly.store.tenancy import in_company, in_directory
from tests.faces.api.world import fill_company
from tests.faces.console.conftest import add, signed_in
from tests.security.routes import Route, every_route, fingerprint, forget_company_filters, ids_of, tables

GUESSES = {
    "customer_id": "customer", "receivable_id": "receivable", "receipt_id": "receipt", "notice_id": "dunning_notice",
    "run_id": "import_run", "row_id": "quarantine_row", "file_id": "bank_file", "procedure_id": "dunning_procedure",
    "hold_id": "hold", "task_id": "task", "link_id": "portal_link", "contact_id": "contact", "dispute_id": "dispute",
    "entry_id": "entry", "user_id": "membership", "endpoint_id": "webhook_endpoint", "token_id": "api_token",
    "schedule_id": "report_schedule", "pk": "promise_to_pay",
}  # fmt: skip
FORM = {
    "text": "x", "outcome": "reached", "reason": "other", "promised_date": "2026-04-01", "until_date": "2026-04-01",
    "sure": "1", "confirmed": "1", "note": "x", "name": "x", "query": "a=b", "role": "viewer", "email": "x@y.example",
    "everything": "1", "document": "name: x", "subject": "x", "body": "x", "url": "https://hooks.example/", "days": "5",
    "language": "en", "until": "2026-04-01", "active": "1", "resolution": "rejected", "amount": "1",
    "page": "customers",
}  # fmt: skip
ENDS_THE_VISIT = ("settings/test-message/", "switch-company/", "demo/", "imports/forget/")


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    """A thousand refusals are expected; drawing their tracebacks takes longer than they do."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def stranger_config() -> SimulationConfig:
    return SimulationConfig(seed=7, end_date=date(2026, 3, 16), customers=12, months=4, seller_name="Stranger Works KG")


@pytest.fixture
def stranger(db: None, company: int, stranger_config: SimulationConfig) -> int:
    """Another company, with something in nearly every table."""
    made = make_demo(config=stranger_config, slug="stranger", at=datetime(2026, 3, 16, 8, tzinfo=UTC))
    assert made
    with in_directory():
        return int(Company.objects.get(slug="stranger").pk)


@pytest.fixture
def markers(stranger: int) -> re.Pattern[str]:
    """Words that stand nowhere but in the other company."""
    with in_company(stranger):
        words = {"Stranger Works"}
        words |= set(Customer.objects.values_list("name", flat=True))
        words |= {word for word in Receivable.objects.values_list("number", flat=True) if len(word) > 5}
        words |= {word for word in Contact.objects.values_list("email", flat=True) if word}
    assert len(words) > 30
    return re.compile("|".join(re.escape(word) for word in sorted(words)))


def numbers(route: Route, theirs: dict[str, list[int]]) -> Iterator[int]:
    """Ids of the other company that may fit the route."""
    kinds = [name for kind, name in route.parameters if kind == "int"]
    if not kinds:
        yield 0
        return
    tables = {GUESSES[name] for name in kinds if name in GUESSES} or set(theirs)
    yield from sorted({number for table in tables for number in theirs.get(table, [])})


def try_all(client: Client, theirs: dict[str, list[int]], markers: re.Pattern[str], *, post: bool) -> list[str]:
    """Ask for every route with the other company's ids; return what went wrong."""
    wrong = []
    every_id = ",".join(str(number) for found in theirs.values() for number in found)
    for route in every_route():
        for number in numbers(route, theirs):
            address = route.address(number)
            answers = [("GET", client.get(address, {"customer": str(number), "q": "", "ids": every_id}))]
            if post and not route.pattern.startswith(ENDS_THE_VISIT):
                data = FORM | {
                    "ids": [str(n) for found in theirs.values() for n in found][:60], "customer": str(number),
                    "receivable": str(number), "owner": str(number), "procedure": str(number), "parent": str(number),
                    "version": str(number), "user": str(number), "contact": str(number), "cycle": str(number),
                }  # fmt: skip
                answers.append(("POST", client.post(address, data)))
            for method, answer in answers:
                said = b"".join(answer) if answer.streaming else answer.content
                found = markers.search(said.decode(errors="replace") + " ".join(map(str, answer.headers.values())))
                if found:
                    wrong.append(f"{method} {address}: says {found[0]!r}")
                if answer.status_code >= 500:
                    wrong.append(f"{method} {address}: {answer.status_code}")
    return wrong


@pytest.mark.parametrize(
    ("role", "filters"), [("admin", "with filters"), ("admin", "without filters"), ("sales", "without filters")]
)
def test_no_page_shows_or_changes_another_company(
    company: int, act: Act, stranger: int, markers: re.Pattern[str], role: str, filters: str
) -> None:
    fill_company(act, "OURS")
    Company.objects.filter(pk=company).update(business_date_override=act.business_date)
    client = signed_in(add(act, role))
    client.raise_request_exception = False
    theirs, before = ids_of(stranger), fingerprint(stranger)
    open_filters = connection.execute_wrapper(forget_company_filters) if filters == "without filters" else nullcontext()
    with open_filters:
        wrong = try_all(client, theirs, markers, post=role == "admin")
    assert not wrong, "\n".join(wrong)
    assert fingerprint(stranger) == before


def test_the_fuzz_would_notice_a_leak(company: int, act: Act, stranger: int, markers: re.Pattern[str]) -> None:
    """With row-level security out of the way as well, the same tries find plenty: the test can fail."""
    Company.objects.filter(pk=company).update(business_date_override=act.business_date)
    client = signed_in(add(act, "admin"))
    theirs = ids_of(stranger)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables():
            cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
            cursor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
    with connection.execute_wrapper(forget_company_filters):
        answer = client.get(f"/customers/{theirs['customer'][0]}/")
    assert markers.search(answer.content.decode())


def test_no_route_opens_without_signing_in(company: int, stranger: int, markers: re.Pattern[str]) -> None:
    client = Client(raise_request_exception=False)
    assert User.objects.exists()
    wrong = try_all(client, ids_of(stranger), markers, post=True)
    assert not wrong, "\n".join(wrong)
