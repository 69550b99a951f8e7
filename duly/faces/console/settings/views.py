"""Settings: the company, its bank account, its sender, pause and mail."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.settings.forms import CompanyForm
from duly.services.accounts.edit_company import edit_company, pause_company, resume_company
from duly.services.accounts.send_test_message import send_test_message
from duly.services.refused import ServiceRefused
from duly.wiring.ports import mailer


@require_http_methods(["GET", "POST"])
@page(Verb.SEE_ALL)
def settings_page(request: DeskRequest) -> HttpResponse:
    """Show the settings; store them when an admin sends the form."""
    desk = request.desk
    may_edit = desk.may(Verb.EDIT_COMPANY)
    form = CompanyForm.of(desk.company)
    if request.method == "POST" and may_edit:
        form = CompanyForm(request.POST)
        if form.is_valid() and _store(request, form):
            return redirect("console:settings")
    server = urlsplit(settings.EMAIL_URL)
    context = {
        "title": _("Settings"), "nav": "settings", "form": form, "may_edit": may_edit,
        "may_pause": desk.may(Verb.PAUSE),
        "mail_server": server.hostname or "", "mail_port": server.port,
        "own_email": request.user.email if request.user.is_authenticated else "",
    }  # fmt: skip
    return render(request, "console/settings/settings.html", context)


def _store(request: DeskRequest, form: CompanyForm) -> bool:
    try:
        changed = edit_company(act=request.desk.act(), changes=form.cleaned_data)
    except ServiceRefused as refusal:
        form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
        return False
    messages.success(request, _("Saved.") if changed else _("Nothing was different."))
    return True


@require_POST
@page(Verb.PAUSE)
def pause(request: DeskRequest) -> HttpResponse:
    """Hold back every message of the company, with a reason."""
    try:
        pause_company(act=request.desk.act(), reason=request.POST.get("reason", ""))
        undo = reverse("console:settings_resume")
        messages.success(request, _("Paused. No message goes out until somebody resumes."), extra_tags=undo)
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("console:settings")


@require_POST
@page(Verb.PAUSE)
def resume(request: DeskRequest) -> HttpResponse:
    """Let messages go out again."""
    resume_company(act=request.desk.act())
    messages.success(request, _("Messages go out again."))
    return redirect("console:settings")


@require_POST
@page(Verb.EDIT_COMPANY)
def test_message(request: DeskRequest) -> HttpResponse:
    """Send a test message to the one who asks."""
    assert request.user.is_authenticated
    address = request.user.email
    try:
        send_test_message(act=request.desk.act(), mailer=mailer(), to_email=address, token=secrets.token_hex(12))
        messages.success(request, _("Sent to %(address)s. Look whether it arrives.") % {"address": address})
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("console:settings") + "#mail")
