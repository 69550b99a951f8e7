"""Webhooks: the endpoints of the company, and adding one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.integrations.forms import EndpointForm
from duly.faces.console.integrations.frame import endpoint_badge, frame, show_once
from duly.faces.look.table import Column, ListTable, Row
from duly.services.events.register_endpoint import register_endpoint
from duly.services.refused import ServiceRefused
from duly.store.queries.events_endpoints import EndpointFacts, endpoints_of
from duly.wiring.ports import event_ports


@require_GET
@page(Verb.INTEGRATE)
def webhooks(request: DeskRequest) -> HttpResponse:
    """Show the endpoints and how they fare."""
    return _show(request, EndpointForm())


def _show(request: DeskRequest, form: EndpointForm, *, is_open: bool = False) -> HttpResponse:
    endpoints = endpoints_of(request.desk.company.id, request.desk.now)
    context = frame(
        _("Integrations"), "integrations", form=form, endpoints=endpoints, table=_table(endpoints),
        is_open=is_open or not endpoints or bool(request.GET.get("add")), action=reverse("console:integrations_add"),
        button=_("Add the endpoint"),
    )  # fmt: skip
    return render(request, "console/integrations/webhooks.html", context)


def _table(endpoints: list[EndpointFacts]) -> ListTable:
    columns = [
        Column(name="url", label=_("Address")),
        Column(name="state", label=_("State"), kind="badge"),
        Column(name="kinds", label=_("Events"), wide_only=True),
        Column(name="delivered", label=_("Delivered in 7 days"), kind="number"),
        Column(name="waiting", label=_("Waiting"), kind="number"),
        Column(name="given_up", label=_("Given up"), kind="number"),
    ]
    rows = [
        Row(
            id=str(one.id), url=reverse("console:integrations_endpoint", args=[one.id]), muted=one.state == "disabled",
            cells={
                "url": one.description or one.url, "state": endpoint_badge(one), "kinds": kinds_words(one),
                "delivered": one.delivered, "waiting": one.waiting, "given_up": one.given_up,
            },
        )
        for one in endpoints
    ]  # fmt: skip
    return ListTable(caption=_("Endpoints"), columns=columns, rows=rows)


def kinds_words(endpoint: EndpointFacts) -> str:
    """Return which events an endpoint takes: all, or one by name, or how many kinds."""
    if not endpoint.kinds:
        return _("all")
    if len(endpoint.kinds) == 1:
        return endpoint.kinds[0]
    count = len(endpoint.kinds)
    return ngettext("%(count)d kind", "%(count)d kinds", count) % {"count": count}


def add(request: DeskRequest) -> HttpResponse:
    """Add an endpoint; its page shows the secret once."""
    return _add(request) if request.method == "POST" else redirect(f"{reverse('console:integrations')}?add=1#add")


@page(Verb.INTEGRATE)
def _add(request: DeskRequest) -> HttpResponse:
    form = EndpointForm(request.POST)
    if not form.is_valid():
        return _show(request, form, is_open=True)
    data = form.cleaned_data
    try:
        made = register_endpoint(
            act=request.desk.act(), ports=event_ports(), url=data["url"], kinds=data["kinds"],
            description=data["description"],
        )  # fmt: skip
    except ServiceRefused as refusal:
        form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
        return _show(request, form, is_open=True)
    messages.success(request, _("The endpoint is added."))
    show_once(request, _("Signing secret"), secret_hint(), made.secret)
    return redirect("console:integrations_endpoint", endpoint_id=made.id)


def secret_hint() -> str:
    """Return what the secret is for."""
    return _("Your program checks with it that a message is from here. It is shown only now.")
