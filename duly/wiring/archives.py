"""The file of a backup, for the faces."""

from __future__ import annotations

from psycopg import Error as DriverError

from duly.adapters.archive import ArchiveReader, ArchiveUnusable, PassphraseMissing, PassphraseWrong

__all__ = ["ArchiveReader", "ArchiveUnusable", "DriverError", "PassphraseMissing", "PassphraseWrong"]
