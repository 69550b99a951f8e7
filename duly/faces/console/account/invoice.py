"""The invoice page: what it asks for and why, how its open amount came about, and why it is where it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from duly.core.accounts.permissions import Verb
from duly.core.billing.terms.text.outcome import Ambiguous, Parsed
from duly.core.billing.terms.text.parse import parse
from duly.core.billing.terms.words.describe import describe
from duly.core.ledger.postings import receivable_effects
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.account.customer import find_account, timeline_context
from duly.faces.console.account.deeds import is_swap
from duly.faces.console.account.outlook import decided_for, item_reasons
from duly.faces.console.account.words import (
    channel_words,
    dispute_words,
    kind_words,
    level_words,
    posting_words,
    resolution_words,
    via_words,
)
from duly.faces.console.addresses import address, customer_address, invoice_address
from duly.faces.console.tonight.words import state_name
from duly.faces.look.figures import age_text, date_text, money_text
from duly.faces.look.templatetags.look import money
from duly.services.cash.unapply import undo_postings
from duly.services.refused import ServiceRefused
from duly.store.queries.invoice_page import (
    UNDOABLE,
    DisputeFacts,
    InvoiceFacts,
    PostingFacts,
    disputes_of,
    instalments_of,
    invoice_facts,
    notices_of,
    postings_of,
    promises_of,
    undoable_postings,
)
from duly.store.queries.procedures import level_names

MANAGERS = {"write_off", "credit_refund"}


def find_invoice(request: DeskRequest, receivable_id: int) -> InvoiceFacts:
    """Return the receivable as far as this person may see it. Raises Http404."""
    desk = request.desk
    found = invoice_facts(desk.company.id, receivable_id, owner_id=desk.only_owner_id)
    if found is None:
        raise Http404
    return found


@require_GET
@page(Verb.SEE_OWN)
def invoice(request: DeskRequest, receivable_id: int) -> HttpResponse:
    """Show an invoice, as of today or of a day before (?as_of=); to htmx, turning the timeline's pages, only that."""
    found = find_invoice(request, receivable_id)
    if request.headers.get("HX-Target") == "timeline":
        told = timeline_context(request, found.customer_id, level_names(request.desk.company.id), found.id)
        return render(request, "console/account/timeline.html", told)
    return invoice_page(request, found)


def invoice_page(request: DeskRequest, found: InvoiceFacts, panel: dict[str, Any] | None = None) -> HttpResponse:
    """Draw the whole page; `panel` takes the place of the right column."""
    desk, company = request.desk, request.desk.company.id
    as_of, levels = _read_day(request.GET.get("as_of", ""), desk.today), level_names(company)
    lines = _lines(request, found, postings_of(company, found.id), as_of)
    open_minor = next((line["balance_minor"] for line in reversed(lines) if not line["is_later"]), 0)
    decided = decided_for(desk, found.customer_id, as_of if as_of != desk.today else None)
    reasons, next_step = ([], decided) if isinstance(decided, str) else item_reasons(decided, found.id)
    context: dict[str, Any] = {
        "title": found.label, "nav": "customers", "invoice": found, "kind": kind_words(found.kind), "panel": panel,
        "customer_url": customer_address(found.customer_id), "as_of_day": as_of, "is_past": as_of != desk.today,
        "figures": _figures(found, open_minor, as_of, lines), "lines": lines, "facts": _facts(found),
        "terms": terms_words(found.terms_text), "reasons": reasons, "next_step": next_step,
        "parts": _parts(request, found) if found.instalment_count > 1 else [],
        "disputes": [_dispute(one) for one in disputes_of(company, found.id)],
        "promises": promises_of(company, found.customer_id, found.id),
        "notices": _notices(company, found.id, levels), "is_open": found.open_minor > 0,
        "here": request.path, "id_text": str(found.id), "may": {verb.value: desk.may(verb) for verb in Verb},
        **timeline_context(request, found.customer_id, levels, found.id),
    }  # fmt: skip
    return render(request, "console/account/invoice.html", context)


def _read_day(text: str, today: date) -> date:
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today


