"""Who may see a customer's page: whoever opened its link by hand, while the link works, for two hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from duly.faces.portal import forgery, limits, tongue
from duly.faces.portal.pages import busy_page, closed_page, harden, stale_page
from duly.services.act import Act
from duly.services.payments.portal_link import PortalVisit, visit_of
from duly.store.queries.companies import CompanyFacts, company_facts
from duly.store.queries.portal_account import GuestFacts, guest_facts
from duly.store.tenancy import in_company

COOKIE = "duly_visit"
VISIT_SECONDS = 2 * 3600
_SALT = "duly.portal.visit"


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is on the page: the link's customer, the company that asks, and the time, read once."""

    company: CompanyFacts
    visit: PortalVisit
    facts: GuestFacts
    now: datetime

    @property
    def today(self) -> date:
        """The business date of the company that asks."""
        return self.company.business_date(self.now)

    @property
    def customer_id(self) -> int:
        """The one customer whose account this is."""
        return self.visit.customer_id

    def act(self) -> Act:
        """Return the circumstances for a service: the contact acts, or whoever holds the customer's link."""
        one = self.facts
        named = f"{one.contact_name} <{one.contact_email}>" if one.contact_name else one.contact_email
        who = named if one.contact_email else one.contact_name or one.customer_name
        return Act(self.company.id, "customer", who[:200], self.now, self.today, "on the customer's page")


class GuestRequest(HttpRequest):
    """A request that has been let in."""

    guest: Guest


View = Callable[..., HttpResponse]


def let_in(response: HttpResponse, visit: PortalVisit) -> None:
    """Give the browser the cookie of a visit: which link of which company, signed, for two hours."""
    ticket = signing.dumps({"c": visit.company_id, "l": visit.link_id}, salt=_SALT)
    response.set_cookie(
        COOKIE, ticket, max_age=VISIT_SECONDS, path=forgery.PLACE, httponly=True, samesite="Lax",
        secure=settings.SECURE,
    )  # fmt: skip


def let_out(response: HttpResponse) -> None:
    """Take the cookie of a visit away."""
    response.delete_cookie(COOKIE, path=forgery.PLACE, samesite="Lax")


def _ticket(request: HttpRequest) -> tuple[int, int] | None:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=VISIT_SECONDS)
    except signing.BadSignature:
        return None
    return int(found["c"]), int(found["l"])


def _guest(company_id: int, link_id: int, now: datetime) -> Guest | None:
    visit = visit_of(company_id=company_id, link_id=link_id, at=now)
    company = company_facts(company_id)
    facts = guest_facts(company_id, visit.customer_id, visit.contact_id) if visit else None
    return Guest(company, visit, facts, now) if visit and company and facts else None


def _answer(request: HttpRequest, view: View, arguments: dict[str, Any]) -> HttpResponse:
    ticket = _ticket(request)
    if ticket is None:
        return closed_page(request)
    with in_company(ticket[0]):
        guest = _guest(*ticket, datetime.now(UTC))
        if guest is None:
            return closed_page(request)
        request.guest = guest  # type: ignore[attr-defined]
        with translation.override(tongue.choose(request, guest.facts.language)):
            if request.method == "POST":
                if not forgery.is_from_here(request):
                    return stale_page(request)
                if not limits.may_answer(*ticket):
                    return busy_page(request)
            with timezone.override(guest.company.time_zone):
                return view(request, **arguments)


def visited(view: View) -> View:
    """Let a view run for a guest whose link works at this moment; the whole view is one database transaction.

    Whatever the link is not for answers 404, like whatever does not exist.
    """

    @csrf_exempt  # checked by forgery.py, which see
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, **arguments: Any) -> HttpResponse:
        try:
            response = _answer(request, view, arguments)
        except Http404:
            response = closed_page(request)
        return harden(request, response)

    return opened
