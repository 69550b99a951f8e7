"""Read a bank's CSV by its profile into the same values as every other format."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from duly.adapters.bank.csv_profile.profile import BankCsvProfile
from duly.adapters.bank.csv_profile.row import Columns, RowReading, read_row
from duly.adapters.bank.csv_profile.table import rows
from duly.core.cash.bank_line import (
    Balance,
    BankFile,
    Entry,
    ReadWarning,
    ReportKind,
    Statement,
    UnreadableFile,
    UnreadEntry,
)
from duly.core.cash.chain import judged
from duly.core.cash.identity import numbered

FORMAT = "csv"
MAX_WARNINGS = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may not exceed: bytes on disk, rows in it."""

    max_bytes: int = 100 * 1024 * 1024
    max_rows: int = 1_000_000


def read_bank_csv(
    source: BinaryIO, profile: BankCsvProfile, *, name: str, limits: Limits | None = None
) -> BankFile | UnreadableFile:
    """Read a CSV statement. One statement per account and currency found in it.

    A row whose amount cannot be read is kept apart (`Statement.unread`), a bad date costs the date.
    UnreadableFile when the profile does not fit the file at all; its sentence says what is missing.
    """
    bounds = limits or Limits()
    problems = profile.problems()
    if problems:
        return UnreadableFile(name, "profile_incomplete", f"{name}: {' '.join(problems)}")
    data = source.read(bounds.max_bytes + 1)
    if len(data) > bounds.max_bytes:
        return UnreadableFile(name, "too_large", f"{name} is larger than {bounds.max_bytes // 1024 // 1024} MiB.")
    warnings: list[ReadWarning] = []
    text = _decoded(data, profile, warnings)
    table = rows(io.StringIO(text, newline=""), profile.delimiter)
    return _Reading(profile, warnings, bounds).run(table, name)


def _decoded(data: bytes, profile: BankCsvProfile, warnings: list[ReadWarning]) -> str:
    try:
        text = data.decode(profile.encoding)
    except (UnicodeDecodeError, LookupError):
        sentence = f"The text is not in {profile.encoding}; characters that could not be read are shown as \ufffd."
        warnings.append(ReadWarning("", "encoding", profile.encoding, sentence, "encoding"))
        text = data.decode("utf-8" if profile.encoding != "utf-8" else "cp1252", "replace")
    return text.removeprefix("\ufeff").replace("\x00", "")


class _Reading:
    """One pass over the rows."""

    def __init__(self, profile: BankCsvProfile, warnings: list[ReadWarning], limits: Limits) -> None:
        self._profile = profile
        self._warnings = warnings
        self._limits = limits
        self._readings: dict[tuple[str, str], list[RowReading]] = {}
        self._unread: list[UnreadEntry] = []
        self._complete = True

    def run(self, table: Iterable[tuple[int, list[str]]], name: str) -> BankFile | UnreadableFile:
        columns: Columns | None = None if self._profile.has_heading else Columns.by_number(self._profile)
        count = 0
        try:
            for place, (line, cells) in enumerate(table):
                if place < self._profile.skip_lines or not any(cells):
                    continue
                if columns is None:
                    columns = Columns.by_heading(self._profile, cells)
                    if columns.missing:
                        return _lacking(name, line, columns.missing)
                    continue
                count += 1
                if count > self._limits.max_rows:
                    self._stop(line, f"Only the first {self._limits.max_rows} rows were read.", "too_many")
                    break
                self._take(read_row(cells, line, columns, self._profile))
        except csv.Error as error:
            self._stop(0, f"The file cannot be split into cells further on ({error}).", "broken_off")
        if columns is None:
            return UnreadableFile(name, "empty", f"{name} holds no row of headings; choose another profile.")
        return BankFile(FORMAT, self._statements(), tuple(self._warnings), complete=self._complete)

    def _take(self, reading: RowReading) -> None:
        for warning in reading.warnings:
            if len(self._warnings) < MAX_WARNINGS:
                self._warnings.append(warning)
        if reading.unread is not None:
            self._unread.append(reading.unread)
        if reading.entry is not None:
            key = (reading.entry.lines[0].account, reading.entry.currency)
            self._readings.setdefault(key, []).append(reading)

    def _stop(self, line: int, sentence: str, code: str) -> None:
        self._complete = False
        self._warnings.append(ReadWarning(f"line {line}" if line else "", "", "", sentence, code))

    def _statements(self) -> tuple[Statement, ...]:
        groups = self._readings or {(self._profile.account, self._profile.currency): []}
        statements = []
        for number, ((account, currency), readings) in enumerate(groups.items()):
            unread = tuple(self._unread) if number == 0 else ()
            statements.append(_statement(account, currency, readings, unread))
        return tuple(statements)


def _statement(account: str, currency: str, readings: list[RowReading], unread: tuple[UnreadEntry, ...]) -> Statement:
    entries = [reading.entry for reading in readings if reading.entry is not None]
    days = [entry.booking_date for entry in entries if entry.booking_date is not None]
    statement = Statement(
        account=account,
        currency=currency,
        kind=ReportKind.STATEMENT,
        entries=tuple(entries),
        from_date=min(days, default=None),
        to_date=max(days, default=None),
        balances=_ends(entries, [reading.balance_minor for reading in readings], currency),
        unread=unread,
    )
    return numbered(judged(statement))


def _ends(entries: list[Entry], running: list[int | None], currency: str) -> tuple[Balance, ...]:
    """Return opening and closing balance from a column of running balances; newest row first or last."""
    if not entries or running[0] is None or running[-1] is None:
        return ()
    first, last = entries[0], entries[-1]
    newest_first = _newest_first(entries, running)
    oldest, newest = (last, first) if newest_first else (first, last)
    before, after = (running[-1], running[0]) if newest_first else (running[0], running[-1])
    return (
        Balance("OPBD", before - oldest.amount_minor, currency, _day(oldest)),
        Balance("CLBD", after, currency, _day(newest)),
    )


def _newest_first(entries: list[Entry], running: list[int | None]) -> bool:
    """Judge by the dates; where all are the same day, by which direction the balances add up."""
    first, last = _day(entries[0]), _day(entries[-1])
    if first is not None and last is not None and first != last:
        return first > last
    if len(entries) < 2 or running[0] is None or running[1] is None:
        return False
    return running[0] == running[1] + entries[0].amount_minor and running[1] != running[0] + entries[1].amount_minor


def _day(entry: Entry) -> date | None:
    return entry.booking_date


def _lacking(name: str, line: int, missing: tuple[str, ...]) -> UnreadableFile:
    columns = ", ".join(missing)
    sentence = f"{name}, line {line}: the profile's columns {columns} are not here. Detect the file's own columns."
    return UnreadableFile(name, "columns_missing", sentence)
