"""Import a bank file: file -> statements -> entries -> lines -> receipts, each piece of money once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from duly import __version__
from duly.core.cash import bank_line as core
from duly.core.cash.chain import breaks
from duly.core.money.mod97 import compact
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.cash.bank_reader import BankQuestions, BankReader, BankReading
from duly.services.cash.save_bank_profile import save_bank_profile
from duly.services.cash.store_bank_lines import StoredLines, store_bank_lines
from duly.store.models import BankFile, BankStatement, Company
from duly.store.queries.cash_files import file_by_content, saved_profiles

MAX_BYTES = 200 * 1024 * 1024
MAX_WARNINGS_KEPT = 500


@dataclass(frozen=True, slots=True)
class AlreadySeen:
    """The very same file was imported before; it adds nothing."""

    file_id: int
    name: str
    seen_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What came of a file. The numbers add up: lines = new + known; new = money in + money out + not booked."""

    file_id: int
    name: str
    format: str
    counts: dict[str, Any]
    warnings: tuple[core.ReadWarning, ...]


Outcome = ImportedFile | AlreadySeen | BankQuestions | core.UnreadableFile


def import_bank_file(
    *,
    act: Act,
    data: bytes,
    name: str,
    read: BankReader,
    profile_name: str = "",
    answers: Sequence[str] = (),
    save_profile_as: str = "",
) -> Outcome:
    """Import one file in the caller's database transaction; all of it or none.

    Two imports of one company wait for each other. Receipts are made for booked money that came in;
    a line already known from any other file, whatever its format, adds nothing. A file that leaves
    questions, or that cannot be read, stores nothing. Matching is the next step (`match_receipts`).
    """
    if len(data) > MAX_BYTES:
        sentence = f"{name} is larger than {MAX_BYTES // 1024 // 1024} MiB; ask the bank for shorter periods."
        return core.UnreadableFile(name, "too_large", sentence)
    _one_at_a_time(act.company_id)
    sha256 = hashlib.sha256(data).hexdigest()
    before = file_by_content(act.company_id, sha256)
    if before is not None:
        return AlreadySeen(before.id, before.name, before.created_at, before.actor)
    own = Company.objects.get(pk=act.company_id).iban
    result = read(
        data, name=name, profiles=saved_profiles(act.company_id), profile_name=profile_name, answers=answers,
        own_account=own,
    )  # fmt: skip
    if not isinstance(result, BankReading):
        return result
    if save_profile_as and result.profile is not None:
        save_bank_profile(act=act, name=save_profile_as, document=dict(result.profile))
    return _store(act, result.file, name, sha256, len(data), own)


def _one_at_a_time(company_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('bank_file'), %s)", [company_id])


def _store(act: Act, read: core.BankFile, name: str, sha256: str, size: int, own: str) -> ImportedFile:
    warnings = (*read.warnings, *_remarks(read, own))
    row = BankFile.objects.create(
        company_id=act.company_id, sha256=sha256, name=name[:200], format=read.format[:30],
        parser_version=__version__, size_bytes=size, actor=act.actor,
        warnings=[asdict(warning) for warning in warnings[:MAX_WARNINGS_KEPT]],
    )  # fmt: skip
    statements = BankStatement.objects.bulk_create(
        BankStatement(**_statement_facts(act.company_id, row.pk, statement)) for statement in read.statements
    )
    stored = store_bank_lines(
        act=act, statements=[(made.pk, value) for made, value in zip(statements, read.statements, strict=True)]
    )
    row.counts = _counts(read, stored)
    row.save(update_fields=["counts"])
    record_activity(
        act=act, verb="bank.imported", data={"file_id": row.pk, "receipts": stored.receipts},
        sentence=f"Bank file {name}: {read.line_count} lines, {stored.receipts} new receipts",
    )  # fmt: skip
    return ImportedFile(row.pk, name, read.format, row.counts, warnings)


def _statement_facts(company_id: int, file_id: int, statement: core.Statement) -> dict[str, Any]:
    return {
        "company_id": company_id, "bank_file_id": file_id, "account": statement.account[:40],
        "currency": statement.currency[:3], "sequence": statement.sequence[:40], "chain": str(statement.chain),
        "from_date": statement.from_date, "to_date": statement.to_date or _last_day(statement),
        "opening_minor": statement.opening.amount_minor if statement.opening else None,
        "closing_minor": statement.closing.amount_minor if statement.closing else None,
    }  # fmt: skip


def _last_day(statement: core.Statement) -> date | None:
    days = [entry.booking_date for entry in statement.entries if entry.booking_date is not None]
    if statement.closing is not None and statement.closing.balance_date is not None:
        days.append(statement.closing.balance_date)
    return max(days, default=None)


def _counts(read: core.BankFile, stored: StoredLines) -> dict[str, Any]:
    return {
        "statements": len(read.statements),
        "entries": sum(len(statement.entries) for statement in read.statements),
        "unread": read.unread_count,
        "complete": read.complete,
        **asdict(stored),
    }


def _remarks(read: core.BankFile, own: str) -> list[core.ReadWarning]:
    """Return what the company should know beside what the reader found."""
    found = []
    accounts = {compact(statement.account): statement.account for statement in read.statements if statement.account}
    for account in sorted(accounts.values()):
        if own and compact(account) != compact(own):
            sentence = f"The statement is of account {account}, not of the company's account {own}."
            found.append(core.ReadWarning("", "account", account, sentence, "other_account"))
    for gap in breaks(read.statements):
        sentence = "The closing balance of one statement is not the opening balance of the next: one may be missing."
        value = f"{gap.gap_minor} minor units"
        found.append(core.ReadWarning(f"{gap.earlier} to {gap.later}", "balance", value, sentence, "chain_gap"))
    return found
