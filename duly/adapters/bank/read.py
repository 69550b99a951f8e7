"""Read whatever file a bank gave: its content decides the format, never its name."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from duly.adapters.bank.camt.read import looks_like_camt, read_camt
from duly.adapters.bank.csv_profile.detect import SAMPLE_BYTES, Detection, detect_profile
from duly.adapters.bank.csv_profile.profile import BadProfile, BankCsvProfile, profile_of
from duly.adapters.bank.csv_profile.read import read_bank_csv
from duly.core.billing.intake.dates import date_reader
from duly.core.billing.intake.questions import Answer, Question
from duly.core.cash.bank_line import BankFile, Statement, UnreadableFile
from duly.core.cash.identity import numbered
from duly.services.cash.bank_reader import BankQuestions, BankReading

_OTHER_FORMATS = (
    (b"%PDF", "a PDF document. Ask the bank for camt.053 or CSV instead"),
    (b"PK\x03\x04", "a packed file or a workbook. Unpack it, or save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook. Save it as CSV"),
    (b"\x1f\x8b", "a packed file. Unpack it first"),
    (b"\x89PNG", "a picture. Ask the bank for camt.053 or CSV instead"),
    (b"OFXHEADER", "an OFX file, which Duly does not read yet. Ask the bank for camt.053 or CSV"),
)


def read_bank_file(
    data: bytes,
    *,
    name: str,
    profiles: Mapping[str, Mapping[str, Any]],
    profile_name: str = "",
    answers: Sequence[str] = (),
    own_account: str = "",
) -> BankReading | BankQuestions | UnreadableFile:
    """Read camt.052/053/054 or a bank CSV (services.cash.bank_reader.BankReader).

    A CSV is read by the profile named, else by a saved one whose columns are all there, else by a
    detected one. What the file does not say comes back as questions; `answers` are `field=value`.
    """
    if not data.strip(b" \t\r\n\x00"):
        return UnreadableFile(name, "empty", f"{name} is empty. Export it again.")
    if looks_like_camt(data[:8192]):
        return _camt(data, name, answers, own_account)
    if refused := _other_format(data, name):
        return refused
    return _csv(data, name, profiles, profile_name, answers, own_account)


def _other_format(data: bytes, name: str) -> UnreadableFile | None:
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    for mark, what in _OTHER_FORMATS:
        if head.startswith(mark):
            return UnreadableFile(name, "other_format", f"{name} is {what}.")
    if head.startswith(b"<"):
        return UnreadableFile(name, "other_format", f"{name} is XML, but no camt.052, camt.053 or camt.054 report.")
    if head.startswith(b":20:") or b"\n:61:" in data[:65536]:
        return UnreadableFile(name, "other_format", f"{name} looks like MT940; ask the bank for camt.053 or CSV.")
    return None


def _camt(
    data: bytes, name: str, answers: Sequence[str], own_account: str
) -> BankReading | BankQuestions | UnreadableFile:
    read = read_camt(io.BytesIO(data), name=name)
    if isinstance(read, UnreadableFile):
        return read
    if all(statement.account for statement in read.statements):
        return BankReading(read)
    account = next((text.partition("=")[2].strip() for text in answers if text.startswith("account=")), "")
    if not account:
        sentence = "The file does not say which account it is about. Which of your accounts is it?"
        return BankQuestions({}, (_with_own_account(_ask_account(sentence), own_account),))
    return BankReading(_with_account(read, account))


def _with_account(read: BankFile, account: str) -> BankFile:
    """Fill in the account where the file leaves it out; a person said which it is."""
    statements: list[Statement] = []
    for statement in read.statements:
        if statement.account:
            statements.append(statement)
            continue
        entries = tuple(
            replace(entry, lines=tuple(replace(line, account=account) for line in entry.lines))
            for entry in statement.entries
        )
        statements.append(numbered(replace(statement, account=account, entries=entries)))
    return replace(read, statements=tuple(statements))


def _csv(
    data: bytes,
    name: str,
    profiles: Mapping[str, Mapping[str, Any]],
    profile_name: str,
    answers: Sequence[str],
    own_account: str,
) -> BankReading | BankQuestions | UnreadableFile:
    found = detect_profile(data[:SAMPLE_BYTES], whole=len(data) <= SAMPLE_BYTES)
    if not found.headings and b"," not in data[:SAMPLE_BYTES] and b";" not in data[:SAMPLE_BYTES]:
        return UnreadableFile(name, "not_a_table", f"{name} is neither camt nor a table of rows and columns.")
    try:
        profile = _profile(found, profiles, profile_name)
        for answer in answers:
            profile = profile.answered(answer)
    except BadProfile as problem:
        return UnreadableFile(name, "bad_profile", f"{name}: {problem}. The fields are those of a bank profile.")
    questions = _still_asked(profile, found, own_account)
    if questions:
        return BankQuestions(profile.as_document(), questions, found.headings, found.unknown)
    read = read_bank_csv(io.BytesIO(data), profile, name=name)
    return read if isinstance(read, UnreadableFile) else BankReading(read, profile.name, profile.as_document())


def _profile(found: Detection, profiles: Mapping[str, Mapping[str, Any]], wanted: str) -> BankCsvProfile:
    if wanted in profiles:
        return replace(profile_of(profiles[wanted]), name=wanted)
    for saved_name, document in profiles.items():
        saved = profile_of(document)
        if _fits(saved, found):
            return replace(saved, name=saved_name, encoding=found.profile.encoding, skip_lines=found.profile.skip_lines)
    return replace(found.profile, name=wanted)


def _fits(saved: BankCsvProfile, found: Detection) -> bool:
    """Whether a saved profile is this bank's: same delimiter, all its columns, no convention contradicted."""
    named = [
        saved.booking_date, saved.value_date, saved.amount, saved.debit, saved.credit, saved.sign, saved.balance,
        saved.currency_column, saved.account_column, saved.payer_name, saved.payer_account, saved.reference,
        saved.transaction_id, *saved.text,
    ]  # fmt: skip
    seen = found.profile
    return (
        saved.has_heading
        and saved.delimiter == seen.delimiter
        and all(column in found.headings for column in named if column)
        and seen.date_convention in ("", saved.date_convention)
        and seen.decimal_convention in ("", saved.decimal_convention)
    )


