"""Tables from files people export: CSV, TSV, text and Excel workbooks, read as a stream."""

from duly.adapters.files.limits import NotReadable, TooLarge
from duly.adapters.files.open_table import open_table
from duly.adapters.files.table import Row, Table
from duly.core.billing.intake.escape import csv_safe, visible

__all__ = ["NotReadable", "Row", "Table", "TooLarge", "csv_safe", "open_table", "visible"]
