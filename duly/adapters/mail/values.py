"""The values of every placeholder, from the facts of a message."""

from __future__ import annotations

from collections.abc import Sequence

from duly.adapters.mail.clean import clean, isolated
from duly.adapters.mail.formats import Formats
from duly.core.dunning.wording import BLOCKS, greeting, greeting_name, words_for
from duly.core.dunning.wording.sums import at_most, not_zero, sum_by_currency
from duly.services.dunning.message import MessageFacts, MessageItem

BLOCK_MARK = "\ue000"  # private use: removed from templates and values before a block is marked with it
MAX_NUMBERS = 5
_TRUE = "yes"


def placeholder_values(facts: MessageFacts, formats: Formats) -> dict[str, str]:
    """Return a text for every placeholder of the catalogue; names are cleaned to one line."""
    values = _people(facts) | _amounts(facts, formats) | _reminded(facts, formats) | _settlement(facts, formats)
    values |= {name: f"{BLOCK_MARK}{name}{BLOCK_MARK}" for name in BLOCKS}
    return values


def _people(facts: MessageFacts) -> dict[str, str]:
    contact, customer = clean(facts.contact.name, 120), clean(facts.contact.customer_name, 120)
    return {
        "greeting": greeting(facts.language, isolated(greeting_name(contact, customer))),
        "contact_name": isolated(contact),
        "customer_name": isolated(customer),
        "customer_number": isolated(clean(facts.contact.customer_number, 60)),
        "company_name": isolated(clean(facts.company.name, 120)),
        "sender_name": isolated(clean(facts.sender.name, 120)),
        "sender_phone": clean(facts.sender.phone, 40),
        "sender_email": clean(facts.sender.email, 254),
        "pay_link": facts.links.pay,
        "creditor_reference": clean(facts.bank.reference, 60),
        "is_firm": _yes(facts.tone in ("firm", "final")),
        "is_final": _yes(facts.tone == "final"),
    }


def _amounts(facts: MessageFacts, formats: Formats) -> dict[str, str]:
    asked = [item for item in facts.items if item.asked.minor > 0]
    overdue = [item for item in asked if item.days_overdue > 0]
    upcoming = [item for item in asked if item.days_overdue <= 0]
    aside = [item for item in facts.items if "disputed" in item.notes]
    oldest = max((item.days_overdue for item in overdue), default=0)
    return {
        "today": formats.long_date(facts.business_date),
        "pay_by_date": formats.long_date(facts.pay_by_date),
        "last_contact_date": formats.long_date(facts.last_contact_date),
        "due_date": formats.long_date(min((item.due_date for item in asked), default=None)),
        "total_due": formats.moneys(not_zero(facts.totals)),
        "invoice_count": str(len(asked)),
        "invoice_numbers": _numbers(asked, facts.language, formats),
        "oldest_days": str(oldest),
        "oldest_days_text": words_for(facts.language).plural(words_for(facts.language).days, oldest),
        "overdue_count": str(len(overdue)),
        "overdue_numbers": _numbers(overdue, facts.language, formats),
        "overdue_total": formats.moneys(sum_by_currency(item.asked for item in overdue)),
        "upcoming_count": str(len(upcoming)),
        "upcoming_total": formats.moneys(sum_by_currency(item.asked for item in upcoming)),
        "disputed_count": str(len(aside)),
        "disputed_total": formats.moneys(not_zero(sum_by_currency(i.open_amount - i.asked for i in aside))),
        "one_invoice": _yes(len(asked) == 1),
        "several_invoices": _yes(len(asked) > 1),
        "one_overdue": _yes(len(overdue) == 1),
        "several_overdue": _yes(len(overdue) > 1),
    }


def _reminded(facts: MessageFacts, formats: Formats) -> dict[str, str]:
    """Return what the message itself is about; the whole of what is asked for when no invoice is singled out."""
    asked = [item for item in facts.items if item.asked.minor > 0]
    reminded = [item for item in asked if item.is_reminded] or asked
    others = [item for item in asked if item not in reminded]
    words = words_for(facts.language)
    oldest = max((item.days_overdue for item in reminded), default=0)
    total = sum_by_currency(item.asked for item in reminded)
    return {
        "pay_amount": formats.moneys(not_zero(at_most(total, facts.totals))),
        "reminded_count": str(len(reminded)),
        "reminded_numbers": _numbers(reminded, facts.language, formats),
        "reminded_total": formats.moneys(total),
        "reminded_due_date": formats.long_date(min((item.due_date for item in reminded), default=None)),
        "reminded_days_text": words.plural(words.days, max(oldest, 0)),
        "others_total": formats.moneys(sum_by_currency(item.asked for item in others)),
        "one_reminded": _yes(len(reminded) == 1),
        "several_reminded": _yes(len(reminded) > 1),
    }


def _settlement(facts: MessageFacts, formats: Formats) -> dict[str, str]:
    settled = [item for item in facts.items if item.open_amount.minor == 0]
    return {
        "paid_amount": formats.moneys(facts.paid),
        "paid_date": formats.long_date(facts.paid_date),
        "settled_numbers": _numbers(settled, facts.language, formats),
        "one_settled": _yes(len(settled) == 1),
        "several_settled": _yes(len(settled) > 1),
    }


def _numbers(items: Sequence[MessageItem], language: str, formats: Formats) -> str:
    names = list(dict.fromkeys(isolated(clean(item.number, 60)) for item in items))
    shown, rest = names[:MAX_NUMBERS], len(names) - MAX_NUMBERS
    if rest > 0:
        shown.append(words_for(language).plural(words_for(language).more_numbers, rest))
    return formats.listed(shown)


def _yes(condition: bool) -> str:
    return _TRUE if condition else ""
