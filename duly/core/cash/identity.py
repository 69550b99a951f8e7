"""When are two bank lines the same money? The fingerprint that makes receiving idempotent.

A line's *identity* is its account, currency, signed amount, and the strongest evidence it carries:

1. UETR (unique worldwide, RFC 4122), without a date;
2. otherwise, with the booking date: the bank's own reference, the transaction id, the entry's
   reference, the payer's end-to-end id with the parties' accounts, in that order;
3. otherwise, with the booking date, the whole content: parties, references and text, spelt without
   blanks and capitals, so that another line wrap in another report changes nothing.

Placeholders such as NOTPROVIDED are no evidence. Amount and date alone never identify.

Lines of one identity in one statement are counted 1, 2, 3, ... (`ordinal`), and the fingerprint is
identity plus ordinal. Hence: two identical genuine payments in one statement stay two; the same
money in a re-imported, overlapping, merged or reordered file is one; and a statement that shows
more of a day than an earlier one adds just what is new. The price, stated: identical payments
without any reference, of one booking date, split over two statements that do not overlap, look
like one; the balance chain is what shows it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from duly.core.cash.bank_line import BankLine, Entry, Party, Statement

_PLACEHOLDERS = frozenset({"", "NOTPROVIDED", "NOTAVAILABLE", "NONREF", "NOREF", "NONE", "NA", "UNKNOWN"})


class Evidence(StrEnum):
    """What a fingerprint rests on, strongest first. CONTENT deserves a look when it meets itself."""

    UETR = "uetr"
    SERVICER = "servicer"
    TRANSACTION = "transaction"
    ENTRY = "entry"
    END_TO_END = "end_to_end"
    CONTENT = "content"


def evidence(line: BankLine) -> Evidence:
    """Return the strongest evidence of identity the line carries."""
    for kind, value in (
        (Evidence.UETR, line.uetr),
        (Evidence.SERVICER, line.servicer_reference),
        (Evidence.TRANSACTION, line.transaction_id),
        (Evidence.ENTRY, line.entry_servicer_reference),
        (Evidence.END_TO_END, line.end_to_end_id),
    ):
        if _says_something(value):
            return kind
    return Evidence.CONTENT


def fingerprint(line: BankLine) -> str:
    """Return 64 hex digits that are equal for the same money and different for other money.

    Uses `line.ordinal`, so number the statement first (`numbered`); readers do.
    """
    return _digest((*_identity(line), str(line.ordinal)))


def numbered(statement: Statement) -> Statement:
    """Return the statement with every line's `ordinal` set.

    Lines of one identity are numbered in the order of their content, not of the file, so that a
    bank which lists the same bookings in another order gives the same fingerprints.
    """
    lines = list(statement.lines())
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, line in enumerate(lines):
        groups.setdefault(_identity(line), []).append(index)
    ordinals = [1] * len(lines)
    for members in groups.values():
        if len(members) > 1:
            ranked = sorted(members, key=lambda index: (_digest(_content(lines[index])), index))
            for ordinal, index in enumerate(ranked, start=1):
                ordinals[index] = ordinal
    return replace(statement, entries=tuple(_with_ordinals(statement.entries, ordinals)))


def _with_ordinals(entries: Iterable[Entry], ordinals: list[int]) -> list[Entry]:
    result: list[Entry] = []
    position = 0
    for entry in entries:
        own = ordinals[position : position + len(entry.lines)]
        position += len(entry.lines)
        if all(line.ordinal == ordinal for line, ordinal in zip(entry.lines, own, strict=True)):
            result.append(entry)
            continue
        lines = tuple(replace(line, ordinal=ordinal) for line, ordinal in zip(entry.lines, own, strict=True))
        result.append(replace(entry, lines=lines))
    return result


def _identity(line: BankLine) -> tuple[str, ...]:
    kind = evidence(line)
    money = (_flat(line.account), line.currency, str(line.amount_minor), kind.value)
    if kind is Evidence.UETR:
        return (*money, _flat(line.uetr))
    when = line.booking_date or line.value_date
    dated = (*money, when.isoformat() if when else "")
    if kind is Evidence.SERVICER:
        return (*dated, _flat(line.servicer_reference))
    if kind is Evidence.TRANSACTION:
        return (*dated, _flat(line.transaction_id))
    if kind is Evidence.ENTRY:
        return (*dated, _flat(line.entry_servicer_reference))
    if kind is Evidence.END_TO_END:
        return (*dated, _flat(line.end_to_end_id), _flat(line.debtor.account), _flat(line.creditor.account))
    return (*dated, *_content(line))


def _content(line: BankLine) -> tuple[str, ...]:
    references = tuple(sorted(_flat(reference.value) for reference in line.references))
    return (
        *_party(line.debtor), *_party(line.ultimate_debtor), *_party(line.creditor),
        _flat(line.end_to_end_id), "|".join(references),
        _flat("".join(line.text)), _flat("".join(line.bank_text)),
    )  # fmt: skip


def _party(party: Party) -> tuple[str, str]:
    return (_flat(party.name), _flat(party.account))


def _says_something(value: str) -> bool:
    flat = _flat(value)
    return flat not in _PLACEHOLDERS and any(character not in "0X" for character in flat)


def _flat(text: str) -> str:
    return "".join(text.split()).upper()


def _digest(parts: tuple[str, ...]) -> str:
    joined = "\x1f".join(part.replace("\x1f", " ") for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()
