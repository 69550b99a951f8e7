"""Reasons: a code with parameters, and the English sentence for it.

Decisions and figures carry codes so that faces can translate them; the English catalogue here is
the reference text. Parameters are plain values; `sentence` renders them in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from duly.core.money.money import Money

Param = str | int | Decimal | date | Money

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is as it is: a `code` of the catalogue and its named parameters, in order."""

    code: str
    params: tuple[tuple[str, Param], ...] = ()

    def param(self, name: str) -> Param:
        """Return one parameter. Raises KeyError when this reason does not carry it."""
        return dict(self.params)[name]

    @property
    def wording(self) -> str:
        """Return the key of the sentence: that of the code, or of its form for no days or for one.

        Forms are `code=days`, `code=*/usual` and `code=days/usual`; `days` may be called `gap`.
        """
        given = dict(self.params)
        days, usual = (english(given[name]) if name in given else "" for name in (_days_name(given), "usual"))
        forms = (f"{self.code}={days}/{usual}", f"{self.code}=*/{usual}", f"{self.code}={days}")
        return next((form for form in forms if form in SENTENCES), self.code)

    def sentence(self, catalogue: Mapping[str, str] | None = None) -> str:
        """Return the sentence, from another language's catalogue if given, else English."""
        known = catalogue or SENTENCES
        template = known.get(self.wording) or known[self.code]
        return template.format(**{name: english(value) for name, value in self.params})


def _days_name(given: Mapping[str, Param]) -> str:
    return "days" if "days" in given else "gap"


def reason(code: str, **params: Param) -> Reason:
    """Return a reason whose code is in the catalogue (asserted: a misspelt code is our mistake)."""
    assert code in SENTENCES, f"unknown reason code {code}"
    return Reason(code, tuple(params.items()))


def english(value: Param) -> str:
    """Return a value as English text: EUR 12,400 / 4 Nov 2025 / 1.5 / 3."""
    if isinstance(value, Money):
        amount = value.as_decimal()
        whole = amount == amount.to_integral_value()
        text = f"{amount:,.0f}" if whole else f"{amount:,f}"
        return f"{value.currency} {text.replace('-', '−')}"
    if isinstance(value, date):
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    if isinstance(value, Decimal):
        text = f"{value:,f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text.replace("-", "−")
    return str(value)


