"""Groups: parent and members, what each owes and all of them together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from duly.services.accounts.set_parent import set_parent
from duly.services.act import Act
from duly.services.refused import ServiceRefused
from duly.store.models import Customer
from tests.builders import make_customer, make_invoice
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter, text


@pytest.fixture
def clerk(enter: Enter) -> Client:
    return enter("clerk")


def put(client: Client, customer: Customer, parent: str) -> str:
    data = {"sure": "1", "parent": parent}
    return text(client.post(f"/customers/{customer.pk}/parent/", data, follow=True))


def test_a_group_shows_every_member_and_the_sum(clerk: Client, act: Act) -> None:
    head, north, south = (make_customer(act, name) for name in ("HEAD", "NORTH", "SOUTH"))
    for customer, minor in ((head, 100_00), (north, 250_00), (south, 50_00)):
        make_invoice(act, customer, f"R-{customer.number}", minor, due=TODAY - timedelta(days=3))
    put(clerk, north, "HEAD")
    page = put(clerk, south, "HEAD")
    assert "Customer NORTH" in page
    assert "3 customers" in page
    assert '<span class="n d2">400<span class="dec">.00</span></span>' in page
    assert "Belongs to Customer HEAD" in page, "the timeline tells it"
    assert "Customer SOUTH" in text(clerk.get(f"/customers/{head.pk}/"))
    page = put(clerk, south, "")
    assert "Customer NORTH" not in page


def test_nobody_is_a_member_of_its_own_member(clerk: Client, act: Act) -> None:
    head, north = make_customer(act, "HEAD"), make_customer(act, "NORTH")
    set_parent(act=act, customer_id=north.pk, parent_id=head.pk)
    assert "belongs to this customer itself" in put(clerk, head, "NORTH")
    with pytest.raises(ServiceRefused):
        set_parent(act=act, customer_id=head.pk, parent_id=head.pk)


def test_an_unknown_parent_is_said_at_the_field(clerk: Client, act: Act) -> None:
    assert "No customer has this number or name" in put(clerk, make_customer(act, "HEAD"), "nowhere")


def test_sales_see_only_their_own_members(enter: Enter, act: Act) -> None:
    sales = enter("sales")
    head, north = make_customer(act, "HEAD", owner_id=sales.user_id), make_customer(act, "NORTH")  # type: ignore[attr-defined]
    set_parent(act=act, customer_id=north.pk, parent_id=head.pk)
    assert "NORTH" not in text(sales.get(f"/customers/{head.pk}/"))
