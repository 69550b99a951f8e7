"""Headers that every page carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src 'self'; "
    "manifest-src 'self'"
)


def content_security_policy(get_response: Handler) -> Handler:
    """Allow scripts, styles and images of our own only; nothing inline, nothing from elsewhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response

    return middleware


LARGEST_ID = 2**63 - 1


class OnlyWhatCanBeStored:
    """Turns away what PostgreSQL cannot hold before a page sees it: characters of value zero, ids beyond bigint."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _arguments: Any, named: dict[str, Any]) -> None:
        """Answer 404 to an id that cannot exist, 400 to text that cannot be kept. Runs after the check for forgery."""
        if any(isinstance(value, int) and value > LARGEST_ID for value in named.values()):
            raise Http404
        # On a customer's page every text goes through a form, which says in words what is wrong with it.
        is_form = request.resolver_match is not None and request.resolver_match.app_name == "portal"
        for given in (request.GET,) if is_form else (request.GET, request.POST):
            if any("\x00" in name or any("\x00" in one for one in values) for name, values in given.lists()):
                raise BadRequest("A character of value zero is in the request.")