SENTENCES: dict[str, str] = {
    # Figures: why there is no value, or what to know about one.
    "figure.no_sales": "There were no credit sales in the period, so there is nothing to divide by.",
    "figure.no_receivables": "Nothing is open, so there is nothing to divide by.",
    "figure.no_payments": "Nothing has been paid in the period.",
    "figure.nothing_collectable": "Nothing was there to be collected in the period.",
    "figure.no_promises": "No promise fell due in the period.",
    "figure.no_disputes": "No dispute was closed in the period.",
    "figure.no_invoices": "There are no invoices in the period.",
    "figure.no_buckets": "There are no buckets.",
    "figure.no_days": "The period has no days.",
    "figure.mixed_currencies": "The amounts are in several currencies ({currencies}); choose one first.",
    "figure.part_missing": "{name} has no value: {why}",
    "figure.months_ran_out": "At least this long: {left} of the receivables is older than the sales given.",
    "figure.stopped_at_month": "Counting stopped at {month}, a month without sales; {left} of the receivables is left.",
    "figure.credit_balance": "Credits exceed what is owed, so the figure is negative.",
    "figure.cei_effective": "80 per cent or more is regarded as effective collection.",
    "figure.cei_low": "50 per cent or less is regarded as low.",
    "figure.still_open": "Still open and not counted: {count}.",
    "figure.promises_pending": "Not yet due and not counted: {count}.",
    # Behaviour.
    "behaviour.new": "new: never paid before",
    "behaviour.few": "too few payments to judge ({count}); so far {days} days late (median)",
    "behaviour.few=1": "too few payments to judge ({count}); so far 1 day late (median)",
    "behaviour.slightly_late=1": "usually pays 1 day late ({count} payments)",
    "behaviour.late=1": "regularly pays late: 1 day (median of {count} payments)",
    "behaviour.prompt": "pays on time: {percent} % of {count} payments by the due date",
    "behaviour.slightly_late": "usually pays {days} days late ({count} payments)",
    "behaviour.late": "regularly pays late: {days} days (median of {count} payments)",
    "behaviour.very_late": "pays very late: {days} days (median of {count} payments)",
    "behaviour.erratic": "unpredictable: half of {count} payments lie {spread} days or more apart",
    "behaviour.slower": "is getting slower: {recent} days late lately, {earlier} before",
    "behaviour.faster": "is getting faster: {recent} days late lately, {earlier} before",
    # Worklist.
    "worklist.overdue_with_habit": "{amount} is {days} days late; usually pays {usual} days late",
    "worklist.overdue_usually_on_time": "{amount} is {days} days late; usually pays on time",
    "worklist.overdue": "{amount} is {days} days late",
    "worklist.overdue_with_habit=1": "{amount} is 1 day late; usually pays {usual} days late",
    "worklist.overdue_with_habit=*/1": "{amount} is {days} days late; usually pays 1 day late",
    "worklist.overdue_with_habit=1/1": "{amount} is 1 day late; usually pays 1 day late",
    "worklist.overdue_usually_on_time=1": "{amount} is 1 day late; usually pays on time",
    "worklist.overdue=1": "{amount} is 1 day late",
    "worklist.falls_due": "{amount} falls due on {due_date}",
    "worklist.promise_broken": "promise of {promised_date} was broken ({amount})",
    "worklist.contacted": "last contacted {days} days ago",
    "worklist.contacted=0": "last contacted today",
    "worklist.contacted=1": "last contacted yesterday",
    "worklist.never_contacted": "not contacted yet about this",
    "worklist.disputed_part": "{amount} more is disputed and left out",
    "worklist.unapplied": "{amount} of unapplied cash is taken off",
    "worklist.promised_part": "{amount} more is promised and left out",
    "worklist.largest": "largest: {number}, {amount}, {days} days late",
    "worklist.largest=0": "largest: {number}, {amount}, due today",
    "worklist.largest=1": "largest: {number}, {amount}, 1 day late",
    # Worklist: the factors of the score.
    "score.amount": "{amount} can be collected",
    "score.amount_at_rate": "{amount} can be collected, at {rate} to the company's currency",
    "score.days": "late by {days} days on average, weighted by amount",
    "score.days_capped": "late by {days} days on average, counted as {capped}",
    "score.days_ahead": "not due yet, counted as one day",
    "score.later_than_usual": "{gap} days later than usual for them: × {factor}",
    "score.later_than_usual=1": "1 day later than usual for them: × {factor}",
    "score.as_usual=*/1": "no later than usual for them (1 day): × {factor}",
    "score.as_usual": "no later than usual for them ({usual} days): × {factor}",
    "score.new_payer": "never paid before: × {factor}",
    "score.broken_promises": "broken promises, {count}: × {factor}",
    "score.recent_contact": "contacted {days} days ago: × {factor}",
    "score.recent_contact=0": "contacted today: × {factor}",
    "score.recent_contact=1": "contacted yesterday: × {factor}",
    # Worklist: why an account is not on it.
    "left_out.snoozed": "snoozed until {until}",
    "left_out.live_promise": "promised {amount} for {promised_date}",
    "left_out.on_hold": "on hold: {why}",
    "left_out.all_disputed": "everything late is disputed ({amount})",
    "left_out.covered": "unapplied cash covers what is late; apply it first",
    "left_out.nothing_due": "nothing is late or about to fall due",
    "left_out.over_capacity": "below today's capacity of {capacity}",
}
