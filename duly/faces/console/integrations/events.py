"""Events: what other programs are told, each with its message and where it went."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duly.core.accounts.events.catalogue import BY_NAME, KINDS
from duly.core.accounts.events.envelope import envelope, message_id
from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.addresses import customer_address
from duly.faces.console.integrations.deliveries_table import deliveries_table
from duly.faces.console.integrations.frame import answer_words, delivery_badge, frame, page_number
from duly.faces.look.figures import date_text
from duly.faces.look.table import Column, ListTable, Pager, Row
from duly.services.events.replay_deliveries import replay_delivery
from duly.services.refused import NotFound, ServiceRefused
from duly.store.queries.events_deliveries import DeliveryFacts, deliveries_of_event, delivery_facts
from duly.store.queries.events_log import PAGE, EventFacts, event_facts, events_page
from duly.wiring.ports import event_ports


@require_GET
@page(Verb.INTEGRATE)
def events(request: DeskRequest) -> HttpResponse:
    """Show events, the newest first, of one kind if asked."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in BY_NAME or _is_room(kind) else ""
    before = page_number(request.GET.get("before"))
    found = events_page(request.desk.company.id, kind=kind, before=before, limit=PAGE + 1)
    older = f"?{urlencode({'kind': kind, 'before': found[PAGE - 1].id})}" if len(found) > PAGE else ""
    rooms = list(dict.fromkeys(one.room for one in KINDS))
    options = [("", _("any"))]
    for room in rooms:
        options += [(f"{room}.", f"{room}.*"), *((one.name, one.name) for one in KINDS if one.room == room)]
    field = {"name": "kind", "label": _("Kind"), "kind": "select", "value": kind, "options": options}
    context = frame(
        _("Integrations"), "integrations_events", fields=[field], is_filtered=bool(kind), found=found[:PAGE],
        chips=[{"label": kind, "remove_url": "?"}] if kind else [], table=_table(found[:PAGE], older),
    )  # fmt: skip
    return render(request, "console/integrations/events.html", context)


def _is_room(text: str) -> bool:
    return text.endswith(".") and any(kind.room == text[:-1] for kind in KINDS)


def _table(found: list[EventFacts], older: str) -> ListTable:
    columns = [
        Column(name="kind", label=_("Event")),
        Column(name="about", label=_("About")),
        Column(name="amount", label=_("Amount"), kind="money", wide_only=True),
        Column(name="at", label=_("When"), kind="date"),
    ]
    rows = [
        Row(
            id=str(one.id), url=reverse("console:integrations_event", args=[one.id]),
            cells={"kind": one.kind, "about": _about(one), "amount": _amount(one), "at": one.at},
        )
        for one in found
    ]  # fmt: skip
    return ListTable(caption=_("Events"), columns=columns, rows=rows, pager=Pager(next_url=older) if older else None)


def _about(one: EventFacts) -> str | None:
    return one.data.get("number") or one.data.get("customer_number") or one.data.get("source") or None


def _amount(one: EventFacts) -> tuple[int, str] | None:
    minor = one.data.get("amount_minor", one.data.get("total_minor"))
    currency = one.data.get("currency")
    return (minor, currency) if isinstance(minor, int) and isinstance(currency, str) else None


def _message(request: DeskRequest, one: EventFacts) -> str:
    sent = envelope(uid=one.uid, kind=one.kind, at=one.at, company_id=request.desk.company.id, data=one.data)
    return json.dumps(json.loads(sent), indent=2, ensure_ascii=False)


@require_GET
@page(Verb.INTEGRATE)
def event(request: DeskRequest, event_id: int) -> HttpResponse:
    """Show one event: its message, and the endpoints it went to."""
    one = event_facts(request.desk.company.id, event_id)
    if one is None:
        raise Http404
    lines = deliveries_of_event(request.desk.company.id, event_id)
    context = frame(
        one.kind, "integrations_events", one=one, message=_message(request, one), meaning=_(BY_NAME[one.kind].when),
        customer_url=customer_address(one.customer_id) if one.customer_id else "",
        items=[(_("When"), date_text(one.at)), (_("Message id"), message_id(one.uid))],
        table=deliveries_table(lines, "", with_endpoint=True), lines=lines,
    )  # fmt: skip
    return render(request, "console/integrations/event.html", context)


@require_GET
@page(Verb.INTEGRATE)
def delivery(request: DeskRequest, delivery_id: int) -> HttpResponse:
    """Show one delivery: the message, the attempts, what came of them."""
    facts = delivery_facts(request.desk.company.id, delivery_id)
    one = event_facts(request.desk.company.id, facts.event_id) if facts else None
    if facts is None or one is None:
        raise Http404
    badge = delivery_badge(facts)
    context = frame(
        one.kind, "integrations", facts=facts, one=one, message=_message(request, one), items=_items(facts, one),
        badge=badge, meaning=_(BY_NAME[one.kind].when), may_replay=facts.state != "waiting" or facts.attempts > 0,
    )  # fmt: skip
    return render(request, "console/integrations/delivery.html", context)


def _items(facts: DeliveryFacts, one: EventFacts) -> list[tuple[str, Any]]:
    items: list[tuple[str, Any]] = [
        (_("Endpoint"), facts.url), (_("Message id"), message_id(one.uid)), (_("Happened"), date_text(one.at)),
        (_("Attempts"), facts.attempts),
    ]  # fmt: skip
    if answer := answer_words(facts):
        items.append((_("Last answer"), answer))
    for label, moment in (
        (_("Last attempt"), facts.last_attempt_at), (_("Next attempt"), facts.next_attempt_at),
        (_("Delivered"), facts.delivered_at),
    ):  # fmt: skip
        if moment:
            items.append((label, date_text(moment)))
    return items


@require_POST
@page(Verb.INTEGRATE)
def again(request: DeskRequest, delivery_id: int) -> HttpResponse:
    """Send one delivery again."""
    try:
        made = replay_delivery(act=request.desk.act(), jobs=event_ports().jobs, delivery_id=delivery_id)
    except NotFound as missing:
        raise Http404 from missing
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("console:integrations_delivery", delivery_id=delivery_id)
    messages.success(request, _("It is sent again; this page shows in a moment what came of it."))
    return redirect("console:integrations_delivery", delivery_id=made)
