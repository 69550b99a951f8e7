"""The lists of a customer page: open invoices, credit notes, unapplied cash."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import Desk, DeskRequest
from duly.faces.console.account.words import level_words
from duly.faces.console.addresses import address, invoice_address
from duly.faces.look.figures import date_text
from duly.faces.look.table import Bulk, Column, ListTable, Pager, Row
from duly.store.queries.account_page import (
    OPEN_PAGE,
    AccountFacts,
    OpenDocument,
    open_cash,
    open_credits,
    open_invoices,
)


def invoices_table(
    request: DeskRequest, account: AccountFacts, currency: str, is_mixed: bool, levels: dict[str, str]
) -> ListTable:
    """Return the open invoices with what one can do about several of them."""
    desk = request.desk
    after = _read_after(request.GET.get("after", ""))
    found = open_invoices(desk.company.id, account.id, desk.today, after=after, limit=OPEN_PAGE + 1)
    shown = found[:OPEN_PAGE]
    kind, amount = ("money", "") if is_mixed else ("amount", currency)
    columns = [
        Column(name="number", label=_("Invoice"), kind="strong"),
        Column(name="state", label=_("State"), template="console/account/state_cell.html"),
        Column(name="said", label=_("Last reminder"), kind="quiet", wide_only=True),
        Column(name="due", label=_("Due"), template="console/account/due_cell.html"),
        Column(name="amount", label=_("Amount"), kind=kind, currency=amount, wide_only=True),  # type: ignore[arg-type]
        Column(name="open", label=_("Open"), kind=kind, currency=amount),  # type: ignore[arg-type]
    ]
    sums = {} if is_mixed or after or len(found) > OPEN_PAGE else {"open": sum(one.open_minor for one in shown)}
    return ListTable(
        caption=_("Open invoices"), columns=columns, rows=[_row(one, desk.today, is_mixed, levels) for one in shown],
        sums=sums, sums_label=ngettext("%(n)s invoice", "%(n)s invoices", len(shown)) % {"n": len(shown)},
        bulk=_bulk(desk, account.id), id="open", pager=_pager(found, bool(after)),
    )  # fmt: skip


def _row(one: OpenDocument, today: date, is_mixed: bool, levels: dict[str, str]) -> Row:
    said = f"{level_words(one.level_key, levels)}, {date_text(one.level_date)}" if one.level_date else None
    return Row(
        id=str(one.id), url=invoice_address(one.id),
        cells={
            "number": one.label, "state": states(one), "said": said, "due": (one.due_date, (today - one.due_date).days),
            "amount": (one.amount_minor, one.currency) if is_mixed else one.amount_minor,
            "open": (one.open_minor, one.currency) if is_mixed else one.open_minor,
        },
    )  # fmt: skip


def states(one: OpenDocument) -> list[tuple[str, str]]:
    """Return what stands in an open item's way as badges."""
    found = []
    if one.disputed_minor:
        found.append((_("disputed"), "bad"))
    if one.promised_date:
        found.append((_("promised %(day)s") % {"day": date_text(one.promised_date)}, "accent"))
    if one.is_claimed:
        found.append((_("said to be paid"), "accent"))
    if one.is_held:
        found.append((_("on hold"), "warn"))
    if not found and one.open_minor != one.amount_minor:
        found.append((_("partly paid"), ""))
    return found


def _bulk(desk: Desk, customer_id: int) -> list[Bulk]:
    wanted = (
        ("promise", _("Promise"), "promise", Verb.NOTE), ("dispute", _("Dispute"), "dispute", Verb.NOTE),
        ("hold", _("Hold"), "hold", Verb.EDIT_CUSTOMER), ("write_off", _("Write off"), "close", Verb.WRITE_OFF),
    )  # fmt: skip
    return [
        Bulk(label=label, url=reverse(f"console:account_{name}", args=[customer_id]), icon=icon)
        for name, label, icon, verb in wanted
        if desk.may(verb)
    ]


def _pager(found: list[OpenDocument], is_later: bool) -> Pager | None:
    more = len(found) > OPEN_PAGE
    if not more and not is_later:
        return None
    last = found[OPEN_PAGE - 1] if more else None
    return Pager(
        previous_url="?" if is_later else "",
        next_url=f"?after={last.due_date.isoformat()}_{last.id}#open" if last else "",
        words=_("%(n)s invoices on this page") % {"n": min(len(found), OPEN_PAGE)},
    )


def _read_after(text: str) -> tuple[date, int] | None:
    day, _sign, last = text.partition("_")
    try:
        return date.fromisoformat(day), int(last[:18])
    except ValueError:
        return None


def credits_table(desk: Desk, customer_id: int) -> ListTable | None:
    """Return the credit notes that are not used up, None when there are none."""
    found = open_credits(desk.company.id, customer_id, desk.today)
    if not found:
        return None
    columns = [
        Column(name="number", label=_("Credit note"), kind="strong"),
        Column(name="issued", label=_("Issued"), kind="date"),
        Column(name="use", label=_("Use it"), template="console/account/use_cell.html"),
        Column(name="open", label=_("Open"), kind="money"),
    ]
    rows = []
    for one in found:
        url = reverse("console:account_credit", args=[customer_id, one.id]) if desk.may(Verb.APPLY_CASH) else ""
        cells = {
            "number": one.label, "issued": one.issue_date, "use": url, "open": (one.open_minor, one.currency),
        }  # fmt: skip
        rows.append(Row(id=str(one.id), url=invoice_address(one.id), cells=cells))
    return ListTable(caption=_("Open credit notes"), columns=columns, rows=rows, id="credits")


def cash_table(desk: Desk, customer_id: int) -> ListTable | None:
    """Return the receipts with unapplied cash, None when there are none."""
    found = open_cash(desk.company.id, customer_id)
    if not found:
        return None
    columns = [
        Column(name="payer", label=_("Unapplied cash"), kind="strong"),
        Column(name="received", label=_("Received"), kind="date"),
        Column(name="text", label=_("Text"), kind="quiet", wide_only=True),
        Column(name="amount", label=_("Amount"), kind="money", wide_only=True),
        Column(name="open", label=_("Unapplied"), kind="money"),
    ]
    rows = [
        Row(
            id=str(one.id), url=address("cash_receipt", one.id),
            cells={
                "payer": one.payer_name or _("Payment"), "received": one.received_date, "text": one.text[:80] or None,
                "amount": (one.amount_minor, one.currency), "open": (one.unapplied_minor, one.currency),
            },
        )
        for one in found
    ]  # fmt: skip
    return ListTable(caption=_("Unapplied cash"), columns=columns, rows=rows, id="cash")
