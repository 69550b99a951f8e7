"""The kinds of values that bodies and answers are made of."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, TypeVar, get_args

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from duly.core.money.money import Money

M = TypeVar("M", bound=Schema)
LARGEST = 10**15  # as imports allow
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Minor = Annotated[int, Field(strict=True, ge=1, le=LARGEST, description="Whole minor units (cents), positive.")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217.")]


def _is_written_as_day(value: Any) -> Any:
    """Refuse what else could be taken for a day: seconds since 1970, an instant at midnight."""
    if type(value) is date or (isinstance(value, str) and DAY.fullmatch(value)):
        return value
    raise ValueError("Write days as YYYY-MM-DD: 2026-03-16")


def _is_near(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"Days lie between {FIRST_DAY} and {LAST_DAY}")
    return day


def _is_recent(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("Say the time zone: 2026-03-16T09:00:00Z")
    if not FIRST_DAY <= at.date() <= LAST_DAY:
        raise ValueError(f"Instants lie between {FIRST_DAY} and {LAST_DAY}")
    return at


Day = Annotated[date, BeforeValidator(_is_written_as_day), AfterValidator(_is_near)]
Instant = Annotated[datetime, AfterValidator(_is_recent)]


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("A character of value zero cannot be kept")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise ValueError("Half of a character (a lone surrogate) cannot be kept") from error
    elif isinstance(value, list):
        for one in value:
            _storable(one)
    return value


class Given(Schema):
    """A body: what is not known in it is refused, so that a misspelt name is not lost."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _can_be_kept(cls, value: Any, info: ValidationInfo) -> Any:
        given = value if isinstance(value, list) else [value]
        if any(isinstance(one, bool) for one in given):  # `true` is not the number 1, nor the customer with that id
            wanted = cls.model_fields[str(info.field_name)].annotation
            if bool not in (wanted, *get_args(wanted)):
                raise ValueError("True and false are no value here")
        return _storable(value)


class MoneyIn(Given):
    """An amount: whole minor units and the currency."""

    amount_minor: Minor
    currency: Currency


class MoneyOut(Schema):
    """An amount: whole minor units, the currency, and the same as a decimal number for reading."""

    amount_minor: int
    currency: str
    decimal: str = Field(description="For people to read; compute with `amount_minor`.")


def money(minor: int, currency: str) -> MoneyOut:
    """Return an amount as it is answered."""
    return MoneyOut.model_construct(amount_minor=minor, currency=currency, decimal=Money(minor, currency).plain())


def amount_of(value: Money) -> MoneyOut:
    """Return the core's money as it is answered."""
    return money(value.minor, value.currency)


def fill(model: type[M], row: object, **more: Any) -> M:
    """Return an answer made of a row's values of the same names, and of `more`."""
    names = [name for name in model.model_fields if name not in more]
    return model.model_construct(**{name: getattr(row, name) for name in names}, **more)
