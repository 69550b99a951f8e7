"""The customers' list: what is shown, in which order, page by page, and the same as a file."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client

from duly.services.act import Act
from duly.store.queries.customer_list import SORTS, CustomerFilter, customer_lines
from tests.builders import make_customer, make_invoice
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter, text


@pytest.fixture
def clerk(enter: Enter) -> Client:
    return enter("clerk")


def shown(page: str) -> list[str]:
    return re.findall(r"data-open>(Customer [^\s<]+)", page)


@pytest.fixture
def five(act: Act) -> None:
    """Five customers: amount and age fall from A to D, E owes nothing."""
    for at, number in enumerate("ABCD"):
        segment = "key" if at < 2 else "standard"
        customer = make_customer(act, number, segment=segment, status="legal" if number == "C" else "active")
        make_invoice(act, customer, f"R-{number}", (4 - at) * 1000_00, due=TODAY - timedelta(days=70 - 30 * at))
    make_customer(act, "E")


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["A", "B", "C", "E", "D"]),
        ("?late=1", ["A", "B", "C"]),
        ("?segment=standard", ["C", "D"]),
        ("?status=legal", ["C"]),
        ("?least=3000", ["A", "B"]),
        ("?older=60", ["A"]),
        ("?q=customer+b", ["B"]),
        ("?q=100%25", []),
        ("?owner=none&late=1", ["A", "B", "C"]),
        ("?sort=name", ["A", "B", "C", "D", "E"]),
        ("?sort=open", ["E", "D", "C", "B", "A"]),
        ("?sort=nonsense&owner=x&older=y&least=z", ["A", "B", "C", "E", "D"]),
    ],
)
def test_filters_and_orders(clerk: Client, query: str, expected: list[str]) -> None:
    assert shown(text(clerk.get(f"/customers/{query}"))) == [f"Customer {name}" for name in expected]


@pytest.mark.usefixtures("five")
def test_the_footer_counts_and_sums_all_that_the_filter_lets_through(clerk: Client) -> None:
    foot = re.sub("<[^>]+>", " ", text(clerk.get("/customers/?late=1")).partition("<tfoot")[2].partition("</tfoot")[0])
    assert re.findall(r"3 customers|9,000 ?\.00", foot.replace(" .", ".")) == ["3 customers", "9,000.00", "9,000.00"]


@pytest.mark.parametrize("sort", [sign + name for name in SORTS for sign in ("", "-")])
def test_pages_by_keyset_show_every_customer_once_forward_and_back(act: Act, sort: str) -> None:
    for at in range(23):
        customer = make_customer(act, f"K{at % 7}{at:02}", name=f"Same {at % 3}")
        if at % 4:
            make_invoice(act, customer, f"R-{at}", (at % 5 + 1) * 100, due=TODAY - timedelta(days=at % 6 * 10))
    wanted = CustomerFilter(currency="EUR")
    whole = [line.id for line in customer_lines(act.company_id, TODAY, wanted, sort=sort, limit=100)[0]]
    forward, place, pages = [], None, []
    while True:
        lines, _before, place = customer_lines(act.company_id, TODAY, wanted, sort=sort, after=place, limit=5)
        forward += [line.id for line in lines]
        pages.append([line.id for line in lines])
        if place is None:
            break
    assert forward == whole
    assert len(set(whole)) == 23
    last_first = customer_lines(act.company_id, TODAY, wanted, sort=sort, limit=5, after=None)[2]
    assert last_first is not None
    second, before, _after = customer_lines(act.company_id, TODAY, wanted, sort=sort, after=last_first, limit=5)
    again, _first, _last = customer_lines(act.company_id, TODAY, wanted, sort=sort, before=before, limit=5)
    assert [line.id for line in second] == pages[1]
    assert [line.id for line in again] == pages[0]


@pytest.mark.usefixtures("five")
def test_a_broken_place_in_the_address_shows_the_first_page(clerk: Client) -> None:
    for token in ("x", "1~abc", "999999999999999999999~5", "~", "5~" + "9" * 40):
        assert len(shown(text(clerk.get("/customers/", {"after": token})))) == 5


@pytest.mark.usefixtures("five")
def test_the_file_holds_exactly_what_is_seen(clerk: Client, act: Act) -> None:
    evil = make_customer(act, "Z", name='=HYPERLINK("http://x.example")', segment="key")
    make_invoice(act, evil, "R-Z", 7_00, due=TODAY - timedelta(days=1))
    answer = clerk.get("/customers/export.csv?segment=key&sort=-open")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["A", "B", "Z"]
    assert rows[3][1] == '\'=HYPERLINK("http://x.example")'
    assert rows[1][7:] == ["4000.00", "4000.00", "0.00", "0.00", "0.00", "4000.00"]
    assert 'filename="customers-2026-03-16.csv"' in answer["Content-Disposition"]


def test_each_currency_is_a_list_of_its_own(clerk: Client, act: Act) -> None:
    customer = make_customer(act, "A")
    make_invoice(act, customer, "R-1", 100_00, due=TODAY)
    make_invoice(act, customer, "R-2", 5000, due=TODAY, currency="JPY")
    assert "5,000" in text(clerk.get("/customers/?currency=JPY"))
    assert "100.00" not in re.sub("<[^>]+>", "", text(clerk.get("/customers/?currency=JPY"))).partition("Oldest")[2]


def test_an_empty_company_is_told_where_customers_come_from(clerk: Client) -> None:
    assert "No customers yet" in text(clerk.get("/customers/"))
