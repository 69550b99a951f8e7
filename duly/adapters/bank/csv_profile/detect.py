"""Propose a profile from the beginning of a file, and ask what the file does not say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from duly.adapters.bank.csv_profile.headings import field_of, looks_like_headings
from duly.adapters.bank.csv_profile.profile import BankCsvProfile
from duly.adapters.bank.csv_profile.table import detect_delimiter, detect_encoding, first_rows
from duly.core.billing.intake.currencies import CODES
from duly.core.billing.intake.dates import CONVENTIONS, DateEvidence
from duly.core.billing.intake.headings import heading_currency
from duly.core.billing.intake.numbers import DECIMALS, NumberEvidence
from duly.core.billing.intake.questions import Answer, Question

SAMPLE_BYTES = 256 * 1024
_MAX_HEAD_LINES = 40


@dataclass(frozen=True, slots=True)
class Detection:
    """The proposed profile, what only a person can decide, and the headings that were not understood."""

    profile: BankCsvProfile
    questions: tuple[Question, ...]
    headings: tuple[str, ...]
    unknown: tuple[str, ...]


def detect_profile(sample: bytes, *, name: str = "", whole: bool = True) -> Detection:
    """Return a profile for a bank CSV from its first SAMPLE_BYTES (`whole`: that is all of it).

    Never raises on odd content: what cannot be known becomes a question.
    """
    encoding = detect_encoding(sample, whole=whole)
    text = sample.decode(encoding, "replace").removeprefix("\ufeff")
    delimiter = detect_delimiter(text)
    table = first_rows(text, delimiter)
    heading_at = next((at for at, row in enumerate(table[:_MAX_HEAD_LINES]) if looks_like_headings(row)), None)
    profile = BankCsvProfile(name=name, encoding=encoding, delimiter=delimiter, has_heading=heading_at is not None)
    if heading_at is None:
        return Detection(profile, (_no_headings(),), (), ())
    headings = table[heading_at]
    body = [row for row in table[heading_at + 1 :] if any(row)]
    profile = replace(profile, skip_lines=heading_at)
    profile = _columns(profile, headings, body)
    profile, questions = _conventions(profile, headings, body)
    unknown = tuple(heading for heading in headings if heading and not field_of(heading))
    return Detection(profile, tuple(questions), tuple(headings), unknown)


def _columns(profile: BankCsvProfile, headings: list[str], body: list[list[str]]) -> BankCsvProfile:
    chosen: dict[str, str] = {}
    texts: list[str] = []
    for heading in headings:
        field = field_of(heading)
        if field == "text":
            texts.append(heading)
        elif field and field not in chosen:
            chosen[field] = heading
    if "debit" in chosen and "credit" in chosen:
        chosen.pop("amount", None)
    own = chosen.get("account_column")
    if own is not None and "payer_account" not in chosen and len(set(_values(headings, body, own))) > 1:
        chosen["payer_account"] = chosen.pop("account_column")
    changes: dict[str, Any] = {**chosen, "text": tuple(dict.fromkeys(texts))}
    return replace(profile, **changes)


def _values(headings: list[str], body: list[list[str]], heading: str) -> list[str]:
    place = headings.index(heading)
    return [row[place] for row in body if place < len(row) and row[place]]


def _conventions(
    profile: BankCsvProfile, headings: list[str], body: list[list[str]]
) -> tuple[BankCsvProfile, list[Question]]:
    dates, numbers = DateEvidence(), NumberEvidence()
    for heading in filter(None, (profile.booking_date, profile.value_date)):
        for value in _values(headings, body, heading):
            dates.add(value)
    money = [h for h in (profile.amount, profile.debit, profile.credit, profile.balance) if h]
    for heading in money:
        for value in _values(headings, body, heading):
            numbers.add(value)
    date_verdict, number_verdict = dates.verdict(), numbers.verdict()
    named = {heading_currency(heading) for heading in money} - {None}
    signs = {sign for sign in number_verdict.signs if sign in CODES} | ({"EUR"} & _euro(number_verdict.signs))
    currencies = named | signs
    profile = replace(
        profile,
        date_convention=date_verdict.convention or "",
        decimal_convention=number_verdict.convention or "",
        currency=str(currencies.pop()) if len(currencies) == 1 else "",
    )
    example_date = date_verdict.examples.get("either", next(iter(date_verdict.examples.values()), ""))
    example_number = number_verdict.examples.get("either", next(iter(number_verdict.examples.values()), ""))
    return profile, _questions(profile, example_date, example_number)


def _euro(signs: frozenset[str]) -> set[str]:
    return {"EUR"} if "€" in signs else set()


def _questions(profile: BankCsvProfile, example_date: str, example_number: str) -> list[Question]:
    asked: list[Question] = []
    if not profile.amount and not (profile.debit and profile.credit):
        asked.append(_ask("amount_column", "amount", "Which column is the amount?", (), ""))
    if not profile.date_convention:
        answers = tuple(Answer(f"date_convention={key}", words) for key, words in CONVENTIONS.items())
        sentence = f"Is {example_date!r} written day first or month first?"
        asked.append(_ask("date_order", "date_convention", sentence, answers, example_date, profile.booking_date))
    if not profile.decimal_convention:
        answers = tuple(Answer(f"decimal_convention={key}", words) for key, words in DECIMALS.items())
        sentence = f"Is the point or the comma the decimal sign in {example_number!r}?"
        asked.append(_ask("decimal_sign", "decimal_convention", sentence, answers, example_number, profile.amount))
    if not profile.currency and not profile.currency_column:
        sentence = "Which currency is the account in?"
        asked.append(_ask("currency", "currency", sentence, (Answer("currency=EUR", "euro"),), ""))
    if not profile.account_column:
        sentence = "Which of your accounts is this file from?"
        asked.append(_ask("account", "account", sentence, (), ""))
    return asked


def _ask(code: str, field: str, sentence: str, answers: tuple[Answer, ...], example: str, column: str = "") -> Question:
    return Question(code, column, field, sentence, answers, example)


def _no_headings() -> Question:
    sentence = (
        "No row of headings with a date and an amount was found. Name the columns by number, such as booking_date=#1."
    )
    return Question("no_headings", "", "booking_date", sentence, (), "")
