"""The reports' words: buckets, groups, metrics and their inputs, in the reader's language."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal
from django.utils.translation import gettext as _

from duly.core.insight.metrics.figure import Figure, InputValue
from duly.core.money.money import Money
from duly.faces.look.figures import EN_DASH, MINUS, date_text, money_text, reader_locale
from duly.store.queries.aging_report import NOTHING, UNIDENTIFIED, AgingLine

if TYPE_CHECKING:
    from duly.faces.console.reports.asked import Asked


def group_label(by: str) -> str:
    """Return what lines are grouped by."""
    return {"segment": _("Segment"), "owner": _("Owner"), "currency": _("Currency")}.get(by, _("Customer"))


def line_label(asked: Asked, line: AgingLine) -> str:
    """Return the name of a line of the aging report."""
    if line.key == UNIDENTIFIED:
        return _("Unidentified payer")
    if line.key == NOTHING:
        return _("No segment") if asked.by == "segment" else _("Nobody")
    if asked.by == "owner":
        return asked.owner_name(int(line.key))
    return line.label if asked.by == "customer" else line.key


def short_amount(value: Decimal) -> str:
    """Return an amount for a chart, shortened where it is long: 1,234 / 12.3K / 4.5M."""
    if abs(value) < 10_000:
        return _signed(str(format_decimal(value, format="#,##0", locale=reader_locale())))
    return _signed(str(format_compact_decimal(value, locale=reader_locale(), fraction_digits=1)))


def number(value: Decimal, places: int = 1) -> str:
    """Return a number with a fixed count of decimals and a true minus."""
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return _signed(str(format_decimal(value, format=pattern, locale=reader_locale())))


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


def month_text(day: date) -> str:
    """Return a short month and year: Nov 25."""
    return str(format_date(day, format="MMM yy", locale=reader_locale()))


def unit_text(unit: str) -> str:
    """Return a metric's unit in the reader's words."""
    return {"days": _("days"), "percent": "%"}.get(unit, unit)


def figure_value(figure: Figure) -> str:
    """Return a figure's value as text without its unit, a dash where it has none."""
    value = figure.rounded(1)
    return EN_DASH if value is None else number(value)


def input_value(value: InputValue | None) -> str:
    """Return an input of a formula as text."""
    if value is None:
        return EN_DASH
    if isinstance(value, Money):
        return money_text(value.minor, value.currency)
    if isinstance(value, date):
        return date_text(value)
    return number(value, 2) if isinstance(value, Decimal) else number(Decimal(value), 0)


def period_text(after: date, until: date) -> str:
    """Return a period in words, from its first to its last day."""
    first = date_text(after + timedelta(days=1))
    return f"{first} {EN_DASH} {date_text(until)}"
