"""One receipt: what the bank said on the left, where the money may go on the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duly.core.accounts.permissions import Verb
from duly.core.cash.reference_words import marked
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.addresses import customer_address, invoice_address
from duly.faces.console.cash.allocation_form import Typed, grid, ids_typed, plain_amount, read_typed, texts_of
from duly.faces.console.cash.words import (
    consequence,
    part_words,
    reason_words,
    residual_choices,
    tier_words,
    verb_words,
)
from duly.faces.console.numbers import whole
from duly.faces.look.figures import money_text
from duly.services.cash.allocate_receipt import preview_allocation
from duly.services.refused import ServiceRefused
from duly.store.queries.cash_receipts import (
    CandidateItem,
    ProposalRow,
    ReceiptEntry,
    ReceiptFacts,
    candidate_items,
    latest_entry,
    proposals_of,
    receipt_facts,
    receipt_history,
)
from duly.store.queries.cash_waiting import next_waiting
from duly.store.queries.desk import find


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the right side shows: a proposal, or a customer or item that was looked up."""

    proposal: ProposalRow | None
    customer_id: int | None
    item_id: int | None = None


def facts_or_404(company_id: int, receipt_id: int) -> ReceiptFacts:
    """Return the receipt."""
    facts = receipt_facts(company_id, receipt_id)
    if facts is None:
        raise Http404
    return facts


@require_GET
@page(Verb.SEE_ALL)
def receipt(request: DeskRequest, receipt_id: int) -> HttpResponse:
    """Show a receipt."""
    company_id = request.desk.company.id
    facts = facts_or_404(company_id, receipt_id)
    proposals = proposals_of(company_id, receipt_id)
    chosen = _chosen(request.GET, facts, proposals)
    items = _items(company_id, facts, chosen)
    texts = texts_of(chosen.proposal, facts.currency)
    if chosen.item_id is not None:
        texts = _whole(items, chosen.item_id, facts)
    context = page_context(request, facts, proposals, chosen, items, Typed((), {}, texts))
    return render(request, "console/cash/receipt.html", context)


def _chosen(asked: QueryDict, facts: ReceiptFacts, proposals: list[ProposalRow]) -> Chosen:
    if (customer_id := whole(asked.get("customer"))) is not None:
        return Chosen(None, customer_id)
    if (item_id := whole(asked.get("item"))) is not None:
        return Chosen(None, None, item_id)
    rank = asked.get("proposal", "1")
    found = next((one for one in proposals if str(one.rank) == rank), None)
    return Chosen(found, found.customer_id if found and found.customer_id else facts.customer_id)


def _items(company_id: int, facts: ReceiptFacts, chosen: Chosen) -> list[CandidateItem]:
    named = [line[0] for line in chosen.proposal.lines] if chosen.proposal else []
    named += [chosen.item_id] if chosen.item_id else []
    items = candidate_items(company_id, facts.currency, receivable_ids=named, customer_id=chosen.customer_id)
    if chosen.item_id and items:
        owner = items[0].customer_id
        return candidate_items(company_id, facts.currency, receivable_ids=named, customer_id=owner)
    return items


def _whole(items: list[CandidateItem], item_id: int, facts: ReceiptFacts) -> dict[int, tuple[str, str]]:
    item = next((one for one in items if one.receivable_id == item_id), None)
    if item is None or item.open_minor < 0:
        return {}
    return {item_id: (plain_amount(min(item.open_minor, facts.unapplied_minor), facts.currency), "")}


def page_context(
    request: DeskRequest,
    facts: ReceiptFacts,
    proposals: list[ProposalRow],
    chosen: Chosen,
    items: list[CandidateItem],
    typed: Typed,
) -> dict[str, Any]:
    """Return everything the page shows; also drawn again, with what was typed, after a refusal."""
    company_id = request.desk.company.id
    following = next_waiting(company_id, facts.received_date, facts.id)
    customer_id = chosen.customer_id or (items[0].customer_id if items and chosen.item_id else None)
    name = next((one.customer_name for one in items if one.customer_id == customer_id), "")
    return {
        "title": money_text(facts.amount_minor, facts.currency), "nav": "cash", "facts": facts, "chosen": chosen,
        "proposals": [_proposal(one, facts, chosen) for one in proposals],
        "rows": grid(items, typed.texts, typed.problems), "kinds": residual_choices(),
        "customer_id": customer_id, "customer_name": name or facts.customer_name,
        "history": [_entry(one) for one in receipt_history(company_id, facts.id)],
        "seen": latest_entry(company_id, facts.id), "may_apply": request.desk.may(Verb.APPLY_CASH),
        "waits_days": (request.desk.today - facts.received_date).days, "text_parts": _text(facts, items, proposals),
        "hits": _hits(request, facts), "find": request.GET.get("find", ""),
        "next_url": reverse("console:cash_receipt", args=[following]) if following else "",
        "customer_url": customer_address(facts.customer_id) if facts.customer_id else "",
        "keeps": chosen.proposal is not None and not chosen.proposal.lines,
        "third_party": request.POST.get("third_party") == "on",
        "outcome": outcome(request, facts, customer_id, items, typed),
    }  # fmt: skip


