"""A profile: which column of one bank's CSV means what, and how dates and amounts are written there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from duly.core.billing.intake.dates import CONVENTIONS
from duly.core.billing.intake.numbers import DECIMALS

VERSION = 1


class BadProfile(ValueError):
    """A saved or corrected profile does not hold together; the message names the field and the remedy."""


@dataclass(frozen=True, slots=True)
class BankCsvProfile:
    """Columns are named by their heading, or `#3` for the third. An empty name means: not there.

    Either `amount` (signed, or unsigned with `sign` saying D or C) or both `debit` and `credit`.
    `date_convention` and `decimal_convention` are those of `duly.core.billing.intake`. `account`
    and `currency` hold for rows whose own column is empty or absent.
    """

    name: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    skip_lines: int = 0
    has_heading: bool = True
    booking_date: str = ""
    value_date: str = ""
    amount: str = ""
    debit: str = ""
    credit: str = ""
    sign: str = ""
    currency_column: str = ""
    account_column: str = ""
    payer_name: str = ""
    payer_account: str = ""
    text: tuple[str, ...] = ()
    reference: str = ""
    transaction_id: str = ""
    balance: str = ""
    account: str = ""
    currency: str = ""
    date_convention: str = ""
    decimal_convention: str = ""

    def problems(self) -> tuple[str, ...]:
        """Return what keeps this profile from reading a file, in sentences; () when nothing does."""
        found = [
            "" if self.booking_date else "No column is the booking date.",
            "" if self.amount or (self.debit and self.credit) else "No column is the amount, nor two debit and credit.",
            "" if self.date_convention in CONVENTIONS else "The order of day and month is not chosen.",
            "" if self.decimal_convention in DECIMALS else "The decimal sign is not chosen.",
            "" if self.currency or self.currency_column else "The currency is not known.",
        ]
        return tuple(sentence for sentence in found if sentence)

    def as_document(self) -> dict[str, Any]:
        """Return the profile as plain data, ready to be stored as JSON."""
        return {"version": VERSION, **asdict(self), "text": list(self.text)}

    def answered(self, override: str) -> BankCsvProfile:
        """Return the profile with one answer taken in, such as `date_convention=dmy` or `text=Note,Details`.

        Raises BadProfile when the field is unknown or the value does not fit it.
        """
        field, separator, value = override.partition("=")
        if not separator:
            raise BadProfile(f"{override!r} is not of the form field=value")
        return _with(self, {field.strip(): value.strip()})


def profile_of(document: Mapping[str, Any]) -> BankCsvProfile:
    """Return the profile stored as a document. Raises BadProfile when it is damaged or of a later version."""
    if document.get("version") != VERSION:
        raise BadProfile(f"this profile has version {document.get('version')!r}; version {VERSION} can be read")
    return _with(BankCsvProfile(), {key: value for key, value in document.items() if key != "version"})


def _with(profile: BankCsvProfile, changes: Mapping[str, Any]) -> BankCsvProfile:
    kinds = {field.name: field.type for field in fields(BankCsvProfile)}
    values: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in kinds:
            raise BadProfile(f"a profile has no field {name!r}")
        values[name] = _fitted(name, str(kinds[name]), value)
    return replace(profile, **values)


def _fitted(name: str, kind: str, value: Any) -> Any:
    if kind == "int":
        if not str(value).isascii() or not str(value).isdigit():
            raise BadProfile(f"{name} must be a whole number, not {value!r}")
        return int(value)
    if kind == "bool":
        return value if isinstance(value, bool) else str(value).lower() in ("true", "yes", "1")
    if kind.startswith("tuple"):
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(str(part).strip() for part in parts if str(part).strip())
    if not isinstance(value, str):
        raise BadProfile(f"{name} must be text, not {value!r}")
    return value
