"""Reading the files people have: what a file is, what its columns mean, and its rows as typed values.

The way of a file: `scan` its rows once for facts, `plan` a mapping (detection, saved mapping,
corrections), ask the questions in its `review`, compile it with `row_reader`, read each line,
pass the rows through a `DuplicateSpotter` and count them in `Totals`. Nothing here opens a file.
"""

from duly.core.billing.intake.catalogue import CATALOGUE, Field, FieldType, fields_of
from duly.core.billing.intake.detect import Detection, detect, detect_facts, plan
from duly.core.billing.intake.duplicates import DuplicateSpotter, SameAgain
from duly.core.billing.intake.escape import csv_safe, visible
from duly.core.billing.intake.facts import ColumnFacts, Scan, scan
from duly.core.billing.intake.fingerprint import document_hash
from duly.core.billing.intake.mapping import IntakeMapping, MappingError, from_json
from duly.core.billing.intake.matching import ColumnMatch, is_known_heading
from duly.core.billing.intake.overrides import apply_overrides
from duly.core.billing.intake.parts import DuePart, DueParts, due_parts
from duly.core.billing.intake.questions import Answer, Missing, Question
from duly.core.billing.intake.review import Review, review
from duly.core.billing.intake.rows import Rejected, RowError, RowReader, row_reader
from duly.core.billing.intake.settlement import PartSettled, Settlement, settlement_of, used_before
from duly.core.billing.intake.tallies import add_reports, add_tally, adds_up
from duly.core.billing.intake.totals import Tally, Totals, TotalsReport
from duly.core.billing.intake.values import (
    ContactRow,
    CreditNoteRow,
    CustomerRow,
    HistoryRow,
    IntakeRow,
    InvoiceRow,
    Kind,
    Outcome,
    PaymentRow,
)

__all__ = [
    "CATALOGUE", "Answer", "ColumnFacts", "ColumnMatch", "ContactRow", "CreditNoteRow", "CustomerRow", "Detection",
    "DuePart", "DueParts", "DuplicateSpotter", "Field", "FieldType", "HistoryRow", "IntakeMapping", "IntakeRow",
    "InvoiceRow", "Kind", "MappingError", "Missing", "Outcome", "PartSettled", "PaymentRow", "Question", "Rejected",
    "Review", "RowError", "RowReader", "SameAgain", "Scan", "Settlement", "Tally", "Totals", "TotalsReport",
    "add_reports", "add_tally", "adds_up", "apply_overrides", "csv_safe", "detect", "detect_facts", "document_hash",
    "due_parts", "fields_of", "from_json", "is_known_heading", "plan", "review", "row_reader", "scan", "settlement_of",
    "used_before", "visible",
]  # fmt: skip
