"""The reference of the metrics as a page of documentation, made from their definitions."""

from __future__ import annotations

from duly.core.insight.metrics.catalogue import CATALOGUE
from duly.core.insight.metrics.figure import Definition

_HEAD = """\
# Metrics

Every figure that Duly shows: what it means, its formula, its unit and where the definition comes from. This page is
made from `duly/core/insight/metrics`; a test keeps both equal. In the console each figure opens onto its inputs and
the documents behind it; `duly report figures` prints the formula worked out.

What all figures share:

- Amounts of different currencies are never added up; a figure is of one currency.
- Receivables are open invoices and debit notes less open credit notes, as of the day. Unapplied cash stands beside.
- Current means not past due: on its due date an invoice is still current.
- Credit sales are invoices and debit notes less credit notes by their date, and corrections by theirs.
- A period of months ends on the day asked for: a quarter up to 16 March begins on 17 December.
- A figure that cannot be computed has no value and says why; it is never shown as zero.
"""


def _section(definition: Definition) -> str:
    return f"""
## {definition.name}

`{definition.key}`, in {definition.unit}. {definition.meaning}

    {definition.formula}

Source: {definition.source}
"""


def reference_page() -> str:
    """Return the page as Markdown."""
    return _HEAD + "".join(_section(definition) for definition in CATALOGUE.values())