def _still_asked(profile: BankCsvProfile, found: Detection, own_account: str) -> tuple[Question, ...]:
    """Return what is neither detected nor answered, and what keeps the profile from reading at all."""
    asked = [question for question in found.questions if not _is_answered(question, profile)]
    if not profile.account and not profile.account_column and not any(q.field == "account" for q in asked):
        asked.append(_ask_account("Which of your accounts is this file from?"))
    fields = {question.field for question in asked}
    for problem, field in zip(profile.problems(), _problem_fields(profile), strict=True):
        if field not in fields:
            asked.append(Question(f"{field}_missing", "", field, problem, (), ""))
    return tuple(_with_own_account(_narrowed(question), own_account) for question in asked)


def _narrowed(question: Question) -> Question:
    """Offer only the readings that the file's own example allows."""
    if question.code != "date_order" or not question.example:
        return question
    possible = tuple(a for a in question.answers if _reads(a.override.partition("=")[2], question.example))
    return replace(question, answers=possible or question.answers)


def _reads(convention: str, example: str) -> bool:
    return date_reader(convention)(example) is not None


def _is_answered(question: Question, profile: BankCsvProfile) -> bool:
    if question.code == "currency":
        return bool(profile.currency or profile.currency_column)
    if question.code == "amount_column":
        return bool(profile.amount or (profile.debit and profile.credit))
    if question.code == "account":
        return bool(profile.account or profile.account_column)
    return bool(getattr(profile, question.field, ""))


def _problem_fields(profile: BankCsvProfile) -> list[str]:
    """Return which field each of `profile.problems()` is about, in the same order."""
    names = [
        "" if profile.booking_date else "booking_date",
        "" if profile.amount or (profile.debit and profile.credit) else "amount",
        "" if profile.date_convention else "date_convention",
        "" if profile.decimal_convention else "decimal_convention",
        "" if profile.currency or profile.currency_column else "currency",
    ]
    named = [name for name in names if name]
    return named if len(named) == len(profile.problems()) else [f"profile_{n}" for n in range(len(profile.problems()))]


def _ask_account(sentence: str) -> Question:
    return Question("account", "", "account", sentence, (), "")


def _with_own_account(question: Question, own_account: str) -> Question:
    if question.field != "account" or not own_account:
        return question
    offered = Answer(f"account={own_account}", "the company's own account")
    return replace(question, answers=(offered,))
