"""What a person does with messages: one or many, after the consequence was said in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.tonight.words import counted, whole
from duly.services.accounts.edit_company import pause_company, resume_company
from duly.services.accounts.place_hold import end_hold, place_hold
from duly.services.dunning.review_notice import approve_notice, exclude_notice, hurry_notice, send_again
from duly.services.refused import ServiceRefused
from duly.store.queries.notice_page import customer_names
from duly.store.queries.notices import NoticeFilter, notice_lines, notice_sums
from duly.wiring.ports import ports

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done to messages: from which states, in which words, with a reason or without."""

    states: tuple[str, ...]
    title: Promise
    sentence: Promise
    button: Promise
    done: Promise
    reason_label: Promise | None = None


APPROVE = Deed(
    ("held",), lazy("Approve messages"), lazy("Sends %(what)s."), lazy("Approve"), lazy("Approved: %(n)s.")
)  # fmt: skip
LEAVE_OUT = Deed(
    ("held", "queued"), lazy("Leave messages out"),
    lazy("Leaves out %(what)s. Their levels do not count: they come again on the next day that is run."),
    lazy("Leave out"), lazy("Left out: %(n)s."), lazy("Why are they left out?"),
)  # fmt: skip
SEND_NOW = Deed(
    ("held", "queued"), lazy("Send messages now"),
    lazy("Sends %(what)s, as soon as a worker is free. The customers' hours are still kept."),
    lazy("Send now"), lazy("Queued for now: %(n)s."),
)  # fmt: skip
AGAIN = Deed(
    ("failed", "unknown"), lazy("Send messages again"),
    lazy("Sends %(what)s once more. Where the outcome is unknown, the customer may get it twice."),
    lazy("Send again"), lazy("Queued again: %(n)s."), lazy("Why are they sent again?"),
)  # fmt: skip


def _ids(request: DeskRequest) -> list[int]:
    found = [text for text in request.POST.getlist("ids") if text.isascii() and text.isdigit() and len(text) < 19]
    return [int(text) for text in dict.fromkeys(found)][:MOST_AT_ONCE]


