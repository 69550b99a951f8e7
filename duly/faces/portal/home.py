"""The customer's page: what is due, what it is for, and what can be said about it."""

from __future__ import annotations

from collections.abc import Iterable

import segno
from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from duly.faces.portal.access import Guest, GuestRequest, visited
from duly.faces.portal.account import SHOWN, account_of, picked
from duly.faces.portal.pages import page
from duly.services.payments.prepare_transfer import Transfer, TransferLine, prepare_transfer
from duly.store.queries.portal_account import PortalItem, on_account


@visited
def home(request: GuestRequest) -> HttpResponse:
    """One number, one button, and the rest quietly below."""
    account = account_of(request.guest)
    due = [amount for amount in account.amounts if amount.due_minor]
    coming = [amount for amount in account.amounts if not amount.due_minor and amount.next_minor]
    values = {
        "title": _("Due now") if due else _("Nothing is due today") if account.invoices else _("Nothing is open"),
        "due": due,
        "coming": coming,
        "rows": [(item, account.days_late(item)) for item in account.items[:SHOWN]],
        "more": max(0, len(account.items) - SHOWN),
        "on_account": on_account(request.guest.company.id, request.guest.customer_id),
        "has_iban": bool(request.guest.company.iban),
        "can_pay": bool(account.invoices),
        "promised": [item for item in account.items if item.promised_date],
    }
    return page(request, "home", values)


@visited
def pay(request: GuestRequest) -> HttpResponse:
    """How to pay what is chosen by bank transfer; choosing again is a GET and adds up on the server."""
    account = account_of(request.guest)
    chosen = picked(account, request.GET, default=account.suggested())
    ids = {item.facts.receivable_id for item in chosen}
    values = {
        "title": _("Pay by bank transfer"),
        "rows": [
            (item, account.days_late(item), item.facts.receivable_id in ids)
            for item in account.items
            if item.due.payable_minor
        ],
        "transfers": [
            (one, _grouped(one.iban), _grouped(one.reference), one.text.split(", "), qr_svg(one.qr_text))
            for one in transfers(request.guest, chosen)
        ],
        "unpayable": _too_much_credit(chosen),
        "has_iban": bool(request.guest.company.iban),
    }
    return page(request, "pay", values)


def transfers(guest: Guest, chosen: Iterable[PortalItem]) -> list[Transfer]:
    """Return one bank transfer per currency in which something is left to pay."""
    company = guest.company
    lines: dict[str, list[TransferLine]] = {}
    for item in chosen:
        if item.due.payable_minor:
            line = TransferLine(item.facts.number, item.facts.creditor_reference, item.due.payable_minor)
            lines.setdefault(item.facts.currency, []).append(line)
    return [
        prepare_transfer(
            holder=company.account_holder or company.name, iban=company.iban, bic=company.bic, currency=currency,
            lines=found, customer_number=guest.facts.customer_number,
        )
        for currency, found in sorted(lines.items())
        if company.iban and sum(line.amount_minor for line in found) > 0
    ]  # fmt: skip


def _too_much_credit(chosen: Iterable[PortalItem]) -> bool:
    sums: dict[str, int] = {}
    for item in chosen:
        sums[item.facts.currency] = sums.get(item.facts.currency, 0) + item.due.payable_minor
    return any(minor <= 0 for minor in sums.values())


def _grouped(text: str) -> list[str]:
    flat = "".join(text.split())
    return [flat[at : at + 4] for at in range(0, len(flat), 4)]


def qr_svg(text: str) -> SafeString:
    """Return an EPC payload as inline SVG (error correction M, as EPC069-12 asks), "" for no payload."""
    if not text:
        return mark_safe("")
    code = segno.make(text, error="m", boost_error=False, micro=False, encoding="utf-8")
    return mark_safe(code.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None))  # noqa: S308  # drawn here