def _figures(found: InvoiceFacts, open_minor: int, as_of: date, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    days = (as_of - found.due_date).days
    settled = [line for line in lines if not line["is_later"]]
    opened = settled[0]["change_minor"] if settled else 0
    late = {"label": _("Due"), "value": date_text(found.due_date)}
    if open_minor > 0:
        late |= {"tone": "" if days <= 0 else "bad" if days > 60 else "warn"}
    return [
        {
            "label": _("Open"), "minor": open_minor, "currency": found.currency, "lead": True,
            "note": _("settled") if open_minor == 0 else "",
            "formula": _("sum of all postings that took effect by that day"),
            "inputs": [
                (_("Issued"), money(opened, found.currency)),
                (_("Since then"), money(open_minor - opened, found.currency)),
            ],
            "url": "#postings", "url_label": _("See every posting"),
        },
        {
            "label": _("Amount"), "minor": found.amount_minor, "currency": found.currency,
            "formula": _("what the document asks for, as it was booked"), "inputs": _amount_inputs(found),
            "url": "#postings", "url_label": _("See every posting"),
        },
        late | {
            "note": _late_words(days, open_minor), "formula": _("the date of issue and the payment terms"),
            "inputs": [(_("Issued"), date_text(found.issue_date)), (_("Terms"), found.terms_text or "\u2013"),
                       (_("Days from issue to due"), str((found.due_date - found.issue_date).days))],
        },
        {"label": _("Issued"), "value": date_text(found.issue_date)},
    ]  # fmt: skip


def _amount_inputs(found: InvoiceFacts) -> list[tuple[str, str]]:
    if found.net_minor is None:
        return []
    return [
        (_("Net amount"), money(found.net_minor, found.currency)),
        (_("Tax"), money(found.amount_minor - found.net_minor, found.currency)),
    ]


def _late_words(days: int, open_minor: int) -> str:
    return age_text(days) if open_minor > 0 else ""


def _facts(found: InvoiceFacts) -> list[tuple[str, str]]:
    rows = [
        (_("Number"), found.number),
        (_("Order number"), found.purchase_order),
        (_("What for"), found.description),
        (_("Net amount"), money_text(found.net_minor, found.currency) if found.net_minor is not None else ""),
        (_("Creditor reference"), found.creditor_reference),
        (_("Came from"), f"{found.source}, {found.external_id}" if found.source != "manual" else _("entered by hand")),
        (_("Entered"), date_text(found.created_at)),
    ]
    return [(name, value) for name, value in rows if value]


def terms_words(text: str) -> dict[str, Any]:
    """Return payment terms as written and in plain words of the reader's language; ambiguous ones with readings."""
    language = get_language() or "en"
    outcome = parse(text, language=language) if text else None
    readings: list[str] = []
    words = ""
    if isinstance(outcome, Parsed):
        words = describe(outcome.terms, language)
    elif isinstance(outcome, Ambiguous):
        readings = [reading.words for reading in outcome.readings]
    return {"text": text, "words": words, "readings": readings}


def _parts(request: DeskRequest, found: InvoiceFacts) -> list[dict[str, Any]]:
    return [
        {
            "facts": part, "url": invoice_address(part.id), "is_this": part.id == found.id,
            "days": (request.desk.today - part.due_date).days,
        }
        for part in instalments_of(request.desk.company.id, found)
    ]  # fmt: skip


def _lines(request: DeskRequest, found: InvoiceFacts, rows: list[PostingFacts], as_of: date) -> list[dict[str, Any]]:
    """Return every posting with what it changed and what was open after it; later ones are marked."""
    balance, lines = 0, []
    for row in rows:
        change = sum(minor for touched, minor in receivable_effects(row.posting) if touched == found.id)
        balance += change
        code = f"{row.posting.kind}:{row.reverses_kind}" if row.reverses_kind else str(row.posting.kind)
        lines.append({
            "facts": row, "day": row.posting.effective_date, "what": posting_words(code), "change_minor": change,
            "balance_minor": balance, "is_later": row.posting.effective_date > as_of,
            "url": _source_url(row), "source": _source(row), "undo_url": _undo_url(request, found, row),
        })  # fmt: skip
    return lines


def _source(row: PostingFacts) -> str:
    if row.posting.receipt_id is not None:
        return row.payer or _("Receipt")
    return row.other_number


def _source_url(row: PostingFacts) -> str:
    if row.posting.receipt_id is not None:
        return address("cash_receipt", row.posting.receipt_id)
    return invoice_address(row.other_id) if row.other_id is not None else ""


def _undo_url(request: DeskRequest, found: InvoiceFacts, row: PostingFacts) -> str:
    kind = str(row.posting.kind)
    if kind not in UNDOABLE or row.reversed_on_date is not None:
        return ""
    if not request.desk.may(Verb.WRITE_OFF if kind in MANAGERS else Verb.APPLY_CASH):
        return ""
    return reverse("console:account_invoice_undo", args=[found.id, row.entry_id])


def _dispute(one: DisputeFacts) -> dict[str, Any]:
    by = " ".join(part for part in (one.opened_by, via_words(one.opened_via)) if part)
    ended = resolution_words(one.resolution) if one.resolution else ""
    return {"facts": one, "what": dispute_words(one.reason_code), "by": by, "ended": ended}


def _notices(company_id: int, receivable_id: int, levels: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "facts": one, "url": address("outbox_message", one.notice_id), "state": state_name(one.state),
            "level": level_words(one.level_key, levels), "channel": channel_words(one.channel),
        }
        for one in notices_of(company_id, receivable_id)
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Verb.APPLY_CASH)
def undo(request: DeskRequest, receivable_id: int, entry_id: int) -> HttpResponse:
    """Ask before, and then take back, what an entry did to this invoice."""
    desk = request.desk
    found = find_invoice(request, receivable_id)
    rows = undoable_postings(desk.company.id, entry_id, receivable_id=found.id)
    if not rows:
        raise Http404
    if any(str(row.kind) in MANAGERS for row in rows) and not desk.may(Verb.WRITE_OFF):
        raise PermissionDenied("Taking back a write-off is a manager's.")
    if request.method == "POST":
        try:
            with transaction.atomic():
                wanted = [int(row.id) for row in rows if row.id is not None]
                undo_postings(act=desk.act(request.POST.get("reason", "")), posting_ids=wanted, verb="unapply")
            messages.success(request, _("Taken back. The ledger keeps both, the booking and its reversal."))
        except ServiceRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("console:account_invoice", receivable_id=found.id)
    panel: dict[str, Any] = {
        "title": _("Take back"), "action": request.path, "back": invoice_address(found.id), "button": _("Take back"),
        "template": "console/account/undo_panel.html", "danger": True,
        "what": [(posting_words(str(row.kind)), row.amount_minor, row.currency) for row in rows],
        "consequence": _undo_means(found, sum(row.amount_minor for row in rows), bool(rows[0].receipt_id)),
    }  # fmt: skip
    if is_swap(request):
        account = find_account(desk, found.customer_id)
        return render(request, panel["template"], {"panel": panel, "account": account})
    return invoice_page(request, found, panel)


def _undo_means(found: InvoiceFacts, minor: int, is_cash: bool) -> str:
    words = {"amount": money_text(minor, found.currency), "number": found.label}
    if is_cash:
        return _("%(amount)s is open on %(number)s again, and the money waits as unapplied cash.") % words
    return _("%(amount)s is open on %(number)s again.") % words
