"""A customer's browser in tests: opens the link by hand, keeps cookies, sends forms as they were drawn."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from duly.services.act import Act
from duly.services.payments.portal_link import NewLink, issue_portal_links

MARK = re.compile(r'name="mark" value="([^"]+)"')


def new_link(act: Act, customer_id: int, *, contact_id: int | None = None, days: int = 90) -> str:
    """The token of a fresh link."""
    (token,) = issue_portal_links(act=act, links=[NewLink(customer_id, contact_id)], days=days)
    return token


class Guest:
    """One browser."""

    def __init__(self) -> None:
        cache.clear()
        self.client = Client(enforce_csrf_checks=True)

    def look(self, address: str, **headers: Any) -> HttpResponse:
        """GET an address."""
        return self.client.get(address, **headers)  # type: ignore[return-value]

    def text(self, address: str) -> str:
        """The words of a page, without markup."""
        return words(self.look(address))

    def send(self, address: str, values: dict[str, Any] | None = None, *, seen_on: str = "") -> HttpResponse:
        """Fill in the form of a page and send it."""
        mark = MARK.search(self.look(seen_on or address).content.decode())
        assert mark, "the page has no form"
        body = urlencode({"mark": mark[1]} | (values or {}), doseq=True)
        return self.client.post(address, body, content_type="application/x-www-form-urlencoded")  # type: ignore[return-value]

    def enter(self, token: str, action: str = "") -> HttpResponse:
        """Open a link and press the button."""
        return self.send(f"/p/{token}/{action + '/' if action else ''}")


def words(response: HttpResponse) -> str:
    """The words of a page, without markup, blanks folded."""
    html = re.sub(r"<(style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    html = re.sub(r"</?(span|time|strong|a)\b[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ").split())
