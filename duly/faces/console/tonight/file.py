"""Tonight as a file: exactly what the page shows, all pages of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.core.money.money import Money
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.export import csv_response
from duly.faces.console.tonight.day import asked_for, quiet_lines
from duly.faces.console.tonight.preview import Planned, Preview, Quiet, preview_of
from duly.faces.console.tonight.words import state_name, totals_text
from duly.services.refused import ServiceRefused
from duly.store.queries.cycles import cycle_of
from duly.store.queries.notices import NoticeLine, notice_lines
from duly.store.queries.procedures import level_names

EXPORT_LIMIT = 200_000
Rows = Iterable[tuple[object, ...]]


@require_GET
@page(Verb.SEE_ALL)
def export(request: DeskRequest) -> HttpResponse:
    """Answer with the tab of the day that the address names, as filtered there."""
    desk = request.desk
    try:
        day = date.fromisoformat(request.GET["day"]) if "day" in request.GET else desk.today
    except ValueError:
        raise Http404 from None
    cycle = cycle_of(desk.company.id, day)
    tab = request.GET.get("tab", "")
    name = f"tonight-{day.isoformat()}"
    if cycle is None and day != desk.today:
        raise Http404
    if tab == "quiet":
        wanted = request.GET.get("reason", "")
        quiet = quiet_lines(desk, cycle) if cycle else _preview(request).quiet()
        return csv_response(name, _quiet_head(), _quiet(one for one in quiet if not wanted or one.code == wanted))
    if cycle is None:
        found = _preview(request)
        return csv_response(name, _planned_head(), _planned(found.planned("call_task" if tab == "calls" else "email")))
    lines, _newer, _older = notice_lines(desk.company.id, asked_for(request, cycle, tab), limit=EXPORT_LIMIT)
    return csv_response(name, _sent_head(), _stored(lines, level_names(desk.company.id)))


def _preview(request: DeskRequest) -> Preview:
    try:
        return preview_of(request.desk)
    except ServiceRefused as refusal:
        raise Http404 from refusal


def _quiet_head() -> tuple[str, ...]:
    return (_("Customer"), _("Why not"), _("Next"), _("Open"))


def _quiet(lines: Iterable[Quiet]) -> Rows:
    return ((one.name, one.why, one.next_day, totals_text(one.totals) if one.totals else "") for one in lines)


def _planned_head() -> tuple[str, ...]:
    return (
        _("Customer"), pgettext("recipient", "To"), _("Address"), _("Level"), _("Invoices"), _("Goes"),
        _("Currency"), _("Asked for"),
    )  # fmt: skip


def _planned(lines: Iterable[Planned]) -> Iterator[tuple[object, ...]]:
    for one in lines:
        for code, minor in one.asked:
            yield (one.name, one.contact, one.email, " + ".join(one.levels), ", ".join(one.numbers), one.when, code,
                   Money(minor, code))  # fmt: skip


def _sent_head() -> tuple[str, ...]:
    return (
        _("Customer number"), _("Customer"), pgettext("recipient", "To"), _("Address"), _("Level"), _("Invoices"),
        _("State"), _("Why"),
        _("Sent at"), _("Currency"), _("Asked for"),
    )  # fmt: skip


def _stored(lines: Iterable[NoticeLine], names: dict[str, str]) -> Rows:
    return (
        (
            one.customer_number, one.customer_name, one.to_name, one.to_email,
            " + ".join(names.get(key, key) for key in one.level_keys), ", ".join(one.numbers), state_name(one.state),
            one.state_reason, timezone.localtime(one.sent_at).isoformat(" ", "minutes") if one.sent_at else None,
            one.currency, Money(one.total_minor, one.currency),
        )
        for one in lines
    )  # fmt: skip
