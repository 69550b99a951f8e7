"""Payment terms: their meaning, their text, their words, and the dates and amounts they give.

`parse` reads a text, `canonical` writes it, `describe` explains it, `schedule` applies it.
"""

from duly.core.billing.terms.check import Problem, problems
from duly.core.billing.terms.discount_cost import DiscountCost, discount_cost, scheduled_discount_cost
from duly.core.billing.terms.document import TermsDocumentError, from_dict, to_dict
from duly.core.billing.terms.rules import (
    BusinessDays,
    DayList,
    DayOfMonth,
    DaysThenMonthEnd,
    DueRule,
    FixedDate,
    InvalidTerms,
    MonthEndThenDays,
    NetDays,
    NetMonths,
    NextDay,
    OnDemand,
    Trigger,
)
from duly.core.billing.terms.schedule import (
    NetAmountMissing,
    Schedule,
    ScheduledDiscount,
    ScheduledInstalment,
    due_date,
    schedule,
)
from duly.core.billing.terms.text.canonical import canonical
from duly.core.billing.terms.text.outcome import Ambiguous, Outcome, Parsed, Reading, Unreadable
from duly.core.billing.terms.text.parse import parse
from duly.core.billing.terms.values import (
    Balance,
    DiscountBase,
    DiscountTier,
    Fixed,
    Instalment,
    Part,
    PaymentTerms,
    Share,
)
from duly.core.billing.terms.words.describe import describe, describe_schedule

__all__ = [
    "Ambiguous", "Balance", "BusinessDays", "DayList", "DayOfMonth", "DaysThenMonthEnd", "DiscountBase",
    "DiscountCost", "DiscountTier", "DueRule", "Fixed", "FixedDate", "Instalment", "InvalidTerms",
    "MonthEndThenDays", "NetAmountMissing", "NetDays", "NetMonths", "NextDay", "OnDemand", "Outcome", "Parsed",
    "Part", "PaymentTerms", "Problem", "Reading", "Schedule", "ScheduledDiscount", "ScheduledInstalment", "Share",
    "TermsDocumentError", "Trigger", "Unreadable", "canonical", "describe", "describe_schedule", "discount_cost",
    "due_date", "from_dict", "parse", "problems", "schedule", "scheduled_discount_cost", "to_dict",
]  # fmt: skip
