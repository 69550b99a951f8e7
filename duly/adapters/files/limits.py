"""What a file may be at most, in one place, and what is said when it is more."""

from __future__ import annotations

from duly.services.ports import UnreadableTable

MIB = 1024 * 1024

MAX_BYTES = 1024 * MIB
MAX_ROWS = 2_000_000
MAX_COLUMNS = 200
MAX_CELL_CHARS = 32_767  # what a spreadsheet cell holds at most
MAX_LINE_CHARS = 8 * MIB

SAMPLE_BYTES = 256 * 1024  # looked at to find encoding, delimiter and heading
HEADING_WITHIN_ROWS = 30

XLSX_MAX_ENTRIES = 2_000
XLSX_MAX_UNCOMPRESSED = 1024 * MIB
XLSX_MAX_SHARED_STRINGS = 128 * MIB  # held in memory by the reader
XLSX_MAX_PART_IN_MEMORY = 16 * MIB  # workbook, styles, relations: read whole
XLSX_MAX_RATIO = 300  # a sheet of repeated rows reaches about 100; a bomb reaches 1,000
XLSX_RATIO_FROM_BYTES = 4 * MIB  # small parts may be packed as tightly as they like


class NotReadable(UnreadableTable):
    """The file cannot be read as a table; `reason` says why, `remedy` what to do."""


class TooLarge(NotReadable):
    """The file exceeds one of the limits above."""


def too_large(what: str, found: int, limit: int, remedy: str) -> TooLarge:
    """Return the error for something that exceeds its limit."""
    return TooLarge(f"{what}: {found:,}, at most {limit:,} can be read.", remedy)
