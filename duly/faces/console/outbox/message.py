"""One message: exactly as the customer got it, and why it was sent, by whom, on what basis."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from duly.core.accounts.permissions import Verb
from duly.core.dunning.decision import ActionItem
from duly.core.dunning.snapshot import CustomerSnapshot
from duly.faces.console.access import Desk, DeskRequest, page
from duly.faces.console.addresses import customer_address, invoice_address
from duly.faces.console.outbox.frame import as_page, framed, without_secrets
from duly.faces.console.procedures.words import language_name, message_name
from duly.faces.console.tonight.panels import item_lines
from duly.faces.console.tonight.words import Levels, drawn_reasons, state_badge, tone_name, whole
from duly.faces.look.figures import EN_DASH, date_text, money_text
from duly.services.dunning.decide_accounts import Decided
from duly.services.dunning.message import ComposedMail
from duly.services.dunning.preview_message import preview_notice
from duly.services.payments.open_portal import open_portal
from duly.services.refused import ServiceRefused
from duly.store.queries.notice_page import (
    DecisionFacts,
    NoticeFacts,
    decision_facts,
    notice_facts,
    notice_history,
    notice_items,
)
from duly.store.queries.procedures import level_names
from duly.wiring.ports import ports

DEEDS = {"held": ("approve", "leave", "now"), "queued": ("now", "leave"), "failed": ("again",), "unknown": ("again",)}
ICONS = {
    "notice.sent": ("mail", "good"), "notice.failed": ("close", "bad"), "notice.unknown": ("info", "bad"),
    "notice.approved": ("check", "good"), "notice.excluded": ("hold", ""), "notice.dropped": ("hold", ""),
    "notice.again": ("undo", ""), "notice.hurried": ("clock", ""),
}  # fmt: skip


def _notice(desk: Desk, notice_id: int) -> NoticeFacts:
    found = notice_facts(desk.company.id, notice_id)
    if found is None or (desk.only_owner_id is not None and found.owner_id != desk.only_owner_id):
        raise Http404
    return found


def _composed(desk: Desk, notice: NoticeFacts) -> tuple[ComposedMail | None, str]:
    """Return the message and how it came about: stored, made now, or not at all (with the reason)."""
    if notice.is_composed:
        return ComposedMail(notice.subject, notice.body_text, notice.body_html), "stored"
    try:
        return preview_notice(act=desk.act(), ports=ports(), notice_id=notice.id), "made_now"
    except ServiceRefused as refusal:
        return None, str(refusal)


@require_GET
@page(Verb.SEE_OWN)
def message(request: DeskRequest, notice_id: int) -> HttpResponse:
    """Show a message with all that led to it."""
    desk = request.desk
    notice = _notice(desk, notice_id)
    mail, how = _composed(desk, notice)
    decision = decision_facts(desk.company.id, notice.decision_id) if notice.decision_id else None
    levels = level_names(desk.company.id)
    if decision and decision.procedure:
        levels = levels | {level.key: level.name for level in decision.procedure.levels}
    items = notice_items(desk.company.id, notice.id)
    context: dict[str, Any] = {
        "title": _title(notice, mail), "nav": "outbox", "notice": notice, "mail": mail, "how": how,
        "wording": f"{message_name(notice.template_key)} \u00b7 {language_name(notice.language)}",
        "badge": state_badge(notice.state), "level": levels.get(notice.level_key, notice.level_key),
        "tone": tone_name(notice.tone), "customer_url": customer_address(notice.customer_id),
        "items": [(item, invoice_address(item.receivable_id), levels.get(item.level_key, "")) for item in items],
        "is_replayed": notice.state_code == "replayed", "headers": _headers(desk, notice),
        "why": _why(notice, decision, levels), "facts": _facts(decision.snapshot) if decision else [],
        "decision": decision, "lines": _lines(notice, decision), "history": _history(desk, notice),
        "deeds": DEEDS.get(notice.state, ()) if desk.may(Verb.SEND) else (),
        "may_open": desk.may(Verb.NOTE) and desk.may(Verb.SEE_OWN),
    }  # fmt: skip
    return render(request, "console/outbox/message.html", context)


def _title(notice: NoticeFacts, mail: ComposedMail | None) -> str:
    return (mail.subject if mail else notice.subject) or notice.customer_name


def _headers(desk: Desk, notice: NoticeFacts) -> list[tuple[str, str]]:
    sender = f"{desk.company.sender_name or desk.company.name} <{desk.company.sender_email}>"
    rows = [
        (_("From"), sender if desk.company.sender_email else desk.company.name),
        (pgettext("recipient", "To"), f"{notice.to_name} <{notice.to_email}>" if notice.to_email else EN_DASH),
    ]
    if notice.message_id:
        rows.append((_("Message-ID"), notice.message_id))
    if notice.in_reply_to:
        rows.append((_("Answers"), notice.in_reply_to))
    return rows


def _why(notice: NoticeFacts, decision: DecisionFacts | None, levels: Levels) -> list[dict[str, str]]:
    """Return the reasons of the message itself: of the action, and of its invoices."""
    if notice.action is None:
        return []
    reasons = [*notice.action.reasons]
    for item in notice.action.items:
        reasons += [reason for reason in item.reasons if reason.code not in ("listed",)]
    drawn = drawn_reasons(tuple(dict.fromkeys(reasons)), levels)
    return [{**line, "effect": line["effect"] or "for"} for line in drawn]


def _facts(snapshot: CustomerSnapshot) -> list[tuple[str, str]]:
    """Return the facts a decision was made from, as names and values."""
    promises = [
        f"{item.number}: {date_text(promise.promised_date)}" for item in snapshot.items for promise in item.promises
    ]  # fmt: skip
    disputed = [item for item in snapshot.items if item.disputed_minor]
    events = sorted((event.event_date for event in snapshot.contact_events), reverse=True)
    age = snapshot.bank_data_age_hours
    return [
        (_("Open invoices"), whole(sum(item.open_minor > 0 for item in snapshot.items))),
        (_("Segment, importance"), " · ".join(v for v in (snapshot.segment, snapshot.importance) if v) or EN_DASH),
        (_("Time zone, language"), f"{snapshot.time_zone} · {snapshot.language}"),
        (_("Age of bank data"), _("%(hours)s hours") % {"hours": whole(age)} if age is not None else _("none yet")),
        (_("Receipts waiting"), ", ".join(money_text(r.unapplied_minor, r.currency) for r in snapshot.receipts) or
         EN_DASH),
        (_("Disputed"), ", ".join(f"{i.number}: {money_text(i.disputed_minor, i.currency)}" for i in disputed) or
         EN_DASH),
        (_("Promised"), ", ".join(promises) or EN_DASH),
        (_("Holds"), ", ".join(hold.reason for hold in (*snapshot.holds, *snapshot.company_holds)) or EN_DASH),
        (_("Last contacts"), ", ".join(date_text(day) for day in events[:5]) or EN_DASH),
        (_("Contacts"), ", ".join(f"{c.name or c.email} ({c.role})" for c in snapshot.contacts) or EN_DASH),
    ]  # fmt: skip


def _lines(notice: NoticeFacts, decision: DecisionFacts | None) -> list[Any]:
    """Return the customer's other invoices on that day: what was decided about each, and why."""
    if decision is None or decision.procedure is None:
        return []
    named: tuple[ActionItem, ...] = notice.action.items if notice.action else ()
    addresses = {invoice_address(item.receivable_id) for item in named}
    decided = Decided(decision.snapshot, decision.procedure, decision.decision, None)
    return [line for line in item_lines(decided) if line.url not in addresses]


