"""One row of a bank CSV: its money, dates, payer and words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from duly.adapters.bank.csv_profile.profile import BankCsvProfile
from duly.core.billing.intake.currencies import CODES
from duly.core.billing.intake.dates import date_reader
from duly.core.billing.intake.numbers import BadAmount, amount_reader
from duly.core.cash.bank_line import NOBODY, BankLine, Entry, Party, ReadWarning, UnreadEntry

_DEBIT = frozenset({"D", "DR", "DBIT", "DEBIT", "S", "SOLL", "AF", "-", "DÉBIT", "DEBE", "CARGO"})
_CREDIT = frozenset({"C", "CR", "CRDT", "CREDIT", "H", "HABEN", "BIJ", "+", "CRÉDIT", "HABER", "ABONO"})
_FIELDS = (
    "booking_date", "value_date", "amount", "debit", "credit", "sign", "currency_column", "account_column",
    "payer_name", "payer_account", "reference", "transaction_id", "balance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field of the profile stands in a row, and the readers of its dates and amounts."""

    places: dict[str, int]
    texts: tuple[int, ...]
    missing: tuple[str, ...]
    read_date: Callable[[str], date | None]
    read_amount: Callable[[str, str], int | BadAmount]

    @classmethod
    def by_heading(cls, profile: BankCsvProfile, headings: list[str]) -> Columns:
        """Return the places of the profile's columns in this row of headings."""
        places: dict[str, int] = {}
        for place, heading in enumerate(headings):
            places.setdefault(heading, place)
        return cls._located(profile, places)

    @classmethod
    def by_number(cls, profile: BankCsvProfile) -> Columns:
        """Return the places for a file without headings, whose columns are named #1, #2, ..."""
        return cls._located(profile, {})

    @classmethod
    def _located(cls, profile: BankCsvProfile, headings: dict[str, int]) -> Columns:
        found: dict[str, int] = {}
        missing: list[str] = []
        texts: list[int] = []
        wanted = [(field, getattr(profile, field)) for field in _FIELDS] + [("text", name) for name in profile.text]
        for field, name in wanted:
            if not name:
                continue
            place = int(name[1:]) - 1 if name[0] == "#" and name[1:].isdigit() else headings.get(name, -1)
            if place < 0:
                missing.append(name)
            elif field == "text":
                texts.append(place)
            else:
                found[field] = place
        dates, amounts = date_reader(profile.date_convention), amount_reader(profile.decimal_convention)
        return cls(found, tuple(texts), tuple(missing), dates, amounts)

    def cell(self, cells: list[str], field: str) -> str:
        """Return the text of a field in a row, "" when there is none."""
        place = self.places.get(field)
        return cells[place] if place is not None and place < len(cells) else ""


