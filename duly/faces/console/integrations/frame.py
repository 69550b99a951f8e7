"""What the pages of Integrations share: tabs, words for states, and a secret that is shown once."""

from __future__ import annotations

import json
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from duly.faces.console.access import DeskRequest
from duly.services.ports import CannotUnseal
from duly.store.queries.events_deliveries import DeliveryFacts
from duly.store.queries.events_endpoints import EndpointFacts
from duly.wiring.ports import sealer

SHOWN_ONCE = "integration_secret"
Badge = tuple[str, str]


def frame(title: str, tab: str, **more: Any) -> dict[str, Any]:
    """Return the variables every page of the room is drawn with."""
    tabs = (
        ("integrations", _("Webhooks")),
        ("integrations_events", _("Events")),
        ("integrations_tokens", _("API tokens")),
    )
    links = [{"label": label, "url": reverse(f"console:{name}"), "current": name == tab} for name, label in tabs]
    return {"title": title, "nav": "integrations", "tabs": links, "tabs_label": _("Integrations"), **more}


def endpoint_badge(endpoint: EndpointFacts) -> Badge:
    """Return an endpoint's state in words, with its tone."""
    if endpoint.state == "active" and endpoint.failing_since is not None:
        return _("failing"), "warn"
    words: dict[str, Badge] = {
        "active": (_("active"), "good"),
        "paused": (_("paused"), "warn"),
        "disabled": (_("disabled"), "bad"),
    }
    return words[endpoint.state]


def delivery_badge(delivery: DeliveryFacts) -> Badge:
    """Return a delivery's state in words, with its tone."""
    if delivery.state == "waiting":
        return (_("to be tried again"), "warn") if delivery.attempts else (_("waiting"), "")
    return (_("delivered"), "good") if delivery.state == "delivered" else (_("given up"), "bad")


def answer_words(delivery: DeliveryFacts) -> str:
    """Return what came of the last attempt: a status, or why there was none."""
    if delivery.last_status is not None:
        return str(delivery.last_status)
    return delivery.last_error


def show_once(request: DeskRequest, title: str, hint: str, secret: str) -> None:
    """Keep a secret for the next page, encrypted: the session is stored too."""
    text = json.dumps({"title": title, "hint": hint, "secret": secret})
    request.session[SHOWN_ONCE] = sealer().seal(text, context=_context(request))


def take_shown(request: DeskRequest) -> dict[str, str] | None:
    """Return the secret that is to be shown on this page, and forget it."""
    sealed = request.session.pop(SHOWN_ONCE, None)
    if not sealed:
        return None
    try:
        return dict(json.loads(sealer().unseal(str(sealed), context=_context(request))))
    except CannotUnseal:
        return None


def _context(request: DeskRequest) -> str:
    return f"shown once/{request.desk.company.id}/{request.desk.user_id}"


def page_number(text: str | None) -> int | None:
    """Return the id after which a page begins; None for the first page or what is no id."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
