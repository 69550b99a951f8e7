"""Forms of the portal come from the portal: a mark in each form must fit a cookie.

Django's own check compares the Origin header, which browsers send as "null" from pages that hide their address
(`Referrer-Policy: no-referrer`), and ours do because the address may hold a token. So the portal brings its own:
a random cookie (HttpOnly, SameSite=Lax, only for /p/) and a keyed mark of it in each form, salted anew each time.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "duly_knock"
FIELD = "mark"
PLACE = "/p/"
_SALT = "duly.portal.form"
_FROM_HERE = {"", "same-origin", "none"}


def _mark(cookie: str, salt: str) -> str:
    return salted_hmac(_SALT, f"{salt}:{cookie}", algorithm="sha256").hexdigest()


def form_mark(request: HttpRequest) -> str:
    """Return the mark for a form on this page; `keep_cookie` must see the answer."""
    cookie = request.COOKIES.get(COOKIE) or getattr(request, "portal_knock", "") or secrets.token_urlsafe(24)
    request.portal_knock = cookie  # type: ignore[attr-defined]
    salt = secrets.token_hex(8)
    return f"{salt}.{_mark(cookie, salt)}"


def keep_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Give the browser the cookie that the marks on the page belong to, if it has none yet."""
    cookie = getattr(request, "portal_knock", "")
    if cookie and request.COOKIES.get(COOKIE) != cookie:
        response.set_cookie(COOKIE, cookie, path=PLACE, httponly=True, samesite="Lax", secure=settings.SECURE)


def is_from_here(request: HttpRequest) -> bool:
    """Say whether a POST comes from a form that we drew for this browser."""
    if request.headers.get("Sec-Fetch-Site", "") not in _FROM_HERE:
        return False
    cookie = request.COOKIES.get(COOKIE, "")
    salt, _, mark = request.POST.get(FIELD, "").partition(".")
    return bool(cookie and salt) and constant_time_compare(mark, _mark(cookie, salt))