@dataclass(frozen=True, slots=True)
class RowReading:
    """What came of a row: an entry, or why not; a running balance; what was odd."""

    entry: Entry | None = None
    unread: UnreadEntry | None = None
    balance_minor: int | None = None
    warnings: tuple[ReadWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class _Bad:
    field: str
    value: str
    sentence: str


def read_row(cells: list[str], line: int, columns: Columns, profile: BankCsvProfile) -> RowReading:
    """Return what one row says. Rows without date and money (totals, notes) are told and left out."""
    place = f"line {line}"
    money_text = columns.cell(cells, "amount") or columns.cell(cells, "debit") or columns.cell(cells, "credit")
    if not columns.cell(cells, "booking_date") and not money_text:
        sentence = "This row has neither a date nor an amount and was left out."
        return RowReading(warnings=(ReadWarning(place, "", " ".join(cells)[:200], sentence, "skipped_row"),))
    currency = columns.cell(cells, "currency_column").upper() or profile.currency
    if currency not in CODES:
        return _apart(place, _Bad("currency", currency, f"{currency!r} is not a currency code such as EUR."))
    money = _money(cells, columns, currency)
    if isinstance(money, _Bad):
        return _apart(place, money)
    warnings: list[ReadWarning] = []
    booked = _date(cells, columns, "booking_date", place, warnings)
    valued = _date(cells, columns, "value_date", place, warnings)
    balance = _balance(cells, columns, currency, place, warnings)
    bank_line = _line(cells, columns, profile, money, currency)
    entry = Entry(
        amount_minor=money,
        currency=currency,
        lines=(replace(bank_line, booking_date=booked, value_date=valued),),
        booking_date=booked,
        value_date=valued,
    )
    return RowReading(entry, None, balance, tuple(warnings))


def _apart(place: str, bad: _Bad) -> RowReading:
    sentence = f"{bad.sentence} The row is kept apart for a person."
    warning = ReadWarning(place, bad.field, bad.value, sentence, "unread_entry")
    return RowReading(unread=UnreadEntry(place, bad.field, bad.value, sentence), warnings=(warning,))


def _money(cells: list[str], columns: Columns, currency: str) -> int | _Bad:
    if "debit" in columns.places and "credit" in columns.places:
        return _two_columns(cells, columns, currency)
    text = columns.cell(cells, "amount")
    amount = columns.read_amount(text, currency) if text else BadAmount("empty", {})
    if isinstance(amount, BadAmount):
        return _Bad("amount", text, f"{text!r} is not an amount in {currency}.")
    if "sign" not in columns.places:
        return amount
    mark = columns.cell(cells, "sign").upper()
    if mark in _DEBIT:
        return -abs(amount)
    if mark in _CREDIT and amount >= 0:
        return amount
    return _Bad("sign", mark, f"The sign {mark!r} beside {text!r} says neither in nor out plainly.")


def _two_columns(cells: list[str], columns: Columns, currency: str) -> int | _Bad:
    values: dict[str, int] = {}
    for field in ("debit", "credit"):
        text = columns.cell(cells, field)
        amount = columns.read_amount(text, currency) if text else 0
        if isinstance(amount, BadAmount):
            return _Bad(field, text, f"{text!r} is not an amount in {currency}.")
        values[field] = amount
    if values["debit"] and values["credit"]:
        return _Bad("credit", columns.cell(cells, "credit"), "Both debit and credit hold an amount.")
    if values["credit"] < 0:
        return _Bad("credit", columns.cell(cells, "credit"), "A credit is written with a minus.")
    if not columns.cell(cells, "debit") and not columns.cell(cells, "credit"):
        return _Bad("amount", "", "Neither debit nor credit is given.")
    return values["credit"] - abs(values["debit"])


def _date(cells: list[str], columns: Columns, field: str, place: str, warnings: list[ReadWarning]) -> date | None:
    text = columns.cell(cells, field)
    value = columns.read_date(text) if text else None
    if value is None and (text or field == "booking_date"):
        sentence = f"{text!r} is not a date as this profile writes them. It was left out."
        warnings.append(ReadWarning(place, field, text, sentence, "bad_date"))
    return value


def _balance(cells: list[str], columns: Columns, currency: str, place: str, warnings: list[ReadWarning]) -> int | None:
    text = columns.cell(cells, "balance")
    value = columns.read_amount(text, currency) if text else None
    if isinstance(value, BadAmount):
        warnings.append(
            ReadWarning(place, "balance", text, f"{text!r} is not a balance; it was left out.", "bad_amount")
        )
        return None
    return value


def _line(cells: list[str], columns: Columns, profile: BankCsvProfile, money: int, currency: str) -> BankLine:
    account = "".join((columns.cell(cells, "account_column") or profile.account).split())
    name = columns.cell(cells, "payer_name")
    other = "".join(columns.cell(cells, "payer_account").split())
    party = Party(name, other) if name or other else NOBODY
    words = [cells[place] for place in columns.texts if place < len(cells)]
    words.append(columns.cell(cells, "reference"))
    return BankLine(
        account=account,
        amount_minor=money,
        currency=currency,
        servicer_reference=columns.cell(cells, "transaction_id"),
        debtor=party if money >= 0 else NOBODY,
        creditor=party if money < 0 else NOBODY,
        text=tuple(dict.fromkeys(word for word in words if word)),
    )
