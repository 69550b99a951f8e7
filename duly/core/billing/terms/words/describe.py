"""Payment terms and schedules in plain words, in the customer's language."""

from __future__ import annotations

from decimal import Decimal

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
)
from duly.core.billing.terms.schedule import Schedule
from duly.core.billing.terms.values import Balance, DiscountTier, Fixed, Part, PaymentTerms, Share
from duly.core.billing.terms.words.phrases import PHRASES
from duly.core.billing.terms.words.written import (
    language_of,
    written_amount,
    written_date,
    written_ordinal,
    written_percent,
)
from duly.core.money.calendar import Roll

SHORTEST_LONG_MONTH = 28


def describe(terms: PaymentTerms, language: str) -> str:
    """Return the terms as one sentence: who reads it needs no trade shorthand.

    `language` is a tag such as `fr` or `de-AT`; languages without phrases get English.
    """
    lang = language_of(language)
    if len(terms.instalments) == 1:
        clauses = [_say("pay", lang, by=rule_words(terms.instalments[0].due, lang))]
    else:
        parts = (
            _say("instalment", lang, share=_share(item.share, lang), by=rule_words(item.due, lang))
            for item in terms.instalments
        )
        clauses = [_say("instalments", lang, count=len(terms.instalments), parts=", ".join(parts))]
    clauses += [_discount(tier, lang) for tier in terms.discounts]
    if terms.roll is not Roll.NONE:
        clauses.append(_say(f"roll.{terms.roll.value}", lang))
    return _joint(lang).join(clauses).rstrip(".") + "."


def describe_schedule(plan: Schedule, language: str) -> str:
    """Return what one invoice asks for, with dates and amounts."""
    lang = language_of(language)
    due = (
        _say("due", lang, amount=written_amount(item.amount, lang), date=written_date(item.due_date, lang))
        for item in plan.instalments
    )
    early = (
        _say(
            "early",
            lang,
            date=written_date(tier.until_date, lang),
            payable=written_amount(tier.payable, lang),
            discount=written_amount(tier.discount, lang),
            percent=written_percent(tier.percent, lang),
        )
        for tier in plan.discounts
    )
    return " ".join([_joint(lang).join(due) + ".", *early])


def rule_words(rule: DueRule, lang: str, *, short: bool = False) -> str:
    """Return a due rule as the words after "Pay"; `short` leaves out what days are counted from."""
    match rule:
        case OnDemand(trigger):
            return _say(trigger.value, lang)
        case FixedDate(on_date):
            return _say("fixed_date", lang, date=written_date(on_date, lang))
        case NetDays(days) if short and days:
            return _count("short_days", days, lang)
        case NetDays(days) | BusinessDays(days) | DaysThenMonthEnd(days) | MonthEndThenDays(days):
            return _count(rule.name, days, lang)
        case NetMonths(months):
            return _count(rule.name, months, lang)
        case DayOfMonth():
            return _day_of_month(rule, lang)
        case DayList():
            return _day_list(rule, lang)
        case NextDay(min_days, on_days):
            joint = f" {_say('or', lang)} "
            return _count(rule.name, min_days, lang, days=joint.join(_day(day, lang) for day in on_days))


def _day_of_month(rule: DayOfMonth, lang: str) -> str:
    nth = written_ordinal(rule.months, lang)
    by = _count(rule.name, rule.months, lang, day=_day(rule.day, lang), nth=nth)
    if rule.cutoff_day is None:
        return by
    return _say("cutoff", lang, by=by, day=written_ordinal(rule.cutoff_day, lang))


def _day_list(rule: DayList, lang: str) -> str:
    spans = (
        _say(
            "span",
            lang,
            day=_day(due, lang),
            first=written_ordinal(first, lang),
            last=written_ordinal(last, lang),
        )
        for first, last, due in rule.spans()
        if first <= last
    )
    nth = written_ordinal(rule.months, lang)
    return _count(rule.name, rule.months, lang, spans=f", {_say('or', lang)} ".join(spans), nth=nth)


def _day(day: int, lang: str) -> str:
    text = written_ordinal(day, lang)
    return text if day <= SHORTEST_LONG_MONTH else _say("or_last", lang, day=text)


def _discount(tier: DiscountTier, lang: str) -> str:
    percent = written_percent(tier.percent, lang)
    return _say(f"discount.{tier.base.value}", lang, percent=percent, by=rule_words(tier.until, lang, short=True))


def _share(share: Share, lang: str) -> str:
    match share:
        case Balance():
            return _say("balance", lang)
        case Fixed(amount):
            return written_amount(amount, lang)
        case Part(value) as part:
            percent = Decimal(value.numerator) * 100 / Decimal(value.denominator)
            return written_percent(percent, lang) if part.is_percent else f"{value.numerator}/{value.denominator}"


def _count(phrase: str, count: int, lang: str, **parameters: object) -> str:
    form = {0: "none", 1: "one"}.get(count, "many")
    return _say(f"{phrase}.{form}", lang, n=count, **parameters)


def _say(phrase: str, lang: str, **parameters: object) -> str:
    return PHRASES[phrase][lang].format(**parameters)


def _joint(lang: str) -> str:
    return " ; " if lang == "fr" else "; "
