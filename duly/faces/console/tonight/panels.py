"""One customer tonight: the message as it will read, why or why not, and what comes next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.core.dunning.decision import Action, ItemOutcome
from duly.core.dunning.snapshot import OpenItem
from duly.faces.console.access import Desk, DeskRequest, page
from duly.faces.console.addresses import invoice_address
from duly.faces.console.outbox.frame import as_page, framed, without_secrets
from duly.faces.console.tonight.preview import levels_of, planned_of
from duly.faces.console.tonight.words import Levels, drawn_reasons, step_words, tone_name
from duly.services.dunning.decide_accounts import Decided
from duly.services.dunning.explain import explain_customers
from duly.services.dunning.preview_message import preview_action
from duly.services.refused import ServiceRefused
from duly.store.queries.cycles import cycle_of
from duly.store.queries.find import find_customers
from duly.store.queries.notice_page import customer_names, decision_of_day, holds_in_force
from duly.wiring.ports import holidays, ports


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One invoice: what becomes of it, why, and what comes next."""

    number: str
    url: str
    outcome: str
    level: str
    ask_minor: int
    currency: str
    due_date: date | None
    reasons: list[dict[str, str]]
    step: str
    planned: date | None


def decided_for(desk: Desk, customer_id: int) -> Decided:
    """Return what would be decided about a customer now. 404 when it is not here; ServiceRefused as the service."""
    found = explain_customers(act=desk.act(), holidays=holidays, customer_ids=[customer_id])
    if not found or (desk.only_owner_id is not None and found[0].owner_id != desk.only_owner_id):
        raise Http404
    return found[0]


def item_lines(one: Decided) -> list[ItemLine]:
    """Return the invoices of a decision, those that something happens to first, then by when."""
    levels = levels_of(one)
    facts = {item.receivable_id: item for item in one.snapshot.items if item.open_minor > 0}
    numbers = Counter(item.number for item in facts.values())
    lines = []
    for item in one.decision.items:
        fact = facts.get(item.receivable_id)
        if fact is not None:
            is_part = fact.instalment_no > 1 or numbers[fact.number] > 1
            number = _("%(number)s, part %(n)s") % {"number": fact.number, "n": fact.instalment_no}
            lines.append(_line(item, fact, number if is_part else fact.number, levels))
    return sorted(lines, key=lambda line: (line.outcome != "act", line.planned or date.max, line.due_date or date.max))


def _line(item: ItemOutcome, fact: OpenItem, number: str, levels: Levels) -> ItemLine:
    step = item.next_step
    said = [reason for reason in item.reasons if step is None or reason.code != "level_not_reached"]
    return ItemLine(
        number, invoice_address(item.receivable_id), item.outcome, levels.get(item.level_key, item.level_key),
        item.ask_minor, fact.currency, fact.due_date, drawn_reasons(tuple(said), levels),
        step_words(step) if step else "", step.planned if step else None,
    )  # fmt: skip


@require_GET
@page(Verb.SEE_ALL)
def customer(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Show what a customer will get tonight, or why nothing; or what a day that was run decided."""
    desk = request.desk
    try:
        one = _of_day(desk, customer_id, request.GET.get("day", "")) or decided_for(desk, customer_id)
    except ServiceRefused as refusal:
        refused = {"title": _("Tonight"), "nav": "tonight", "why": str(refusal)}
        return render(request, "console/tonight/none.html", refused)
    levels = levels_of(one)
    actions = [_drawn_action(desk, one, action) for action in one.decision.actions]
    blocked = [reason for contact in one.decision.contacts for reason in contact.reasons]
    context: dict[str, Any] = {
        "title": one.snapshot.name, "nav": "tonight", "one": one, "customer_id": customer_id, "actions": actions,
        "day": one.decision.as_of, "is_stored": one.decision.as_of != desk.today,
        "reasons": drawn_reasons((*one.decision.reasons, *blocked), levels), "lines": item_lines(one),
        "holds": holds_in_force(desk.company.id, customer_id, desk.today), "may_send": desk.may(Verb.SEND),
        "is_run": cycle_of(desk.company.id, desk.today) is not None, "ruled_by": _ruled_by(one),
    }  # fmt: skip
    return render(request, "console/tonight/customer.html", context)


def _ruled_by(one: Decided) -> str:
    """Return why this procedure rules a customer, "" where it was not kept."""
    return {
        "customer": _("the customer\u2019s own"), "default": _("for everybody without another"),
        "segment": _("through the segment %(name)s") % {"name": one.snapshot.segment},
    }.get(one.ruled_by, "")  # fmt: skip


@require_GET
@page(Verb.SEE_ALL)
def find(request: DeskRequest) -> HttpResponse:
    """Answer why, or why not, for whomever a word means: a customer's number or name, or one of its invoices."""
    desk, wanted = request.desk, request.GET.get("q", "").strip()[:100]
    ids = find_customers(desk.company.id, wanted, limit=20) if wanted else []
    if len(ids) == 1:
        return redirect("console:tonight_customer", ids[0])
    names = customer_names(desk.company.id, ids)
    context = {
        "title": _("Why, or why not?"), "nav": "tonight", "wanted": wanted,
        "found": [names[i] for i in ids if i in names],
    }  # fmt: skip
    return render(request, "console/tonight/find.html", context)


def _of_day(desk: Desk, customer_id: int, day: str) -> Decided | None:
    """Return the stored decision of a day that was run, None when there is none."""
    try:
        cycle = cycle_of(desk.company.id, date.fromisoformat(day)) if day else None
    except ValueError:
        raise Http404 from None
    found = decision_of_day(desk.company.id, cycle.id, customer_id) if cycle else None
    if found is None or found.procedure is None:
        return None
    return Decided(found.snapshot, found.procedure, found.decision, None)


def _drawn_action(desk: Desk, one: Decided, action: Action) -> dict[str, Any]:
    return {
        "plan": planned_of(desk, one, action), "action": action, "tone": tone_name(action.tone),
        "reasons": drawn_reasons(action.reasons, levels_of(one)),
    }  # fmt: skip


@require_GET
@page(Verb.SEE_ALL)
def message(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Answer with the message a customer will get, for the frame: `?n=` which of several, `?text=1` as text."""
    desk = request.desk
    try:
        emails = [a for a in decided_for(desk, customer_id).decision.actions if a.channel == "email"]
    except ServiceRefused:  # no procedure rules here, so nothing is written
        raise Http404 from None
    number = request.GET.get("n", "0")
    if not (number.isascii() and number.isdigit() and int(number[:3]) < len(emails)):
        raise Http404
    mail = preview_action(act=desk.act(), ports=ports(), action=emails[int(number[:3])])
    return framed(as_page(without_secrets(mail.text)) if request.GET.get("text") else mail.html)
