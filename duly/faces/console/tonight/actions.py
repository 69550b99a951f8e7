"""What a person does with messages: one, many, or all of a group, after the consequence was said in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.tonight.deeds import MOST_AT_ONCE, Chosen, Deed, back_to, confirm_then_do
from duly.faces.console.tonight.words import counted, state_name, whole
from duly.services.accounts.edit_company import pause_company, resume_company
from duly.services.accounts.place_hold import end_hold, place_hold
from duly.services.dunning.review_notice import approve_notice, exclude_notice, hurry_notice, send_again
from duly.services.refused import ServiceRefused
from duly.store.queries.cycles import cycle_of
from duly.store.queries.notice_page import customer_names
from duly.store.queries.notices import NoticeFilter, NoticeLine, notice_lines, notice_sums
from duly.wiring.ports import ports

Do = Callable[[DeskRequest, int, str], None]


def _wanted(request: DeskRequest, states: tuple[str, ...], ids: list[int]) -> NoticeFilter | None:
    """Return which messages are meant: those that were ticked, or all of a group (a day's, of one level or any)."""
    if not request.POST.get("all"):
        return NoticeFilter(ids=tuple(ids), states=states, channel="email") if ids else None
    try:
        cycle = cycle_of(request.desk.company.id, date.fromisoformat(request.POST.get("day", "")))
    except ValueError:
        raise Http404 from None
    if cycle is None:
        raise Http404
    level = request.POST.get("level", "")[:40]
    return NoticeFilter(cycle_id=cycle.id, states=states, level_key=level, channel="email")


def _chooser(states: tuple[str, ...], sentence: Promise) -> Callable[[DeskRequest, list[int]], Chosen]:
    def choose(request: DeskRequest, ids: list[int]) -> Chosen:
        company_id = request.desk.company.id
        wanted = _wanted(request, states, ids)
        if wanted is None:
            return Chosen((), (), "")
        lines = notice_lines(company_id, wanted, limit=MOST_AT_ONCE)[0]
        found = tuple(line.id for line in lines)
        others = _meanwhile(company_id, [number for number in ids if number not in found])
        if not lines:
            return Chosen((), (), "", others)
        sums = notice_sums(company_id, NoticeFilter(ids=found, states=states, channel="email"))
        what = counted(sums.notices, sums.customers, sums.invoices, sums.totals)
        return Chosen(found, tuple(line.customer_name for line in lines), str(sentence) % {"what": what}, others)

    return choose


def _meanwhile(company_id: int, ids: list[int]) -> tuple[str, ...]:
    """Say where messages stand that can no longer be treated so: somebody may have been quicker."""
    if not ids:
        return ()
    lines = notice_lines(company_id, NoticeFilter(ids=tuple(ids), channel="email"), limit=MOST_AT_ONCE)[0]
    return tuple(_standing(line) for line in lines)


def _standing(line: NoticeLine) -> str:
    words = {"customer": line.customer_name, "state": state_name(line.state), "who": line.approved_by}
    if line.approved_by and line.state in ("queued", "sending", "sent"):
        return _("%(customer)s: approved by %(who)s meanwhile, %(state)s now.") % words
    return _("%(customer)s: %(state)s now.") % words


def _doer(one: Do, done: Promise) -> Callable[[DeskRequest, Sequence[int], str], None]:
    """Do it to each; what somebody else changed in between is said, the rest is done."""

    def do(request: DeskRequest, ids: Sequence[int], reason: str) -> None:
        count, refused = 0, []
        for notice_id in ids:
            try:
                one(request, notice_id, reason)
                count += 1
            except ServiceRefused:
                refused.append(notice_id)
        if count:
            messages.success(request, str(done) % {"n": whole(count)})
        for said in _meanwhile(request.desk.company.id, refused)[:5]:
            messages.warning(request, said)

    return do


def _of_messages(
    states: tuple[str, ...], title: Promise, sentence: Promise, button: Promise, done: Promise, one: Do,
    reason_label: Promise | None = None,
) -> Deed:  # fmt: skip
    nothing = lazy("None of these messages can be treated so. Choose some, or reload the page.")
    return Deed(title, button, nothing, _chooser(states, sentence), _doer(one, done), reason_label)


def _hold_chosen(request: DeskRequest, ids: list[int]) -> Chosen:
    names = customer_names(request.desk.company.id, ids)
    words = ngettext(
        "Leaves %(n)s customer out of today. From tomorrow on it is treated as always.",
        "Leaves %(n)s customers out of today. From tomorrow on they are treated as always.", len(names),
    )  # fmt: skip
    return Chosen(tuple(names), tuple(sorted(one.name for one in names.values())), words % {"n": whole(len(names))})


def _hold(request: DeskRequest, ids: Sequence[int], reason: str) -> None:
    desk = request.desk
    holds = [place_hold(act=desk.act(), customer_id=number, reason=reason, until_date=desk.today) for number in ids]
    undo = reverse("console:tonight_put_back", args=[holds[0]]) if len(holds) == 1 else ""
    words = ngettext("%(n)s customer is left out today.", "%(n)s customers are left out today.", len(holds))
    messages.success(request, words % {"n": whole(len(holds))}, extra_tags=undo)


DEEDS: dict[str, Deed] = {
    "approve": _of_messages(
        ("held",), lazy("Approve messages"), lazy("Sends %(what)s."), lazy("Approve"), lazy("Approved: %(n)s."),
        lambda request, number, _reason: approve_notice(act=request.desk.act(), ports=ports(), notice_id=number),
    ),
    "leave_out": _of_messages(
        ("held", "queued"), lazy("Leave messages out"),
        lazy("Leaves out %(what)s. Their levels do not count: they come again on the next day that is run."),
        lazy("Leave out"), lazy("Left out: %(n)s."),
        lambda request, number, reason: exclude_notice(act=request.desk.act(), notice_id=number, reason=reason),
        lazy("Why are they left out?"),
    ),
    "send_now": _of_messages(
        ("held", "queued"), lazy("Send messages now"),
        lazy("Sends %(what)s, as soon as a worker is free. The customers' hours are still kept."),
        lazy("Send now"), lazy("Queued for now: %(n)s."),
        lambda request, number, _reason: hurry_notice(act=request.desk.act(), ports=ports(), notice_id=number),
    ),
    "send_again": _of_messages(
        ("failed", "unknown"), lazy("Send messages again"),
        lazy("Sends %(what)s once more. Where the outcome is unknown, the customer may get it twice."),
        lazy("Send again"), lazy("Queued again: %(n)s."),
        lambda request, number, reason: send_again(
            act=request.desk.act(), ports=ports(), notice_id=number, reason=reason
        ),
        lazy("Why are they sent again?"),
    ),
    "hold": Deed(
        lazy("Leave out today"), lazy("Leave out today"), lazy("Choose at least one customer."), _hold_chosen, _hold,
        lazy("Why are they left out?"),
    ),
}  # fmt: skip
"""By the name of their address. `hold` is for customers before the day is run: a hold that ends tonight."""


@require_POST
@page(Verb.SEND)
def deed(request: DeskRequest, name: str) -> HttpResponse:
    """Say what a deed would do, and do it once it is confirmed."""
    return confirm_then_do(request, DEEDS[name])


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