def back_to(request: DeskRequest) -> str:
    """Return the page an action came from, else Tonight."""
    wanted = request.POST.get("next") or request.headers.get("referer", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("console:tonight")


def _act_on(request: DeskRequest, deed: Deed, do: Callable[[int, str], None]) -> HttpResponse:
    """Say the consequence first; once it is confirmed, do it to each message and say what was not possible."""
    desk = request.desk
    ids = _ids(request)
    wanted = NoticeFilter(ids=tuple(ids), states=deed.states, channel="email")
    lines = notice_lines(desk.company.id, wanted, limit=MOST_AT_ONCE)[0] if ids else []
    if not lines:
        messages.warning(request, _("None of these messages can be treated so. Choose some, or reload the page."))
        return redirect(back_to(request))
    reason = request.POST.get("reason", "").strip()
    if request.POST.get("confirmed") and (reason or deed.reason_label is None):
        return _do(request, deed, [line.id for line in lines], reason, do)
    sums = notice_sums(desk.company.id, wanted)
    what = counted(sums.notices, sums.customers, sums.invoices, sums.totals)
    context: dict[str, Any] = {
        "title": deed.title, "nav": "tonight", "consequence": deed.sentence % {"what": what}, "button": deed.button,
        "ids": [line.id for line in lines], "names": [line.customer_name for line in lines],
        "reason_label": deed.reason_label, "left": len(ids) - len(lines), "back_url": back_to(request),
        "is_missing": bool(request.POST.get("confirmed")),
    }  # fmt: skip
    return render(request, "console/tonight/confirm.html", context)


def _do(request: DeskRequest, deed: Deed, ids: list[int], reason: str, do: Callable[[int, str], None]) -> HttpResponse:
    done, refused = 0, ""
    for notice_id in ids:
        try:
            do(notice_id, reason)
            done += 1
        except ServiceRefused as refusal:
            refused = str(refusal)
    if done:
        messages.success(request, deed.done % {"n": whole(done)})
    if refused:
        messages.error(request, refused)
    return redirect(back_to(request))


@require_POST
@page(Verb.SEND)
def approve(request: DeskRequest) -> HttpResponse:
    """Let held messages go."""
    return _act_on(
        request, APPROVE,
        lambda number, _reason: approve_notice(act=request.desk.act(), ports=ports(), notice_id=number),
    )  # fmt: skip


@require_POST
@page(Verb.SEND)
def leave_out(request: DeskRequest) -> HttpResponse:
    """Leave planned messages out, for a reason."""
    return _act_on(
        request, LEAVE_OUT,
        lambda number, reason: exclude_notice(act=request.desk.act(), notice_id=number, reason=reason),
    )  # fmt: skip


@require_POST
@page(Verb.SEND)
def send_now(request: DeskRequest) -> HttpResponse:
    """Send planned messages at once."""
    return _act_on(
        request, SEND_NOW,
        lambda number, _reason: hurry_notice(act=request.desk.act(), ports=ports(), notice_id=number),
    )  # fmt: skip


@require_POST
@page(Verb.SEND)
def send_once_more(request: DeskRequest) -> HttpResponse:
    """Send failed messages, or those of unknown outcome, again."""
    return _act_on(
        request, AGAIN,
        lambda number, reason: send_again(act=request.desk.act(), ports=ports(), notice_id=number, reason=reason),
    )  # fmt: skip


@require_POST
@page(Verb.SEND)
def hold(request: DeskRequest) -> HttpResponse:
    """Leave customers out of today before the day is run: a hold that ends tonight."""
    desk = request.desk
    names = customer_names(desk.company.id, _ids(request))
    if not names:
        messages.warning(request, _("Choose at least one customer."))
        return redirect(back_to(request))
    reason = request.POST.get("reason", "").strip()
    if request.POST.get("confirmed") and reason:
        holds = [
            place_hold(act=desk.act(), customer_id=number, reason=reason, until_date=desk.today) for number in names
        ]  # fmt: skip
        undo = reverse("console:tonight_put_back", args=[holds[0]]) if len(holds) == 1 else ""
        words = ngettext("%(n)s customer is left out today.", "%(n)s customers are left out today.", len(holds))
        messages.success(request, words % {"n": whole(len(holds))}, extra_tags=undo)
        return redirect(back_to(request))
    words = ngettext(
        "Leaves %(n)s customer out of today. From tomorrow on it is treated as always.",
        "Leaves %(n)s customers out of today. From tomorrow on they are treated as always.", len(names),
    )  # fmt: skip
    context: dict[str, Any] = {
        "title": _("Leave out today"), "nav": "tonight", "consequence": words % {"n": whole(len(names))},
        "button": _("Leave out today"), "ids": list(names), "names": sorted(one.name for one in names.values()),
        "reason_label": _("Why are they left out?"), "left": 0, "back_url": back_to(request),
        "is_missing": bool(request.POST.get("confirmed")),
    }  # fmt: skip
    return render(request, "console/tonight/confirm.html", context)


@require_POST
@page(Verb.SEND)
def put_back(request: DeskRequest, hold_id: int) -> HttpResponse:
    """End a hold: the customer is treated as always again."""
    try:
        end_hold(act=request.desk.act("put back in Tonight"), hold_id=hold_id)
        messages.success(request, _("The hold has ended."))
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(back_to(request))


@require_POST
@page(Verb.PAUSE)
def pause(request: DeskRequest) -> HttpResponse:
    """Hold back every message of the company."""
    try:
        pause_company(act=request.desk.act(), reason=request.POST.get("reason", ""))
        undo = reverse("console:tonight_resume")
        messages.success(request, _("Paused. No message goes out until somebody resumes."), extra_tags=undo)
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(back_to(request))


@require_POST
@page(Verb.PAUSE)
def resume(request: DeskRequest) -> HttpResponse:
    """Let messages go out again."""
    resume_company(act=request.desk.act())
    messages.success(request, _("Messages go out again."))
    return redirect(back_to(request))
