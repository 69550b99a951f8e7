"""The one text Duly writes for given terms; `parse` reads it back to the same terms."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from duly.core.billing.terms.rules import (
    BusinessDays,
    DayList,
    DayOfMonth,
    DaysThenMonthEnd,
    DueRule,
    FixedDate,
    MonthEndThenDays,
    NetDays,
    NetMonths,
    NextDay,
    OnDemand,
    Trigger,
)
from duly.core.billing.terms.values import Balance, DiscountBase, DiscountTier, Fixed, Instalment, Part, PaymentTerms
from duly.core.money.calendar import Roll

TRIGGER_TEXT: Final = {
    Trigger.RECEIPT: "due on receipt",
    Trigger.DEPOSIT: "deposit",
    Trigger.CASH_BEFORE_DELIVERY: "CBD",
    Trigger.CASH_IN_ADVANCE: "CIA",
    Trigger.CASH_WITH_ORDER: "CWO",
    Trigger.CASH_ON_DELIVERY: "COD",
}
ROLL_TEXT: Final = {
    Roll.FOLLOWING: ", next business day",
    Roll.PRECEDING: ", previous business day",
    Roll.MODIFIED_FOLLOWING: ", modified following",
    Roll.MODIFIED_PRECEDING: ", modified preceding",
    Roll.NONE: "",
}


def canonical(terms: PaymentTerms) -> str:
    """Return the terms in short, unambiguous English: `2/10 net 30`, `net 10th prox`."""
    if _is_classic(terms):
        tiers = "".join(f"{percent_text(tier.percent)}/{_days(tier.until)} " for tier in terms.discounts)
        return f"{tiers}{_due(terms.instalments[0].due)}{ROLL_TEXT[terms.roll]}"
    clauses = [_tier(tier) for tier in terms.discounts]
    if len(terms.instalments) == 1:
        clauses.append(_due(terms.instalments[0].due))
    else:
        clauses += [_instalment(instalment) for instalment in terms.instalments]
    return ", ".join(clauses) + ROLL_TEXT[terms.roll]


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th, 11th, 21st."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def percent_text(percent: Decimal) -> str:
    """Return a per cent figure without exponent or superfluous zeros: 2, 2.5."""
    text = f"{percent:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_classic(terms: PaymentTerms) -> bool:
    plain = [isinstance(tier.until, NetDays) and tier.base is DiscountBase.GROSS for tier in terms.discounts]
    return all(plain) and len(terms.instalments) == 1 and isinstance(terms.instalments[0].due, NetDays)


def _days(rule: DueRule) -> int:
    assert isinstance(rule, NetDays)
    return rule.days


def _tier(tier: DiscountTier) -> str:
    base = " on net amount" if tier.base is DiscountBase.NET else ""
    return f"{percent_text(tier.percent)}% discount {rule_text(tier.until)}{base}"


def _instalment(instalment: Instalment) -> str:
    match instalment.share:
        case Balance():
            share = "balance"
        case Fixed(amount):
            share = f"{amount.currency} {amount.plain()}"
        case Part(value) as part:
            percent = Decimal(value.numerator) * 100 / Decimal(value.denominator)
            share = f"{percent_text(percent)}%" if part.is_percent else f"{value.numerator}/{value.denominator}"
    return f"{share} {_due(instalment.due)}"


def _due(rule: DueRule) -> str:
    text = rule_text(rule)
    if isinstance(rule, NetDays | BusinessDays | NetMonths | DayOfMonth):
        return f"net {text.removesuffix(' days') if isinstance(rule, NetDays) else text}"
    return f"due {text}" if isinstance(rule, FixedDate) else text


def rule_text(rule: DueRule) -> str:
    """Return a due rule in short English: `30 days`, `10th prox`, `end of month then 30 days`."""
    match rule:
        case OnDemand(trigger):
            return TRIGGER_TEXT[trigger]
        case NetDays(days):
            return f"{days} days"
        case BusinessDays(days):
            return f"{days} business days"
        case NetMonths(months):
            return f"{months} months"
        case FixedDate(on_date):
            return on_date.isoformat()
        case _:
            return _month_rule_text(rule)


def _month_rule_text(rule: DaysThenMonthEnd | MonthEndThenDays | DayOfMonth | DayList | NextDay) -> str:
    match rule:
        case DaysThenMonthEnd(days):
            return f"{days} days then end of month" if days else "end of month"
        case MonthEndThenDays(days):
            return f"end of month then {days} days"
        case DayOfMonth(day, months, cutoff_day):
            cutoff = f" cut-off {ordinal(cutoff_day)}" if cutoff_day else ""
            return f"{ordinal(day)} {_prox(months)}{cutoff}"
        case DayList(on_days, months):
            return f"{' & '.join(ordinal(day) for day in on_days)} {_prox(months)}"
        case NextDay(min_days, on_days):
            return f"min {min_days} days then the {' & '.join(ordinal(day) for day in on_days)}"


def _prox(months: int) -> str:
    return "prox" if months == 1 else f"{ordinal(months)} prox"
