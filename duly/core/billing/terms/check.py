"""What is odd about terms that are well formed: a discount nobody could sensibly mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from operator import ge, gt
from typing import Final

from duly.core.billing.terms.rules import DueRule, FixedDate
from duly.core.billing.terms.values import PaymentTerms
from duly.core.money.calendar import WEEKDAYS

# Two neighbouring months, the second of them short, show every effect of the invoice's day.
PROBES: Final = tuple(date(2023, 1, 1) + timedelta(days=n) for n in range(59))


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` for programs, `sentence` in English for people."""

    code: str
    sentence: str


def problems(terms: PaymentTerms) -> tuple[Problem, ...]:
    """Return what contradicts itself whatever the invoice date: discounts after the due date,
    or a smaller discount that ends no later than a larger one."""
    found = []
    finals = {instalment.due for instalment in terms.instalments}
    dates = (
        {rule: _probe(rule) for rule in finals | {tier.until for tier in terms.discounts}} if terms.discounts else {}
    )
    for tier in terms.discounts:
        if all(_always(gt, dates, tier.until, due) for due in finals):
            sentence = f"The {tier.percent} % discount ends after the invoice is due."
            found.append(Problem("discount_after_due", sentence))
    for larger, smaller in pairwise(terms.discounts):
        if _always(ge, dates, larger.until, smaller.until):
            sentence = f"Nobody would take {smaller.percent} % while {larger.percent} % is open as long."
            found.append(Problem("larger_discount_outlasts_smaller", sentence))
    return tuple(found)


def _probe(rule: DueRule) -> list[date]:
    return [rule.date_for(day, WEEKDAYS) for day in PROBES]


def _always(
    holds: Callable[[date, date], bool], dates: dict[DueRule, list[date]], left: DueRule, right: DueRule
) -> bool:
    if isinstance(left, FixedDate) != isinstance(right, FixedDate):
        return False
    return all(map(holds, dates[left], dates[right]))
