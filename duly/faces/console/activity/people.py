"""Activity by person: what each did in a span, by kind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.activity.views import chips, fields, filter_of, given_in
from duly.faces.console.activity.words import ROOMS, room_name, room_of, who_name
from duly.faces.console.export import csv_response
from duly.faces.look.table import Column, ListTable, Row
from duly.store.queries.activity_log import ActorSum, activity_by_actor

SPAN_DAYS = 30


def _sums(request: DeskRequest) -> tuple[dict[str, str], list[ActorSum]]:
    """Return the filter, the last thirty days if it names no day, and the sums under it."""
    given = given_in(request)
    if "from" not in given and "to" not in given:
        given["from"] = (request.desk.today - timedelta(days=SPAN_DAYS - 1)).isoformat()
    return given, activity_by_actor(request.desk.company.id, filter_of(request, given))


def _by_kind(one: ActorSum) -> dict[str, int]:
    counts: dict[str, int] = {}
    for first, number in one.by_room.items():
        room = room_of(first)
        counts[room] = counts.get(room, 0) + number
    return counts


@require_GET
@page(Verb.SEE_ALL)
def by_person(request: DeskRequest) -> HttpResponse:
    """Show who did how much of what; each line leads to the deeds themselves."""
    given, sums = _sums(request)
    kinds = [room for room in (*ROOMS, "other") if any(_by_kind(one).get(room) for one in sums)]
    rows = [
        Row(
            id=str(number),
            url=f"{reverse('console:activity')}?{urlencode(given | {'who': one.actor, 'kind': one.actor_kind})}",
            cells={"who": who_name(one.actor_kind, one.actor), "lines": one.lines, "customers": one.customers or None}
            | {room: _by_kind(one).get(room) for room in kinds},
        )
        for number, one in enumerate(sums)
    ]
    columns = [
        Column(name="who", label=_("Who"), kind="strong"),
        Column(name="lines", label=_("Deeds"), kind="number"),
        Column(name="customers", label=_("Customers"), kind="number"),
        *(Column(name=room, label=room_name(room), kind="number", wide_only=True) for room in kinds),
    ]
    context: dict[str, Any] = {
        "title": _("Activity by person"), "nav": "activity", "fields": fields(request.desk.company.id, given),
        "chips": chips(given, []), "clear_url": "?", "is_filtered": True,
        "tools": [{"label": _("Export"), "icon": "export",
                   "url": f"{reverse('console:activity_people_export')}?{urlencode(given)}"}],
        "table": ListTable(caption=_("Activity by person"), columns=columns, rows=rows, id="activity-people"),
        "lines": sums,
    }  # fmt: skip
    return render(request, "console/activity/activity.html", context)


@require_GET
@page(Verb.SEE_ALL)
def export(request: DeskRequest) -> HttpResponse:
    """Answer with the sums as a file."""
    _given, sums = _sums(request)
    head = (_("Who"), _("Deeds"), _("Customers"), *(room_name(room) for room in (*ROOMS, "other")))
    rows = (
        (
            who_name(one.actor_kind, one.actor), one.lines, one.customers,
            *(_by_kind(one).get(room, 0) for room in (*ROOMS, "other")),
        )
        for one in sums
    )  # fmt: skip
    return csv_response(f"activity-by-person-{request.desk.today.isoformat()}", head, rows)
