"""The plain records that figures are computed from. Amounts are Money, dates are calendar dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duly.core.money.money import Money


@dataclass(frozen=True, slots=True)
class PaidItem:
    """An invoice (or instalment) that was settled, or one payment towards it."""

    number: str
    amount: Money
    invoice_date: date
    due_date: date
    paid_date: date

    @property
    def days_late(self) -> int:
        """Days from due date to payment; negative when paid early."""
        return (self.paid_date - self.due_date).days

    @property
    def days_to_pay(self) -> int:
        """Days from invoice date to payment."""
        return (self.paid_date - self.invoice_date).days

    @property
    def term_days(self) -> int:
        """Days of credit granted: invoice date to due date."""
        return (self.due_date - self.invoice_date).days

    @property
    def count(self) -> int:
        """How many invoices this stands for: one."""
        return 1


@dataclass(frozen=True, slots=True)
class PaidGroup:
    """Settled invoices of the same terms and lateness, added up: what a query returns of very many."""

    term_days: int
    days_late: int
    count: int
    amount: Money

    @property
    def days_to_pay(self) -> int:
        """Days from invoice date to payment of each of them."""
        return self.term_days + self.days_late


Paid = PaidItem | PaidGroup
"""What the figures about payments take: single invoices, or groups of equal ones."""


@dataclass(frozen=True, slots=True)
class MonthSales:
    """Credit sales of one month: a label such as `2025-03`, the amount, the days of the month."""

    month: str
    sales: Money
    days: int


@dataclass(frozen=True, slots=True)
class InvoicedItem:
    """An invoice with what was billed and what is open of it as of the report date."""

    number: str
    invoice_date: date
    due_date: date
    billed: Money
    open: Money


@dataclass(frozen=True, slots=True)
class PromiseRecord:
    """A promise to pay and the payments received since it was made, as (date, amount)."""

    promised_date: date
    promised: Money
    received: tuple[tuple[date, Money], ...] = ()


@dataclass(frozen=True, slots=True)
class DisputeRecord:
    """A dispute: opened, and closed unless still open (None)."""

    opened_date: date
    closed_date: date | None
