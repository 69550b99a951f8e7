"""A link opens one customer's page until it expires or is revoked; the database does not know its secret."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duly.services.act import Act
from duly.services.payments.portal_link import (
    NewLink,
    company_of,
    issue_portal_links,
    redeem_portal_link,
    revoke_portal_links,
    visit_of,
)
from duly.store.models import PortalLink
from tests.builders import make_customer


def test_a_link_opens_its_customer_until_it_is_revoked(company: int, act: Act) -> None:
    customer = make_customer(act)
    (token,) = issue_portal_links(act=act, links=[NewLink(customer.pk)], days=90)
    assert company_of(token) == company
    visit = redeem_portal_link(company_id=company, token=token, at=act.at)
    assert visit is not None
    assert visit.customer_id == customer.pk
    assert visit_of(company_id=company, link_id=visit.link_id, at=act.at) == visit
    assert redeem_portal_link(company_id=company, token=token + "x", at=act.at) is None
    assert redeem_portal_link(company_id=company, token=token, at=act.at + timedelta(days=90)) is None
    assert revoke_portal_links(act=act, customer_id=customer.pk) == 1
    assert redeem_portal_link(company_id=company, token=token, at=act.at) is None
    assert visit_of(company_id=company, link_id=visit.link_id, at=act.at) is None


def test_the_table_keeps_only_a_hash(company: int, act: Act) -> None:
    (token,) = issue_portal_links(act=act, links=[NewLink(make_customer(act).pk)], days=1)
    stored = PortalLink.objects.values().get()
    assert token.partition("-")[2] not in str(stored)


@pytest.mark.parametrize("token", ["", "-", "1-", "-abc", "é-abc", "1" * 80 + "-a", "zzzzzzzzzzzzzzzzzzzz-a", "1"])
def test_what_is_no_token_names_no_company(token: str) -> None:
    assert company_of(token) is None
