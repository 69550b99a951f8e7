"""The metrics of receivables: one module each, every result a Figure that explains itself."""

from duly.core.insight.metrics.figure import Definition as Definition
from duly.core.insight.metrics.figure import Figure as Figure
from duly.core.insight.metrics.figure import Input as Input
