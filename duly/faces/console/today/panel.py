"""The panel beside the worklist: one account, why it stands where it stands, and what to do about it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from duly.core.accounts.permissions import Verb
from duly.core.insight.worklist import WorklistRow
from duly.core.insight.worklist.values import ScoreTerm
from duly.core.money.money import Money
from duly.faces.console.access import Desk
from duly.faces.console.account.words import role_words
from duly.faces.console.addresses import customer_address, invoice_address
from duly.faces.console.reasons import in_words
from duly.faces.console.today.forms import deeds
from duly.faces.look.figures import money_text
from duly.services.insight.show_worklist import explain_place
from duly.store.queries.today import PersonToCall, people_to_call

NEUTRAL = {"worklist.largest", "worklist.contacted", "worklist.never_contacted"}
AGAINST = {"worklist.disputed_part", "worklist.unapplied", "worklist.promised_part"}


def account_panel(desk: Desk, names: list[str], chosen: str, tab: str, page: int) -> dict[str, Any] | None:
    """Return what the panel draws for the chosen line of those named ("customer-currency"), or None."""
    if chosen not in names:
        return None
    at, (customer, _dash, currency) = names.index(chosen), chosen.partition("-")
    found = explain_place(company_id=desk.company.id, as_of=desk.today, account=(int(customer), currency))
    if found is None:
        return None
    row, facts = found
    account = row.account
    items = [item for item in account.items if item.open.minor > 0 and not item.is_disputed]
    invoices = [(int(item.receivable_id), _invoice(item.number, item.open)) for item in items]
    following = names[at + 1] if at + 1 < len(names) else ""
    query = f"?tab={tab}" + (f"&page={page}" if page > 1 else "")
    return {
        "row": row, "name": account.name, "customer_id": int(account.customer_id),
        "url": customer_address(account.customer_id),
        "facts": facts,
        "amount": row.terms[0].reason.param("amount"),
        "reasons": _reasons(row), "terms": [_term(term) for term in row.terms],
        "score": row.score, "items": [(item, invoice_address(item.receivable_id)) for item in items[:8]],
        "more_items": max(0, len(items) - 8), "contacts": _people(desk.company.id, int(account.customer_id)),
        "deeds": deeds(desk, invoices) if desk.may(Verb.NOTE) else [],
        "back_url": query,
        "here": f"{query}&account={chosen}" + (f"&then={following}" if following else ""),
        "message_url": reverse("console:account_message", args=[int(account.customer_id)]),
        "here_quoted": quote(f"{reverse('console:today')}{query}&account={chosen}", safe=""),
        "next_url": f"{query}&account={following}" if following else "",
    }  # fmt: skip


def _people(company_id: int, customer_id: int) -> list[tuple[str, PersonToCall]]:
    return [(role_words(one.role), one) for one in people_to_call(company_id, customer_id)]


def _invoice(number: str, amount: Money) -> str:
    return f"{number} \u00b7 {money_text(amount.minor, amount.currency)}"


def _reasons(row: WorklistRow) -> list[dict[str, str]]:
    effects = dict.fromkeys(AGAINST, "against") | dict.fromkeys(NEUTRAL, "")
    return [{"text": in_words(reason), "effect": effects.get(reason.code, "for")} for reason in row.reasons]


def _term(term: ScoreTerm) -> tuple[str, str]:
    names = {
        "score.amount": _("amount"), "score.amount_at_rate": _("amount"), "score.days": _("days"),
        "score.days_capped": _("days"), "score.days_ahead": _("days"),
    }  # fmt: skip
    sentence = in_words(term.reason)
    shown = f"{term.factor.normalize():,f}" if term.reason.code in names else f"\u00d7 {term.factor.normalize():f}"
    return sentence.partition(": \u00d7")[0], shown
