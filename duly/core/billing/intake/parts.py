"""From an invoice row to its open items: one, or one for each instalment its payment terms give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from duly.core.billing.intake.rows import RowError
from duly.core.billing.intake.values import InvoiceRow
from duly.core.billing.terms import (
    Ambiguous,
    NetAmountMissing,
    Outcome,
    Parsed,
    PaymentTerms,
    Schedule,
    parse,
    schedule,
)
from duly.core.money.calendar import Calendar, NoBusinessDay
from duly.core.money.money import CurrencyMismatch, Money


@dataclass(frozen=True, slots=True)
class DuePart:
    """One open item to be: instalment `no` of `count`, its due date and amount in minor units."""

    no: int
    count: int
    due_date: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class DueParts:
    """The open items of an invoice, which add up to it, and its discounts for early payment.

    `discounts` are plain values: {until_date, percent, discount_minor}; none for several instalments.
    """

    parts: tuple[DuePart, ...]
    discounts: tuple[dict[str, Any], ...] = ()


_parsed: Callable[[str], Outcome] = lru_cache(maxsize=4096)(parse)


def due_parts(row: InvoiceRow, calendar: Callable[[], Calendar]) -> DueParts | RowError:
    """Return an invoice's open items, or why its payment terms give none.

    A due date in the row wins over the terms, which then only give the discounts. `calendar` is
    asked for only where terms are to be scheduled.
    """
    single = (DuePart(row.instalment_no, 1, row.due_date, row.amount_minor),) if row.due_date else ()
    if row.payment_terms is None:
        assert single, "a row without terms has a due date"
        return DueParts(single)
    outcome = _parsed(row.payment_terms)
    if not isinstance(outcome, Parsed):
        return DueParts(single) if single else _unclear(row, outcome)
    if single and not outcome.terms.discounts:
        return DueParts(single)  # the terms have nothing to add
    plan = _schedule(outcome.terms, row, calendar())
    if isinstance(plan, str):
        return DueParts(single) if single else _error(row, "terms_unreadable", reason=plan, advice="Correct the terms.")
    if single:
        return DueParts(single, _discounts(plan))
    if row.instalment_no > 1 and len(plan.instalments) > 1:
        return _error(row, "terms_give_instalments", count=str(len(plan.instalments)))
    count = len(plan.instalments)
    first = row.instalment_no if count == 1 else 1
    parts = tuple(
        DuePart(first + place, count, one.due_date, one.amount.minor) for place, one in enumerate(plan.instalments)
    )
    return DueParts(parts, _discounts(plan) if count == 1 else ())


def _schedule(terms: PaymentTerms, row: InvoiceRow, calendar: Calendar) -> Schedule | str:
    amount = Money(row.amount_minor, row.currency)
    net = Money(row.net_minor, row.currency) if row.net_minor is not None else None
    try:
        try:
            return schedule(terms, row.issue_date, amount, net=net, calendar=calendar)
        except NetAmountMissing:  # the dates are sure all the same
            return schedule(replace(terms, discounts=()), row.issue_date, amount, calendar=calendar)
    except (CurrencyMismatch, NoBusinessDay, OverflowError) as problem:
        return str(problem)


def _discounts(plan: Schedule) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"until_date": one.until_date.isoformat(), "percent": f"{one.percent:f}", "discount_minor": one.discount.minor}
        for one in plan.discounts
    )


def _unclear(row: InvoiceRow, outcome: Outcome) -> RowError:
    if isinstance(outcome, Ambiguous):
        readings = " or ".join(f"{one.canonical} ({one.words})" for one in outcome.readings)
        return _error(row, "terms_ambiguous", readings=readings)
    assert not isinstance(outcome, Parsed)
    return _error(row, "terms_unreadable", reason=outcome.reason.rstrip("."), advice=outcome.remedy)


def _error(row: InvoiceRow, code: str, **params: str) -> RowError:
    value = row.payment_terms or ""
    return RowError(row.line_no, "payment_terms", "", value, code, {"field": "payment_terms", "value": value, **params})
