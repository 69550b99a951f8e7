"""The charts of the figures page: DSO over the month ends, cash by month, what was paid after each level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from duly.core.insight.charts import Chart, FunnelStep, Heading, columns, level_funnel, line
from duly.core.money.currency import exponent
from duly.faces.console.reports.words import figure_value, month_text, number, short_amount
from duly.faces.look.figures import EN_DASH, amount_text, date_text, money_text
from duly.services.insight.measure_receivables import LEVEL_DAYS, Measures

Drawn = dict[str, Any]


def _drawn(chart: Chart, title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], note: str = "") -> Drawn:
    return {"title": title, "svg": mark_safe(chart.svg), "head": head, "rows": rows, "note": note}  # noqa: S308  # ours


def dso_chart(measures: Measures) -> Drawn | None:
    """Return DSO over the month ends, None with fewer than two points."""
    points = [(day, figure.rounded(1)) for day, figure in measures.dso_line]
    known = [value for _day, value in points if value is not None]
    if len(known) < 2:
        return None
    lowest, highest = min(known), max(known)
    title = _("DSO lay between %(low)s and %(high)s days; now %(now)s") % {
        "low": number(lowest), "high": number(highest), "now": number(known[-1]),
    }  # fmt: skip
    head = (_("Month end"), _("DSO, days"))
    heading = Heading("dso-line", title, _("A line of DSO in days at month ends."))
    chart = line(
        [(month_text(day), value) for day, value in points], heading=heading, head=head,
        format_value=lambda value: number(value, 0 if value == value.to_integral_value() else 1), width=560,
    )  # fmt: skip
    rows = [(date_text(day), figure_value(figure)) for day, figure in measures.dso_line]
    return _drawn(chart, title, head, rows)


def cash_chart(measures: Measures) -> Drawn | None:
    """Return cash received by month, None when there was none."""
    if not any(one.received.minor for one in measures.cash):
        return None
    places = exponent(measures.currency)
    now, whole = measures.cash[-1], measures.cash[:-1] or measures.cash
    mean = sum(one.received.minor for one in whole) // len(whole)
    title = _("%(now)s received this month so far; %(mean)s in a month on average") % {
        "now": money_text(now.received.minor, measures.currency), "mean": money_text(mean, measures.currency),
    }  # fmt: skip
    head = (_("Month"), _("Received, %(code)s") % {"code": measures.currency})
    chart = columns(
        [(month_text(one.until), Decimal(one.received.minor).scaleb(-places)) for one in measures.cash],
        heading=Heading("cash-columns", title, _("Columns of cash received by month, less refunds.")), head=head,
        format_value=short_amount, width=560,
    )  # fmt: skip
    rows = [(month_text(one.until), amount_text(one.received.minor, measures.currency)) for one in measures.cash]
    return _drawn(chart, title, head, rows)


def level_name(key: str, names: Mapping[str, str]) -> str:
    """Return a level's name; of a level that no procedure has any more, its key as words."""
    return names.get(key) or key.replace("_", " ").strip().capitalize() or EN_DASH


def level_chart(measures: Measures, names: Mapping[str, str]) -> Drawn | None:
    """Return how many invoices reached each level, and beside it what was paid in the days after."""
    levels = measures.levels
    if not levels:
        return None
    first = levels[0]
    title = _("%(share)s %% of the money asked for in a “%(level)s” came within %(days)s days") % {
        "share": _percent(first.paid_minor, first.open_minor), "days": LEVEL_DAYS,
        "level": level_name(first.level_key, names),
    }  # fmt: skip
    heading = Heading("level-funnel", title, _("Bars of invoices named in notices, by level."))
    chart = level_funnel(
        [FunnelStep(level_name(one.level_key, names), Decimal(one.items)) for one in levels], heading=heading,
        format_value=lambda value: number(value, 0), width=960,
    )  # fmt: skip
    code = measures.currency
    head = (
        _("Level"), _("Messages"), _("Invoices"), _("Asked for, %(code)s") % {"code": code},
        _("Paid within %(days)s days, %(code)s") % {"days": LEVEL_DAYS, "code": code}, _("Of the money"),
        _("Invoices paid in full"),
    )  # fmt: skip
    rows = [
        (level_name(one.level_key, names), str(one.notices), str(one.items), amount_text(one.open_minor, code),
         amount_text(one.paid_minor, code), f"{_percent(one.paid_minor, one.open_minor)} %", str(one.paid_items))
        for one in levels
    ]  # fmt: skip
    note = _("Messages of twelve months, up to %(days)s days ago, so that each had its time. Bars: invoices named.")
    return _drawn(chart, title, head, rows, note % {"days": LEVEL_DAYS})


def _percent(part: int, whole: int) -> str:
    return number(Decimal(part * 100) / Decimal(whole), 0) if whole else EN_DASH
