"""Dispute cycle time: how long a dispute takes to be closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from duly.core.insight.metrics.figure import Definition, Figure, Input, known, unknown
from duly.core.insight.reasons import reason
from duly.core.insight.records import DisputeRecord

DEFINITION = Definition(
    "dispute_cycle",
    "Dispute cycle time",
    "days",
    "days from opening to closing / closed disputes",
    "How long a closed dispute took. Not for bonuses: closing quickly and badly improves it.",
    "AccountingTools and KPI Depot, dispute resolution time.",
)


def dispute_cycle(disputes: Sequence[DisputeRecord], *, as_of: date | None = None) -> Figure:
    """Return Σ(closed − opened) / closed disputes in days; disputes open (on `as_of`) are counted in the note."""
    closed = [(d.closed_date - d.opened_date).days for d in disputes if d.closed_date and _by(d.closed_date, as_of)]
    if not closed:
        return unknown(DEFINITION, reason("figure.no_disputes"))
    still_open = len(disputes) - len(closed)
    return known(
        DEFINITION,
        Decimal(sum(closed)) / Decimal(len(closed)),
        Input("days from opening to closing", sum(closed), "Added up over the closed disputes."),
        Input("closed disputes", len(closed), "Disputes closed in the period."),
        note=reason("figure.still_open", count=still_open) if still_open else None,
    )


def _by(closed_date: date, as_of: date | None) -> bool:
    return as_of is None or closed_date <= as_of
