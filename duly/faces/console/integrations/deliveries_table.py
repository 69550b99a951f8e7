"""Deliveries as a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from duly.faces.console.integrations.frame import answer_words, delivery_badge
from duly.faces.look.table import Column, ListTable, Pager, Row
from duly.store.queries.events_deliveries import DeliveryFacts
from duly.store.queries.events_endpoints import EndpointFacts

STATES = ("", "waiting", "retrying", "delivered", "given_up")


def state_tabs(facts: EndpointFacts, state: str) -> list[dict[str, Any]]:
    """Return the tabs that narrow an endpoint's deliveries."""
    words = {
        "": (_("All"), None), "waiting": (_("Waiting"), facts.waiting), "retrying": (_("Trying again"), facts.retrying),
        "delivered": (_("Delivered"), None), "given_up": (_("Given up"), None),
    }  # fmt: skip
    return [
        {
            "label": words[one][0],
            "count": words[one][1],
            "url": f"?state={one}" if one else "?",
            "current": one == state,
        }
        for one in STATES
    ]


def deliveries_table(
    lines: Sequence[DeliveryFacts], state: str, *, has_more: bool = False, with_endpoint: bool = False
) -> ListTable:
    """Return the list of deliveries; on an event's own page with the endpoint instead of the event."""
    columns = [
        Column(name="what", label=_("Endpoint") if with_endpoint else _("Event")),
        Column(name="state", label=_("State"), kind="badge"),
        Column(name="answer", label=_("Answer"), kind="quiet"),
        Column(name="attempts", label=_("Attempts"), kind="number"),
        Column(name="last", label=_("Last attempt"), kind="date", wide_only=True),
        Column(name="next", label=_("Next attempt"), kind="date", wide_only=True),
    ]
    rows = [
        Row(
            id=str(one.id), url=reverse("console:integrations_delivery", args=[one.id]),
            cells={
                "what": one.url if with_endpoint else one.kind, "state": delivery_badge(one),
                "answer": answer_words(one) or None, "attempts": one.attempts, "last": one.last_attempt_at,
                "next": one.next_attempt_at,
            },
        )
        for one in lines
    ]  # fmt: skip
    older = urlencode({"state": state, "before": lines[-1].id}) if has_more and lines else ""
    pager = Pager(next_url=f"?{older}") if older else None
    return ListTable(caption=_("Deliveries"), columns=columns, rows=rows, pager=pager)
