"""Store the entries and lines of a bank file in bulk, and a receipt for booked money that came in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection

from duly.core.cash.bank_line import BankLine, Entry, EntryStatus, Statement
from duly.core.cash.identity import fingerprint
from duly.services.act import Act
from duly.services.cash.record_receipts import NewReceipt, record_receipts
from duly.store.bulk import copy_rows

SOURCE = "bank"
Numbered = Sequence[tuple[int, Statement]]


@dataclass(frozen=True, slots=True)
class StoredLines:
    """Counts of lines and receipts, and sums by currency in minor units.

    lines = new_lines + known_lines; `receipts` are new ones, `known_receipts` booked money in that
    another file had brought. `money_in`, `money_out` are the booked lines of this file, `not_booked`
    those the bank has only announced.
    """

    lines: int = 0
    new_lines: int = 0
    known_lines: int = 0
    receipts: int = 0
    known_receipts: int = 0
    in_lines: int = 0
    out_lines: int = 0
    zero_lines: int = 0
    not_booked_lines: int = 0
    money_in: dict[str, int] = field(default_factory=dict)
    money_out: dict[str, int] = field(default_factory=dict)
    new_money: dict[str, int] = field(default_factory=dict)


_ENTRY_COLUMNS = [
    ("statement_id", "bigint"), ("position", "integer"), ("amount_minor", "bigint"), ("currency", "text"),
    ("booking_date", "date"), ("value_date", "date"), ("status", "text"), ("is_reversal", "boolean"),
    ("servicer_reference", "text"),
]  # fmt: skip
_LINE_COLUMNS = [
    ("statement_id", "bigint"), ("entry_position", "integer"), ("position", "integer"), ("fingerprint", "text"),
    ("amount_minor", "bigint"), ("currency", "text"), ("booking_date", "date"), ("value_date", "date"),
    ("debtor_name", "text"), ("debtor_account", "text"), ("end_to_end_id", "text"), ("references", "jsonb"),
    ("text", "text"), ("raw", "jsonb"),
]  # fmt: skip
_INSERT_ENTRIES = """
    INSERT INTO bank_entry (company_id, statement_id, position, amount_minor, currency, booking_date, value_date,
                            status, is_reversal, servicer_reference)
    SELECT %(company)s, statement_id, position, amount_minor, currency, booking_date, value_date, status,
           is_reversal, servicer_reference FROM new_bank_entry
"""
_INSERT_LINES = """
    INSERT INTO bank_line (company_id, entry_id, position, fingerprint, amount_minor, currency, booking_date,
                           value_date, debtor_name, debtor_account, end_to_end_id, "references", text, raw)
    SELECT %(company)s, e.id, n.position, n.fingerprint, n.amount_minor, n.currency, n.booking_date, n.value_date,
           n.debtor_name, n.debtor_account, n.end_to_end_id, n."references", n.text, n.raw
      FROM new_bank_line n
      JOIN bank_entry e ON e.company_id = %(company)s AND e.statement_id = n.statement_id
                       AND e.position = n.entry_position
        ON CONFLICT ON CONSTRAINT bank_line_once DO NOTHING
