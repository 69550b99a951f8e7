"""The payment terms that demo customers have: the text on the invoice and the rule it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from duly.core.billing.terms.rules import DayOfMonth, DaysThenMonthEnd, DueRule, MonthEndThenDays, NetDays, OnDemand
from duly.core.money.calendar import Calendar

_SEVEN_DAYS = Calendar(frozenset())


@dataclass(frozen=True, slots=True)
class SimulatedTerms:
    """A text as people write it, its due rule, and an early-payment discount in per cent, if any."""

    text: str
    rule: DueRule
    discount_percent: Decimal = Decimal(0)
    discount_days: int = 0

    def due_date(self, invoice_date: date) -> date:
        """Return the due date; no roll to a business day is agreed."""
        return self.rule.date_for(invoice_date, _SEVEN_DAYS)

    def discount_date(self, invoice_date: date) -> date | None:
        """Return the last day of the discount, or None without one."""
        return invoice_date + timedelta(days=self.discount_days) if self.discount_days else None


_NET = (
    (SimulatedTerms("net 30", NetDays(30)), 30),
    (SimulatedTerms("net 14", NetDays(14)), 18),
    (SimulatedTerms("net 45", NetDays(45)), 6),
    (SimulatedTerms("net 60", NetDays(60)), 5),
    (SimulatedTerms("30 days after end of month", MonthEndThenDays(30)), 6),
    (SimulatedTerms("30 days then end of month", DaysThenMonthEnd(30)), 6),
    (SimulatedTerms("net 10th prox", DayOfMonth(10)), 4),
    (SimulatedTerms("15 MFI", DayOfMonth(15)), 3),
    (SimulatedTerms("due on receipt", OnDemand()), 4),
)
DISCOUNTED = (
    (SimulatedTerms("2/10 net 30", NetDays(30), Decimal(2), 10), 14),
    (SimulatedTerms("3/14 net 60", NetDays(60), Decimal(3), 14), 4),
)
EVERYBODY = _NET + DISCOUNTED
