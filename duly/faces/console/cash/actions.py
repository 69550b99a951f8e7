"""What a person does with a receipt. Every answer is a page that says what happened and offers to undo it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.cash.allocation_form import read_amount
from duly.faces.console.cash.receipt import Chosen, facts_or_404, outcome, page_context, read_form
from duly.faces.console.numbers import whole
from duly.faces.look.figures import money_text
from duly.services.cash.allocate_receipt import allocate_receipt, hold_still, look_again, undo_application
from duly.services.cash.settle_otherwise import identify_receipt, mark_not_ours, refund_receipt
from duly.services.refused import ServiceRefused
from duly.store.queries.cash_receipts import ReceiptFacts, proposals_of, receipt_history
from duly.store.queries.cash_waiting import next_waiting


@require_POST
@page(Verb.APPLY_CASH)
def apply(request: DeskRequest, receipt_id: int) -> HttpResponse:
    """Apply the receipt as typed; on a refusal, show the page again with everything that was typed."""
    facts = facts_or_404(request.desk.company.id, receipt_id)
    items, typed, customer_id = read_form(request, facts)
    said = outcome(request, facts, customer_id, items, typed)
    problem = "" if typed.shares and not typed.problems else said.get("refusal") or _("No amount was typed.")
    if not problem:
        try:
            with transaction.atomic():
                entry = allocate_receipt(
                    act=request.desk.act(), receipt_id=receipt_id, shares=typed.shares, customer_id=customer_id,
                    third_party=request.POST.get("third_party") == "on", seen_entry_id=_seen(request),
                    evidence={"proposal": request.POST.get("proposal", "")},
                )  # fmt: skip
        except ServiceRefused as refused:
            problem = str(refused)
        else:
            done = " ".join(said.get("sentences", ())) or _("Applied.")
            return _onwards(request, facts, entry, done)
    messages.error(request, problem)
    proposals = proposals_of(request.desk.company.id, receipt_id)
    fresh = facts_or_404(request.desk.company.id, receipt_id)
    context = page_context(request, fresh, proposals, Chosen(None, customer_id), items, typed)
    return render(request, "console/cash/receipt.html", context, status=409)


def _seen(request: DeskRequest) -> int | None:
    return whole(request.POST.get("seen"))


def _onwards(request: DeskRequest, facts: ReceiptFacts, entry_id: int, said: str) -> HttpResponse:
    """Go to the next receipt that waits (this one, while something of it is left), with Undo in reach."""
    undo_url = reverse("console:cash_undo", args=[facts.id, entry_id])
    messages.success(request, said, extra_tags=undo_url)
    left = facts_or_404(request.desk.company.id, facts.id)
    if left.unapplied_minor and left.customer_id is None:
        return redirect("console:cash_receipt", facts.id)
    following = next_waiting(request.desk.company.id, facts.received_date, facts.id)
    return redirect("console:cash_receipt", following) if following else redirect("console:cash")


@require_POST
@page(Verb.APPLY_CASH)
def identify(request: DeskRequest, receipt_id: int) -> HttpResponse:
    """Keep the money on a customer's account."""
    chosen = whole(request.POST.get("customer"))
    if chosen is None:
        messages.error(request, _("Choose whose money it is: search for the customer first."))
        return redirect("console:cash_receipt", receipt_id)
    reassign = request.POST.get("reassign") == "on"
    return _settle(
        request, receipt_id, _("Kept on account of the customer."),
        lambda: identify_receipt(
            act=request.desk.act(), receipt_id=receipt_id, customer_id=chosen, reassign=reassign
        ),
    )  # fmt: skip


@require_POST
@page(Verb.APPLY_CASH)
def not_ours(request: DeskRequest, receipt_id: int) -> HttpResponse:
    """Take money out that is no customer's payment."""
    return _part(request, receipt_id, _("%(amount)s taken out: no customer's payment."), mark_not_ours)


@require_POST
@page(Verb.APPLY_CASH)
def refund(request: DeskRequest, receipt_id: int) -> HttpResponse:
    """Record that money was sent back."""
    return _part(request, receipt_id, _("Refund of %(amount)s recorded."), refund_receipt)


def _part(request: DeskRequest, receipt_id: int, words: str, service: Callable[..., int]) -> HttpResponse:
    facts = facts_or_404(request.desk.company.id, receipt_id)
    minor = read_amount(request.POST.get("amount", ""), facts.currency)
    if minor is None:
        messages.error(request, _("This is no amount of %(currency)s.") % {"currency": facts.currency})
        return redirect("console:cash_receipt", receipt_id)
    act = request.desk.act(request.POST.get("reason", "").strip()[:300])
    said = words % {"amount": money_text(minor, facts.currency)}
    return _settle(request, receipt_id, said, lambda: service(act=act, receipt_id=receipt_id, amount_minor=minor))


def _settle(request: DeskRequest, receipt_id: int, said: str, service: Callable[[], int]) -> HttpResponse:
    facts = facts_or_404(request.desk.company.id, receipt_id)
    try:
        with transaction.atomic():
            hold_still(act=request.desk.act(), receipt_id=receipt_id, seen_entry_id=_seen(request))
            entry = service()
            look_again(act=request.desk.act(), receipt_id=receipt_id)
    except ServiceRefused as refused:
        messages.error(request, str(refused))
        return redirect("console:cash_receipt", receipt_id)
    return _onwards(request, facts, entry, said)


@require_POST
@page(Verb.APPLY_CASH)
def undo(request: DeskRequest, receipt_id: int, entry_id: int) -> HttpResponse:
    """Take back what one entry did."""
    company_id = request.desk.company.id
    if entry_id not in {one.id for one in receipt_history(company_id, receipt_id)}:
        raise Http404
    try:
        with transaction.atomic():
            undo_application(act=request.desk.act(), entry_id=entry_id, receipt_id=receipt_id)
    except ServiceRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Undone. The invoices are open again, the money waits here."))
    return redirect("console:cash_receipt", receipt_id)
