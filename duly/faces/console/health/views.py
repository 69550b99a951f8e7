"""The Health page: jobs, the day's run, mail, the ledger's audit, backups."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.health.cards import audit_card, backup_card, day_card, mail_card, work_card
from duly.services.health.audit_company import ask_for_audit
from duly.services.health.check_company import check_company
from duly.services.health.check_work import ALIVE_SECONDS
from duly.store.queries.work_state import work_state
from duly.wiring.ports import ports


@require_GET
@page(Verb.SEE_ALL)
def health(request: DeskRequest) -> HttpResponse:
    """Show how everything stands; what needs a hand comes first."""
    desk = request.desk
    server = urlsplit(settings.EMAIL_URL).hostname or ""
    cards = [
        work_card(work_state(alive_seconds=ALIVE_SECONDS)), day_card(desk), mail_card(desk, server), audit_card(desk),
        backup_card(desk),
    ]  # fmt: skip
    rank = {"bad": 0, "warn": 1, "good": 2}
    context = {
        "title": _("Health"), "nav": "health", "cards": sorted(cards, key=lambda card: rank[card.tone]),
        "may_audit": desk.may(Verb.RUN_CYCLE),
        "checks": check_company(desk.company, desk.now, is_mail_configured=bool(server)),
    }  # fmt: skip
    return render(request, "console/health/health.html", context)


@require_POST
@page(Verb.RUN_CYCLE)
def audit(request: DeskRequest) -> HttpResponse:
    """Ask for an audit; a worker does it."""
    ask_for_audit(act=request.desk.act(), jobs=ports().jobs)
    messages.success(request, _("The ledger is being audited. The result stands here in a moment."))
    return redirect("console:health")