def _history(desk: Desk, notice: NoticeFacts) -> list[dict[str, Any]]:
    """Return what happened to the message, newest first; its planning is the end of the list."""
    events = [
        {
            "at": line.at, "title": line.sentence, "actor": line.actor, "text": line.reason,
            "icon": ICONS.get(line.verb, ("info", ""))[0], "tone": ICONS.get(line.verb, ("info", ""))[1],
        }
        for line in notice_history(desk.company.id, notice.customer_id, notice.id)
    ]  # fmt: skip
    events.append({"at": notice.created_at, "title": _("Planned when the day was run"), "icon": "tonight"})
    return events


@require_GET
@page(Verb.SEE_OWN)
def body(request: DeskRequest, notice_id: int) -> HttpResponse:
    """Answer with the message for the frame; `?text=1` gives its text version."""
    desk = request.desk
    mail, why = _composed(desk, _notice(desk, notice_id))
    if mail is None:
        return framed(as_page(why))
    if request.GET.get("text") or not mail.html:
        return framed(as_page(without_secrets(mail.text)))
    return framed(mail.html)


@require_POST
@page(Verb.NOTE)
def portal(request: DeskRequest, notice_id: int) -> HttpResponse:
    """Open the customer's page as the customer sees it, with a fresh link of one's own."""
    desk = request.desk
    notice = _notice(desk, notice_id)
    try:
        token = open_portal(
            act=desk.act("to see what the customer sees"), customer_id=notice.customer_id,
            contact_id=notice.contact_id, notice_id=notice.id,
        )  # fmt: skip
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("console:outbox_message", notice_id)
    return redirect(f"/p/{token}/")
