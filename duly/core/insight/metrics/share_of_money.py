"""Two plain shares: recovery rate and bad-debt ratio."""

from __future__ import annotations

from duly.core.insight.metrics.figure import PERCENT, Definition, Figure, Input, known, mixed, ratio, unknown
from duly.core.insight.reasons import Reason, reason
from duly.core.money.money import Money

RECOVERY = Definition(
    "recovery_rate",
    "Recovery rate",
    "percent",
    "collected / outstanding × 100",
    "How much of what was outstanding has been collected.",
    "Contact-centre practice (VCC Live glossary).",
)
BAD_DEBT = Definition(
    "bad_debt_ratio",
    "Bad-debt ratio",
    "percent",
    "written off / credit sales × 100",
    "How much of what was sold on credit had to be given up.",
    "Common credit practice.",
)


def recovery_rate(*, collected: Money, outstanding: Money) -> Figure:
    """Return collected / outstanding in per cent."""
    return _share(
        RECOVERY,
        Input("collected", collected, "Receipts applied in the period to what was outstanding at its start."),
        Input("outstanding", outstanding, "Open amounts at the start of the period."),
        reason("figure.no_receivables"),
    )


def bad_debt_ratio(*, written_off: Money, credit_sales: Money) -> Figure:
    """Return write-offs / credit sales in per cent."""
    return _share(
        BAD_DEBT,
        Input("written off", written_off, "Write-offs less recoveries in the period."),
        Input("credit sales", credit_sales, "Invoices less credit notes dated in the period."),
        reason("figure.no_sales"),
    )


def _share(definition: Definition, part: Input, whole: Input, when_zero: Reason) -> Figure:
    assert isinstance(part.value, Money)
    assert isinstance(whole.value, Money)
    problem = mixed((part.value, whole.value))
    if problem or whole.value.minor <= 0:
        return unknown(definition, problem or when_zero, part, whole)
    return known(definition, ratio(part.value, whole.value) * PERCENT, part, whole)