def _text(facts: ReceiptFacts, items: list[CandidateItem], proposals: list[ProposalRow]) -> list[tuple[str, bool]]:
    """Return the payer's text in parts, those that were recognised marked."""
    wanted = {item.number for item in items}
    for proposal in proposals:
        for one in (*proposal.reasons, *proposal.vetoes):
            wanted |= {str(v) for k, v in one.get("params", {}).items() if k in ("number", "reference", "written")}
    return marked("\n".join(facts.lines) or facts.text or "\n".join(facts.bank_text), wanted)


def _proposal(one: ProposalRow, facts: ReceiptFacts, chosen: Chosen) -> dict[str, Any]:
    reasons = [{"text": reason_words(r, facts.currency), "effect": "for"} for r in one.reasons]
    reasons += [{"text": reason_words(r, facts.currency), "effect": "against"} for r in one.vetoes]
    return {
        "rank": one.rank, "title": tier_words(one.tier), "customer": one.customer_name, "reasons": reasons,
        "count": len(one.lines), "current": chosen.proposal is not None and chosen.proposal.rank == one.rank,
        "url": f"?proposal={one.rank}", "has_veto": bool(one.vetoes),
    }  # fmt: skip


def _entry(one: ReceiptEntry) -> dict[str, Any]:
    evidence = one.evidence
    return {
        "id": one.id, "title": verb_words(one.verb), "at": one.recorded_at, "on": one.effective_date,
        "actor": one.actor,
        "by_rule": evidence.get("by") == "rule", "tier": tier_words(str(evidence.get("tier", ""))),
        "parts": [part_words(part) for part in one.parts if part.kind != "receipt"], "undone": one.undone,
        "reasons": [reason_words(r, one.parts[0].currency) for r in evidence.get("reasons", ())],
        "undoable": one.undoable, "urls": [invoice_address(p.receivable_id) for p in one.parts if p.receivable_id],
        "why": one.reason,
    }  # fmt: skip


def _hits(request: DeskRequest, facts: ReceiptFacts) -> list[dict[str, Any]]:
    text = request.GET.get("find", "").strip()
    if not text:
        return []
    found = find(request.desk.company.id, text, owner_id=None, limit=8)
    return [
        {
            "label": hit.label, "who": hit.customer_name, "kind": hit.kind,
            "url": f"?{'customer' if hit.kind == 'customer' else 'item'}={hit.id}",
            "open": money_text(hit.open_minor, hit.currency) if hit.kind == "invoice" else "",
        }
        for hit in found if hit.kind == "customer" or (hit.open_minor and hit.currency == facts.currency)
    ]  # fmt: skip


def outcome(
    request: DeskRequest, facts: ReceiptFacts, customer_id: int | None, items: list[CandidateItem], typed: Typed
) -> dict[str, Any]:
    """Return what applying would do, in words, with what is left; decided by the core, written nowhere."""
    shares = typed.shares
    on_account = request.method == "GET" and customer_id is not None and not typed.texts
    if not shares and typed.texts and not typed.problems:
        posted = QueryDict(mutable=True)
        for receivable_id, (text, close_as) in typed.texts.items():
            posted[f"amount-{receivable_id}"], posted[f"close-{receivable_id}"] = text, close_as
        shares = read_typed(posted, items).shares
    used = sum(share.amount_minor for share in shares)
    base = {"used": used, "rest": facts.unapplied_minor - used, "currency": facts.currency, "facts": facts,
            "plain_left": plain_amount(facts.unapplied_minor, facts.currency)}  # fmt: skip
    if typed.problems:
        return base | {"refusal": _("An amount cannot be read; see the red field.")}
    if not shares:
        keep = _("Type an amount beside an item, or keep all of it on account (o).")
        return base | {"hint": keep if on_account else _("Type an amount beside an item, or choose a proposal.")}
    third_party = request.POST.get("third_party") == "on"
    try:
        preview = preview_allocation(
            act=request.desk.act(), receipt_id=facts.id, shares=shares, customer_id=customer_id, third_party=third_party
        )
    except ServiceRefused as refused:
        return base | {"refusal": str(refused)}
    if preview.refusal:
        return base | {"refusal": preview.refusal, "code": preview.code}
    by_id = {item.receivable_id: item for item in items}
    who = facts.customer_name or next((i.customer_name for i in items if i.customer_id == customer_id), "")
    said = consequence(preview.postings, by_id, facts, preview.rest_minor, who)
    if len({by_id[share.receivable_id].customer_id for share in shares}) == 1 and not third_party:
        said += [_("The payer's account is remembered.")] if facts.payer_account else []
    return base | {"sentences": said, "ready": True}


def read_form(request: DeskRequest, facts: ReceiptFacts) -> tuple[list[CandidateItem], Typed, int | None]:
    """Return the items of a posted form, what was typed, and the customer chosen."""
    posted = request.POST
    customer_id = whole(posted.get("customer"))
    items = candidate_items(
        request.desk.company.id, facts.currency, receivable_ids=ids_typed(posted), customer_id=customer_id
    )
    return items, read_typed(posted, items), customer_id


@require_POST
@page(Verb.APPLY_CASH)
def preview(request: DeskRequest, receipt_id: int) -> HttpResponse:
    """Answer with the bar that says what is left and what applying would do."""
    facts = facts_or_404(request.desk.company.id, receipt_id)
    items, typed, customer_id = read_form(request, facts)
    shown = outcome(request, facts, customer_id, items, typed)
    return render(request, "console/cash/outcome.html", {"outcome": shown, "may_apply": True})
