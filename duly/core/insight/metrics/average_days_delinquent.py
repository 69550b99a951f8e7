"""Average days delinquent: the part of DSO that lateness causes."""

from __future__ import annotations

from duly.core.insight.metrics.figure import Definition, Figure, Input, known, unknown
from duly.core.insight.reasons import reason

DEFINITION = Definition(
    "average_days_delinquent",
    "Average days delinquent (ADD)",
    "days",
    "DSO − best possible DSO",
    "How many days of sales are late; falls when customers pay by the due date.",
    "Credit Research Foundation, KPI definitions.",
)


def average_days_delinquent(*, dso: Figure, best_possible: Figure) -> Figure:
    """Return ADD in days from the two figures of the same period."""
    inputs = (
        Input("DSO", dso.value, "Figure: days sales outstanding."),
        Input("best possible DSO", best_possible.value, "Figure: best possible DSO."),
    )
    if dso.value is None or best_possible.value is None:
        missing = dso if dso.value is None else best_possible
        why = missing.note.sentence() if missing.note else ""
        return unknown(DEFINITION, reason("figure.part_missing", name=missing.metric, why=why), *inputs)
    return known(DEFINITION, dso.value - best_possible.value, *inputs)
