"""The door: what a link in a message opens. Looking at it tells nothing and changes nothing; a person must press."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from duly.faces.portal import forgery, limits, tongue
from duly.faces.portal.access import let_in, let_out, visited
from duly.faces.portal.pages import busy_page, closed_page, harden, page, stale_page
from duly.services.payments.portal_link import company_of, redeem_portal_link
from duly.store.tenancy import in_company

ACTIONS = {"pay", "promise", "paid", "dispute", "contact", "statement"}


@csrf_exempt  # checked by forgery.py, which see
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str, action: str = "") -> HttpResponse:
    """Show the same page for whatever stands in the address; the button redeems it.

    No look at the database before the button: mail scanners and previews fetch addresses, and learn nothing.
    """
    if request.method == "POST":
        return harden(request, _redeem(request, token, action))
    with translation.override(tongue.choose(request)):
        return harden(request, page(request, "door", {"title": _("Your invoices")}))


def _redeem(request: HttpRequest, token: str, action: str) -> HttpResponse:
    with translation.override(tongue.choose(request)):
        if not forgery.is_from_here(request):
            return stale_page(request)
        if not limits.may_redeem(request, token):
            return busy_page(request)
    company_id = company_of(token)
    if company_id is None:
        return closed_page(request)
    with in_company(company_id):
        visit = redeem_portal_link(company_id=company_id, token=token, at=datetime.now(UTC))
    if visit is None:
        return closed_page(request)
    response = HttpResponseRedirect(reverse(f"portal:{action if action in ACTIONS else 'home'}"))
    response.status_code = 303
    let_in(response, visit)
    return response


@visited
def leave(request: HttpRequest) -> HttpResponse:
    """Close the page on this device."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("portal:home"))
    response = page(request, "closed", {"title": _("This page is closed on this device"), "lines": [
        _("To open it again, use the link in our message."),
    ]})  # fmt: skip
    let_out(response)
    return response
