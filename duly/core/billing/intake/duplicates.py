"""Finding the rows of one file that come twice."""

from __future__ import annotations

from dataclasses import dataclass

from duly.core.billing.intake.reasons import sentence
from duly.core.billing.intake.rows import RowError
from duly.core.billing.intake.values import IntakeRow


@dataclass(frozen=True, slots=True)
class SameAgain:
    """The row repeats an earlier line word for word: skip it and say so."""

    line_no: int
    external_id: str
    first_line: int

    @property
    def sentence(self) -> str:
        """The note in English."""
        return sentence("repeated_identically", {"external_id": self.external_id, "first_line": str(self.first_line)})


class DuplicateSpotter:
    """Remembers every external id with its line and a 64-bit digest of the row (about 150 bytes each)."""

    def __init__(self) -> None:
        self._seen: dict[tuple[type, str], tuple[int, int]] = {}

    def see(self, row: IntakeRow) -> SameAgain | RowError | None:
        """Return None for a new row, SameAgain for a repetition, an error for other content under the same id."""
        key, digest = (type(row), row.external_id), hash(row)
        first = self._seen.setdefault(key, (row.line_no, digest))
        if first[0] == row.line_no:
            return None
        if first[1] == digest:
            return SameAgain(row.line_no, row.external_id, first[0])
        params = {"external_id": row.external_id, "first_line": str(first[0])}
        return RowError(row.line_no, "external_id", "", row.external_id, "repeated_differently", params)
