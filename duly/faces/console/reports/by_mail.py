"""Reports that come by mail: which, how often, to whom; started, sent at once, stopped."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from duly.core.accounts.permissions import Verb
from duly.core.insight.cadence import Cadence
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.reports.asked import read, report_tabs
from duly.faces.look.figures import date_text
from duly.services.insight.enqueue_reports import enqueue_report
from duly.services.insight.schedule_report import schedule_report, stop_report
from duly.services.refused import NotFound, ServiceRefused
from duly.store.queries.people import people_of
from duly.store.queries.report_schedules import ScheduleFacts, schedule_of, schedules_of
from duly.wiring.ports import ports

REPORT_NAMES = {"aging": lazy("Aging"), "figures": lazy("Figures"), "activity": lazy("Activity by person")}
CADENCE_NAMES = {
    "daily": pgettext_lazy("how often", "Every working day"), "weekly": pgettext_lazy("how often", "Every week"),
    "monthly": pgettext_lazy("how often", "Every month"),
}  # fmt: skip


class ScheduleForm(forms.Form):
    """Which report, how often, to whom."""

    report = forms.ChoiceField(label=lazy("Report"), choices=list(REPORT_NAMES.items()))
    cadence = forms.ChoiceField(label=lazy("How often"), choices=list(CADENCE_NAMES.items()), initial="weekly")
    weekday = forms.TypedChoiceField(
        label=lazy("Weekday"), coerce=int, required=False, choices=list(WEEKDAYS.items()),
        help_text=lazy("Counts for weekly reports."),
    )  # fmt: skip
    day_of_month = forms.IntegerField(
        label=lazy("Day of the month"), min_value=1, max_value=31, required=False, initial=1,
        help_text=lazy("Counts for monthly reports; a short month has it on its last day."),
    )  # fmt: skip
    recipients = forms.MultipleChoiceField(label=pgettext_lazy("recipient", "To"), widget=forms.CheckboxSelectMultiple)
    language = forms.ChoiceField(label=lazy("Language"), choices=settings.LANGUAGES)

    def __init__(self, company_id: int, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        people = [one for one in people_of(company_id) if one.is_active and one.role != "sales"]
        field = self.fields["recipients"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.email.lower(), f"{one.name} <{one.email}>" if one.name else one.email) for one in people]


@require_http_methods(["GET", "POST"])
@page(Verb.SEE_ALL)
def by_mail(request: DeskRequest) -> HttpResponse:
    """Show what comes by mail, and a form for more."""
    desk = request.desk
    own = request.user.email.lower() if request.user.is_authenticated else ""
    start = {"recipients": [own], "language": desk.company.language, "weekday": 0}
    form = ScheduleForm(desk.company.id, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid() and _store(request, form):
        return redirect("console:reports_by_mail")
    context = {
        "title": _("Reports by mail"), "nav": "reports", "tabs": report_tabs(read(request), "reports_by_mail"),
        "form": form, "schedules": [_drawn(one) for one in schedules_of(desk.company.id)],
        "mail_works": ports().mailer.is_configured(),
    }  # fmt: skip
    return render(request, "console/reports/by_mail.html", context)


def _store(request: DeskRequest, form: ScheduleForm) -> bool:
    given = form.cleaned_data
    try:
        schedule_report(
            act=request.desk.act(), report=given["report"], query="", cadence=Cadence(given["cadence"]),
            recipients=given["recipients"], weekday=given["weekday"] or 0, day_of_month=given["day_of_month"] or 1,
            language=given["language"],
        )  # fmt: skip
    except ServiceRefused as refusal:
        form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
        return False
    messages.success(request, _("The report comes by mail from its next day on."))
    return True


def _drawn(one: ScheduleFacts) -> dict[str, Any]:
    often = str(CADENCE_NAMES[one.cadence])
    if one.cadence == "weekly":
        often = _("Every week on %(day)s") % {"day": WEEKDAYS[one.weekday or 0]}
    elif one.cadence == "monthly":
        often = _("Every month on day %(day)d") % {"day": one.day_of_month or 1}
    return {
        "id": one.id, "name": REPORT_NAMES[one.report], "often": often, "people": ", ".join(one.recipients),
        "due": date_text(one.due_date), "sent_at": one.last_sent_at, "problem": one.last_problem,
        "owner": one.owner_name,
    }  # fmt: skip


@require_POST
@page(Verb.SEE_ALL)
def stop(request: DeskRequest, schedule_id: int) -> HttpResponse:
    """Stop one: one's own, or anybody's for who manages people or procedures."""
    _own_or_404(request, schedule_id)
    try:
        stop_report(act=request.desk.act(), schedule_id=schedule_id)
    except NotFound as missing:
        raise Http404 from missing
    messages.success(request, _("Stopped."))
    return redirect("console:reports_by_mail")


@require_POST
@page(Verb.SEE_ALL)
def send_now(request: DeskRequest, schedule_id: int) -> HttpResponse:
    """Send one at once; its next day stays."""
    _own_or_404(request, schedule_id)
    enqueue_report(
        jobs=ports().jobs, company_id=request.desk.company.id, schedule_id=schedule_id, at=request.desk.now
    )  # fmt: skip
    messages.success(request, _("It is being written and goes out in a moment."))
    return redirect("console:reports_by_mail")


def _own_or_404(request: DeskRequest, schedule_id: int) -> ScheduleFacts:
    found = schedule_of(request.desk.company.id, schedule_id)
    if found is None or (found.user_id != request.desk.user_id and not request.desk.may(Verb.EDIT_PROCEDURE)):
        raise Http404
    return found
