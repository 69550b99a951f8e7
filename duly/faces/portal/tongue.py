"""In which language a page speaks: what was chosen here, then the contact's, then the browser's."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request

from duly.faces.portal.forgery import PLACE

COOKIE = "duly_portal_language"
SHORT_NAMES = {"en": "EN", "de": "DE", "fr": "FR", "es": "ES"}
"""Languages in which the portal is complete."""


def _known(tag: str | None) -> str:
    short = (tag or "").replace("_", "-").split("-")[0].lower()
    return short if short in SHORT_NAMES else ""


def choose(request: HttpRequest, contact_language: str = "") -> str:
    """Return the language of this page. English when nothing fits."""
    wished = _known(request.GET.get("lang")) or _known(request.COOKIES.get(COOKIE)) or _known(contact_language)
    return wished or _known(get_language_from_request(request)) or "en"


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Keep a language that was chosen with ?lang= for this browser."""
    if wished := _known(request.GET.get("lang")):
        response.set_cookie(
            COOKIE, wished, path=PLACE, max_age=180 * 24 * 3600, httponly=True, samesite="Lax", secure=settings.SECURE
        )
