"""Figures: the DSO family, collection, promises and disputes, each with its formula, inputs, source and documents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.core.insight.metrics.catalogue import CATALOGUE
from duly.core.insight.metrics.figure import Figure, Input
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.reasons import in_words
from duly.faces.console.reports.asked import Asked, choice_fields, period_field, read, report_tabs
from duly.faces.console.reports.charts import cash_chart, dso_chart, level_chart
from duly.faces.console.reports.words import figure_value, input_value, number, period_text, unit_text
from duly.faces.look.figures import date_text
from duly.services.insight.keep_figures import ShownFigures, show_figures
from duly.services.insight.measure_receivables import Measures
from duly.store.queries.procedures import ruling_procedures
from duly.wiring.ports import ports

SHOWN_INPUTS = 8
TERMS = {"dso": "DSO", "best_possible_dso": "BPDSO", "average_days_delinquent": "ADD", "cei": "CEI"}
BEHIND = {
    "weighted_days_delinquent": "paid", "average_days_to_pay": "paid", "paid_late_share": "paid",
    "promise_kept_by_count": "promised", "promise_kept_by_amount": "promised", "dispute_cycle": "disputed",
}  # fmt: skip


@require_GET
@page(Verb.SEE_OWN)
def figures(request: DeskRequest) -> HttpResponse:
    """Show every figure of the day and how the main ones came about."""
    asked = read(request)
    found = show_figures(
        act=asked.desk.act(), jobs=ports().jobs, portfolio=asked.portfolio(), as_of=asked.as_of,
        period_months=asked.months,
    )  # fmt: skip
    context: dict[str, Any] = {
        "title": _("Figures"), "nav": "reports", "tabs": report_tabs(asked, "reports_figures"), "day": asked.as_of,
        "is_past": asked.as_of != asked.desk.today, "fields": choice_fields(asked, period_field(asked)),
        "made": _made(found),
    }  # fmt: skip
    if found.measures is None:
        return render(request, "console/reports/figures_waiting.html", context | {"here": request.get_full_path()})
    return render(request, "console/reports/figures.html", context | _drawn_figures(asked, found.measures))


def _drawn_figures(asked: Asked, measures: Measures) -> dict[str, Any]:
    return {
        "is_short": measures.is_short, "period": period_text(measures.after, measures.as_of),
        "groups": _groups(asked, measures), "dso_chart": dso_chart(measures), "cash_chart": cash_chart(measures),
        "level_chart": level_chart(measures, _level_names(asked.desk.company.id)),
    }  # fmt: skip


def _made(found: ShownFigures) -> str:
    """Say how old kept figures are, "" for those of this moment."""
    if found.made_at is None:
        return ""
    words = _("As of %(moment)s; being brought up to date.") if found.is_renewing else _("As of %(moment)s.")
    return words % {"moment": date_text(timezone.localtime(found.made_at))}


def _level_names(company_id: int) -> dict[str, str]:
    """Return the names of levels by key in the procedures that rule now."""
    ruling = ruling_procedures(company_id)
    return {level.key: level.name for one in ruling.by_name.values() for level in one.levels} if ruling else {}


def _groups(asked: Asked, measures: Measures) -> list[dict[str, Any]]:
    """Return the figures in three rows, the first one leading with DSO."""
    groups = (
        (_("Sales waiting to be paid"), ("dso", "dso_count_back", "best_possible_dso", "average_days_delinquent")),
        (_("How the money comes in"), ("cei", "percent_current", "average_days_to_pay", "weighted_days_delinquent",
                                       "paid_late_share")),
        (_("Promises and disputes"), ("promise_kept_by_count", "promise_kept_by_amount", "dispute_cycle")),
    )  # fmt: skip
    return [
        {"title": title, "figures": [_drawn(asked, measures, measures.figures[key]) for key in keys]}
        for title, keys in groups
    ]


def _drawn(asked: Asked, measures: Measures, figure: Figure) -> dict[str, Any]:
    """Return a figure as the look's partial takes it."""
    definition = CATALOGUE[figure.metric]
    value = figure_value(figure)
    drawn: dict[str, Any] = {
        "label": _(definition.name), "value": value, "unit": unit_text(figure.unit) if figure.value is not None else "",
        "meaning": _(definition.meaning), "formula": _(definition.formula), "inputs": _inputs(figure),
        "source": _("Source: %(source)s") % {"source": _(definition.source)},
        "note": in_words(figure.note) if figure.note else "", "lead": figure.metric == "dso",
    }  # fmt: skip
    if figure.metric == "dso":
        drawn |= _trend(figure, measures.dso_month_ago)
    drawn["links"] = _links(asked, figure.metric)
    return drawn


def _trend(now: Figure, before: Figure) -> dict[str, str]:
    """Return how DSO moved over the month; fewer days are good."""
    if now.value is None or before.value is None:
        return {}
    change = now.value.quantize(Decimal("0.1")) - before.value.quantize(Decimal("0.1"))
    if not change:
        return {"trend": _("as a month ago")}
    words = _("%(days)s days more than a month ago") if change > 0 else _("%(days)s days fewer than a month ago")
    return {"trend": words % {"days": number(abs(change))}, "tone": "" if change > 0 else "good"}


def _inputs(figure: Figure) -> list[tuple[Any, str]]:
    shown = list(figure.inputs[:SHOWN_INPUTS])
    if figure.metric == "dso_count_back":
        shown = _counted(figure)
    return [
        (format_html('{}<small class="from">{}</small>', _(one.name), _(one.source)), input_value(one.value))
        for one in shown
    ]


def _counted(figure: Figure) -> list[Input]:
    """Return the receivables and only those months that the count-back went through."""
    months = int(figure.value / 28) + 2 if figure.value is not None else 3
    return list(figure.inputs[: min(months, 12) + 1])


def _links(asked: Asked, metric: str) -> list[tuple[str, str]]:
    """Return the addresses of the documents behind a figure, with their words."""
    clear = {"by": "", "bucket": "", "customer": "", "sort": ""}
    open_url = (_("See the open invoices"), asked.to("reports_items", **clear))
    sold_url = (_("See the sales of the period"), asked.to("reports_behind", "sold"))
    if metric in BEHIND:
        words = {"paid": _("See the invoices paid"), "promised": _("See the promises"),
                 "disputed": _("See the disputes")}[BEHIND[metric]]  # fmt: skip
        return [(words, asked.to("reports_behind", BEHIND[metric]))]
    if metric in ("best_possible_dso", "percent_current"):
        return [(_("See the invoices not yet due"), asked.to("reports_items", **{**clear, "bucket": "0"})), open_url]
    if metric == "average_days_delinquent":
        return [(_("See the overdue invoices"), asked.to("reports_items", **{**clear, "bucket": "late"}))]
    if metric in ("cei", "dso_count_back"):
        return [open_url, (_("See the sales of the year"), asked.to("reports_behind", "sold", period="year"))]
    return [open_url, sold_url]
