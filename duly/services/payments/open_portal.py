"""A person of the company opens a customer's page as the customer sees it: a link of their own, and it is recorded."""

from __future__ import annotations

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.payments.portal_link import NewLink, issue_portal_links
from duly.services.refused import NotFound
from duly.store.models import Customer

DAYS = 1


def open_portal(*, act: Act, customer_id: int, contact_id: int | None = None, notice_id: int | None = None) -> str:
    """Return the token of a fresh link that works for a day. Raises NotFound.

    What is said on the page with it is said in the customer's name, so the timeline tells who opened it.
    """
    if not Customer.objects.filter(company_id=act.company_id, pk=customer_id).exists():
        raise NotFound("The customer")
    (token,) = issue_portal_links(act=act, links=[NewLink(customer_id, contact_id, notice_id)], days=DAYS)
    record_activity(
        act=act, verb="portal.opened_by_us", sentence=f"{act.actor} opened the customer's page as the customer sees it",
        customer_id=customer_id, data={"notice_id": notice_id} if notice_id else {},
    )  # fmt: skip
    return token