"""
_IDS = "SELECT fingerprint, id FROM bank_line WHERE company_id = %s AND fingerprint = ANY(%s)"


def store_bank_lines(*, act: Act, statements: Numbered) -> StoredLines:
    """Store everything below the statements given with their row ids; return the counts."""
    copy_rows("new_bank_entry", _ENTRY_COLUMNS, _entry_rows(statements))
    columns = [(f'"{name}"', kind) for name, kind in _LINE_COLUMNS]
    copy_rows("new_bank_line", columns, _line_rows(statements))
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_ENTRIES, {"company": act.company_id})
        cursor.execute(_INSERT_LINES, {"company": act.company_id})
        new_lines = cursor.rowcount
    arrivals = {
        fingerprint(line): line for line in _booked(statements) if line.amount_minor > 0
    }  # the same money twice in one file is one receipt
    ids = _line_ids(act.company_id, list(arrivals))
    made = record_receipts(
        act=act, verb="import_bank_file",
        receipts=(_receipt(act, key, line, ids[key]) for key, line in arrivals.items()),
    )  # fmt: skip
    return _counted(statements, new_lines, arrivals, {external for _, external in made})


def _booked(statements: Numbered) -> Iterator[BankLine]:
    for _, statement in statements:
        yield from (line for line in statement.lines() if line.status is EntryStatus.BOOKED)


def _line_ids(company_id: int, fingerprints: list[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_IDS, [company_id, fingerprints])
        return dict(cursor.fetchall())


def _receipt(act: Act, key: str, line: BankLine, line_id: int) -> NewReceipt:
    return NewReceipt(
        source=SOURCE,
        external_id=key,
        received_date=line.booking_date or line.value_date or act.business_date,
        currency=line.currency,
        amount_minor=line.amount_minor,
        bank_line_id=line_id,
        payer_name=_clean(line.ultimate_debtor.name or line.debtor.name)[:200],
        payer_account=line.debtor.account[:40],
        text=_clean(" ".join(line.text or line.bank_text)),
    )


def _entry_rows(statements: Numbered) -> Iterator[tuple[Any, ...]]:
    for statement_id, statement in statements:
        for position, entry in enumerate(statement.entries, start=1):
            yield (
                statement_id, position, entry.amount_minor, entry.currency, entry.booking_date, entry.value_date,
                str(entry.status), entry.reversal, _clean(entry.servicer_reference)[:140],
            )  # fmt: skip


def _line_rows(statements: Numbered) -> Iterator[tuple[Any, ...]]:
    for statement_id, statement in statements:
        for entry_position, entry in enumerate(statement.entries, start=1):
            for position, line in enumerate(entry.lines, start=1):
                yield _line_row(statement_id, entry_position, position, entry, line)


def _line_row(statement_id: int, entry_position: int, position: int, entry: Entry, line: BankLine) -> tuple[Any, ...]:
    return (
        statement_id, entry_position, position, fingerprint(line), line.amount_minor, line.currency,
        line.booking_date, line.value_date, _clean(line.debtor.name)[:200], line.debtor.account[:40],
        _clean(line.end_to_end_id)[:80], _json([asdict(reference) for reference in line.references]),
        _clean("\n".join(line.text)), _json(_rest(line)),
    )  # fmt: skip


def _rest(line: BankLine) -> dict[str, Any]:
    """Return what has no column of its own and is there, so that nothing the bank said is lost."""
    said = asdict(line)
    own = ("account", "amount_minor", "currency", "booking_date", "value_date", "references", "text")
    return {name: value for name, value in said.items() if name not in own and value not in ("", (), None, False)}


def _json(value: Any) -> str:
    return json.dumps(value, default=str).replace("\\u0000", "")


def _clean(text: str) -> str:
    return text.replace("\x00", "")


def _counted(statements: Numbered, new_lines: int, arrivals: dict[str, BankLine], made: set[str]) -> StoredLines:
    money_in: dict[str, int] = {}
    money_out: dict[str, int] = {}
    new_money: dict[str, int] = {}
    numbers = {"lines": 0, "in_lines": 0, "out_lines": 0, "zero_lines": 0, "not_booked_lines": 0}
    for line in (line for _, statement in statements for line in statement.lines()):
        numbers["lines"] += 1
        if line.status is not EntryStatus.BOOKED:
            numbers["not_booked_lines"] += 1
            continue
        sort = "in" if line.amount_minor > 0 else "out" if line.amount_minor < 0 else "zero"
        numbers[f"{sort}_lines"] += 1
        _add(money_in if sort == "in" else money_out, line)
    for key in made:
        _add(new_money, arrivals[key])
    return StoredLines(
        new_lines=new_lines, known_lines=numbers["lines"] - new_lines, receipts=len(made),
        known_receipts=numbers["in_lines"] - len(made), money_in=money_in, money_out=money_out, new_money=new_money,
        **numbers,
    )  # fmt: skip


def _add(sums: dict[str, int], line: BankLine) -> None:
    sums[line.currency] = sums.get(line.currency, 0) + line.amount_minor
