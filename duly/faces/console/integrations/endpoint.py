"""One endpoint: how it fares, its deliveries, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.integrations.deliveries_table import STATES, deliveries_table, state_tabs
from duly.faces.console.integrations.forms import EndpointForm
from duly.faces.console.integrations.frame import endpoint_badge, frame, page_number, show_once, take_shown
from duly.faces.console.integrations.webhooks import kinds_words
from duly.faces.look.figures import date_text
from duly.services.events.endpoint_secret import rotate_secret
from duly.services.events.pause_endpoint import pause_endpoint, resume_endpoint
from duly.services.events.register_endpoint import change_endpoint, remove_endpoint
from duly.services.events.replay_deliveries import replay_missed, send_test_event
from duly.services.refused import NotFound, ServiceRefused
from duly.store.queries.events_deliveries import PAGE, deliveries_of
from duly.store.queries.events_endpoints import EndpointFacts, endpoint_facts
from duly.wiring.ports import event_ports

REPLAY_HOURS = (1, 24, 72, 168, 720)


def _facts(request: DeskRequest, endpoint_id: int) -> EndpointFacts:
    found = endpoint_facts(request.desk.company.id, endpoint_id, request.desk.now)
    if found is None:
        raise Http404
    return found


@require_GET
@page(Verb.INTEGRATE)
def endpoint(request: DeskRequest, endpoint_id: int) -> HttpResponse:
    """Show an endpoint with its deliveries, the newest first."""
    facts = _facts(request, endpoint_id)
    first = {"url": facts.url, "description": facts.description, "kinds": facts.kinds}
    return _show(request, facts, EndpointForm(initial=first))


def _show(request: DeskRequest, facts: EndpointFacts, form: EndpointForm, *, is_open: bool = False) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    before = page_number(request.GET.get("before"))
    lines = deliveries_of(request.desk.company.id, facts.id, state=state, before=before, limit=PAGE + 1)
    context = frame(
        facts.description or facts.url, "integrations", facts=facts, badge=endpoint_badge(facts), form=form,
        is_open=is_open, shown=take_shown(request), figures=_figures(facts), items=_items(facts),
        table=deliveries_table(lines[:PAGE], state, has_more=len(lines) > PAGE), lines=lines,
        states=state_tabs(facts, state), action=reverse("console:integrations_change", args=[facts.id]),
        button=_("Save"), replay_hours=[(hours, _ago(hours)) for hours in REPLAY_HOURS],
    )  # fmt: skip
    return render(request, "console/integrations/endpoint.html", context)


def _ago(hours: int) -> str:
    if hours < 48:
        return ngettext("the last %(count)d hour", "the last %(count)d hours", hours) % {"count": hours}
    return ngettext("the last %(count)d day", "the last %(count)d days", hours // 24) % {"count": hours // 24}


def _figures(facts: EndpointFacts) -> list[dict[str, Any]]:
    return [
        {"label": _("Delivered in 7 days"), "value": facts.delivered, "lead": True},
        {"label": _("Waiting"), "value": facts.waiting, "tone": "warn" if facts.retrying else ""},
        {"label": _("Given up in 7 days"), "value": facts.given_up, "tone": "bad" if facts.given_up else ""},
    ]


def _items(facts: EndpointFacts) -> list[tuple[str, str]]:
    items = [(_("Address"), facts.url), (_("Events"), ", ".join(facts.kinds) or kinds_words(facts))]
    if facts.last_delivered_at:
        items.append((_("Last delivered"), date_text(facts.last_delivered_at)))
    if facts.failing_since:
        items.append((_("Failing since"), date_text(facts.failing_since)))
    if facts.disabled_reason:
        items.append((_("Disabled because"), facts.disabled_reason))
    items.append((_("Added"), f"{date_text(facts.created_at)} · {facts.created_by}"))
    return items


@page(Verb.INTEGRATE)
def change(request: DeskRequest, endpoint_id: int) -> HttpResponse:
    """Change where an endpoint is and what it takes."""
    facts = _facts(request, endpoint_id)
    if request.method != "POST":
        return redirect("console:integrations_endpoint", endpoint_id=endpoint_id)
    form = EndpointForm(request.POST)
    if form.is_valid():
        try:
            change_endpoint(act=request.desk.act(), ports=event_ports(), endpoint_id=endpoint_id, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("console:integrations_endpoint", endpoint_id=endpoint_id)
        except ServiceRefused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
    return _show(request, facts, form, is_open=True)


def _test(request: DeskRequest, endpoint_id: int) -> None:
    send_test_event(act=request.desk.act(), jobs=event_ports().jobs, endpoint_id=endpoint_id)
    messages.success(request, _("A test is on its way; what came of it shows below in a moment."))


def _pause(request: DeskRequest, endpoint_id: int) -> None:
    pause_endpoint(act=request.desk.act(), endpoint_id=endpoint_id)
    undo = reverse("console:integrations_act", args=[endpoint_id, "resume"])
    messages.success(request, _("Paused. What happens meanwhile waits."), extra_tags=undo)


def _resume(request: DeskRequest, endpoint_id: int) -> None:
    resume_endpoint(act=request.desk.act(), endpoint_id=endpoint_id)
    messages.success(request, _("Events are sent there again."))


def _rotate(request: DeskRequest, endpoint_id: int) -> None:
    secret = rotate_secret(act=request.desk.act(), sealer=event_ports().sealer, endpoint_id=endpoint_id)
    hint = _("The secret before it signs beside it for another day. It is shown only now.")
    show_once(request, _("New signing secret"), hint, secret)


def _replay(request: DeskRequest, endpoint_id: int) -> None:
    asked = page_number(request.POST.get("hours")) or 24
    since = request.desk.now - timedelta(hours=min(asked, max(REPLAY_HOURS)))
    count = replay_missed(act=request.desk.act(), jobs=event_ports().jobs, endpoint_id=endpoint_id, since=since)
    said = ngettext("%(count)d event is sent again.", "%(count)d events are sent again.", count)
    messages.success(request, said % {"count": count} if count else _("Nothing was missed in that time."))


def _remove(request: DeskRequest, endpoint_id: int) -> None:
    remove_endpoint(act=request.desk.act(), endpoint_id=endpoint_id)
    messages.success(request, _("The endpoint is removed. The events stay."))


DEEDS: dict[str, Callable[[DeskRequest, int], None]] = {
    "test": _test, "pause": _pause, "resume": _resume, "rotate": _rotate, "replay": _replay, "remove": _remove,
}  # fmt: skip


@require_POST
@page(Verb.INTEGRATE)
def act_on(request: DeskRequest, endpoint_id: int, deed: str) -> HttpResponse:
    """Do one thing with an endpoint: test, pause, resume, rotate, replay or remove."""
    done = DEEDS.get(deed)
    if done is None:
        raise Http404
    try:
        done(request, endpoint_id)
    except NotFound as missing:
        raise Http404 from missing
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    if deed == "remove":
        return redirect("console:integrations")
    return redirect("console:integrations_endpoint", endpoint_id=endpoint_id)
