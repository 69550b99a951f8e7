"""How pages of the portal are drawn, and the headers all of them carry."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from duly.faces.portal import forgery, tongue

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def harden(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Add what every answer of the portal carries: nothing is stored, indexed, run, framed or passed on."""
    response["Content-Security-Policy"] = POLICY
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    forgery.keep_cookie(request, response)
    tongue.remember(request, response)
    return response


def page(request: HttpRequest, template: str, values: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Draw a page in the active language; a guest's page names the company that asks."""
    frame: dict[str, Any] = {
        "languages_offered": list(tongue.SHORT_NAMES.items()),
        "kept_query": [(name, one) for name in request.GET if name != "lang" for one in request.GET.getlist(name)],
        "mark": forgery.form_mark(request),
        "messages": [],  # the console's, if the reader is signed in there
    }
    guest = getattr(request, "guest", None)
    if guest is not None:
        company = guest.company
        frame |= {
            "guest": guest.facts,
            "company_name": company.name,
            "company_address": company.address,
            "company_phone": company.sender_phone,
            "company_email": company.sender_email,
            "as_of": guest.today,
        }
    response = render(request, f"portal/{template}.html", frame | values, status=status)
    response["Content-Language"] = translation.get_language() or "en"
    return response


def _neutral(request: HttpRequest, title: str, lines: list[str], status: int) -> HttpResponse:
    request.guest = None  # type: ignore[attr-defined]
    with translation.override(tongue.choose(request)):
        return page(request, "closed", {"title": str(title), "lines": lines}, status=status)


def closed_page(request: HttpRequest) -> HttpResponse:
    """Say that a link does not work, whatever the reason, and how to get a new one. The same for everybody."""
    with translation.override(tongue.choose(request)):
        lines = [
            _("It may have expired, it may have been replaced by a newer one, or this page was open for a long time."),
            _("Open the link in the newest message that you have from us."),
            _("If that does not work either, answer that message: we will send you a new link."),
        ]
        return _neutral(request, _("This link does not work any more"), lines, 404)


def stale_page(request: HttpRequest) -> HttpResponse:
    """Say that a form was not sent from our page, or from one that was open too long. Nothing was done."""
    lines = [
        _("Nothing was changed."),
        _("Go back, reload the page and try again. Your browser has to accept cookies for this."),
    ]
    return _neutral(request, _("This form is too old"), lines, 403)


def busy_page(request: HttpRequest) -> HttpResponse:
    """Say that there were too many attempts. Nothing was done."""
    lines = [_("Nothing was changed."), _("Please wait ten minutes and try again.")]
    return _neutral(request, _("Too many attempts"), lines, 429)
