"""Why a customer is in its segment; and a segment by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duly.core.accounts.permissions import Verb
from duly.core.accounts.segment_schema import AMOUNTS
from duly.core.accounts.segments import CustomerFacts
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.segments.words import fact_name, finding_words, segment_name
from duly.faces.console.tonight.words import totals_text, whole
from duly.faces.look.figures import EN_DASH
from duly.services.accounts.apply_segments import pin_segment, unpin_segment
from duly.services.accounts.preview_segments import explain_segment
from duly.services.refused import NotFound, ServiceRefused
from duly.store.queries.segments import current_rules, segment_sizes

SHOWN = (
    "paid_count", "median_days_late", "average_days_late", "oldest_overdue_days", "promises_judged",
    "promise_kept_percent", "days_known", "open", "overdue", "revenue", "importance", "country", "language",
)  # fmt: skip


@require_GET
@page(Verb.SEE_ALL)
def customer(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Show segment after segment whether it holds for a customer, and the facts it was asked about."""
    desk = request.desk
    try:
        why = explain_segment(act=desk.act(), customer_id=customer_id)
    except NotFound as missing:
        raise Http404 from missing
    assert why.facts is not None
    rules = current_rules(desk.company.id)
    names = [one.name for one in rules.segments] if rules else []
    names += [one.name for one in segment_sizes(desk.company.id, desk.today) if one.name and one.name not in names]
    context: dict[str, Any] = {
        "title": why.facts.name, "nav": "procedures", "why": why, "segment": segment_name(why.segment),
        "customer_id": customer_id, "rules": rules, "names": names, "may_edit": desk.may(Verb.EDIT_CUSTOMER),
        "would": next((one.segment for one in why.tried if one.holds), ""),
        "tried": [
            {"name": one.segment, "holds": one.holds,
             "findings": [(finding_words(found), found.holds) for found in one.findings]}
            for one in why.tried
        ],
        "facts": [(fact_name(name), _drawn(why.facts, name)) for name in SHOWN],
    }  # fmt: skip
    return render(request, "console/segments/customer.html", context)


def _drawn(facts: CustomerFacts, name: str) -> str:
    value = getattr(facts, name)
    if name in AMOUNTS:
        return totals_text(value)
    if value in (None, ""):
        return EN_DASH
    return whole(value) if isinstance(value, int) else f"{value}".removesuffix(".0").replace("-", "\u2212")


@require_POST
@page(Verb.EDIT_CUSTOMER)
def pin(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Give a customer a segment by hand, or leave it to the rules again (no segment)."""
    act = request.desk.act(request.POST.get("reason", "").strip()[:300])
    segment = request.POST.get("segment", "").strip()
    try:
        if segment:
            pin_segment(act=act, customer_id=customer_id, segment=segment)
            messages.success(request, _("The segment is given by hand; rules leave it alone."))
        else:
            unpin_segment(act=act, customer_id=customer_id)
            messages.success(request, _("The rules decide again."))
    except NotFound as missing:
        raise Http404 from missing
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("console:segments_customer", customer_id)
