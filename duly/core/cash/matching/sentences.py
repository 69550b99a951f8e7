"""Every reason of the matcher in English. Faces translate by code; this is the catalogue."""

from __future__ import annotations

from duly.core.cash.matching.values import Reason

SENTENCES: dict[str, str] = {
    "creditor_reference": "The payment carries the creditor reference {reference}.",
    "number": "The payment names {number}.",
    "exact_amount": "The amount is exactly what is open.",
    "exact_instalment": "The amount is exactly one open instalment of {number}.",
    "sum_of_referenced": "The amount is exactly the sum of the {count} items it names.",
    "discount_in_time": "A discount of {discount_minor} minor units by terms was allowed until {until_date}.",
    "discount_late": "It lacks a discount of {discount_minor} minor units whose date, {until_date}, has passed.",
    "net_of_credit": "The amount is exactly the named invoices less the named credit notes.",
    "short": "It is {short_minor} minor units less than the named items have open.",
    "over": "It is {over_minor} minor units more than the named items have open.",
    "payer_account_known": "The payer's account belongs to this customer.",
    "payer_name_known": "The payer's name is this customer's name.",
    "payer_chosen": "The payment was assigned to this customer before.",
    "same_amount": "The amount is exactly what {number} has open.",
    "all_due": "The amount is exactly everything due on {paid_date} ({count} items).",
    "all_open": "The amount is exactly everything open ({count} items).",
    "oldest_exact": "The amount is exactly the {count} oldest items together.",
    "oldest_first": "The oldest items are paid first.",
    "only_amount": "Nothing but the amount speaks for {number}; such matches are usually wrong.",
    "on_account": "Nothing fits exactly; the money can stay on the customer's account.",
    "contested_reference": "The text can be read as different numbers: {numbers}.",
    "unresolved_reference": "The text also holds {written}, which looks like one of our numbers but is not open.",
    "check_digit_failed": "The creditor reference {written} is mistyped: its check digits do not fit.",
    "payer_contradicts": "The payer is known as another customer.",
    "several_customers": "The named items belong to different customers.",
    "ambiguous_number": "{number} is open for more than one customer.",
    "disputed": "{number} is disputed.",
    "held": "{number} is on hold.",
    "currency_differs": "{number} is in {item_currency}, the payment in {currency}.",
    "claimed": "Another payment in this run already settles {number}.",
    "over_limit": "The amount is above the limit for applying without a person.",
    "tier_not_allowed": "Matches of this kind are left to a person.",
}


def sentence(reason: Reason) -> str:
    """Return the reason in English. Every code has its sentence."""
    return SENTENCES[reason.code].format(**dict(reason.params))
