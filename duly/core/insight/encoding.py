"""Figures and worklist rows as plain JSON values and back, exactly.

Text, whole numbers, true, false and None stand for themselves, sequences are lists (and come back as tuples). All
else is tagged: {"d": decimal}, {"t": date}, {"m": [minor units, currency]}, {"k": pairs of a dict}, {"c": class,
"v": fields}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from duly.core.money.money import Money

Kinds = Mapping[str, type[Any]]
"""The dataclasses that may be read, by name."""


def to_plain(value: Any) -> Any:
    """Return a value made of dataclasses, tuples, dicts, decimals, dates and money as JSON values."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Decimal):
        return {"d": str(value)}
    if isinstance(value, date):
        return {"t": value.isoformat()}
    if isinstance(value, Money):
        return {"m": [value.minor, value.currency]}
    if isinstance(value, (tuple, list)):
        return [to_plain(one) for one in value]
    if isinstance(value, dict):
        return {"k": [[to_plain(key), to_plain(one)] for key, one in value.items()]}
    assert is_dataclass(value), f"{type(value).__name__} cannot be kept"
    return {"c": type(value).__name__, "v": [to_plain(getattr(value, one.name)) for one in fields(value)]}


def from_plain(data: Any, kinds: Kinds) -> Any:
    """Return what `to_plain` wrote. Raises ValueError where it was written by a release with other classes."""
    if isinstance(data, list):
        return tuple(from_plain(one, kinds) for one in data)
    if not isinstance(data, dict):
        return data
    if "c" in data:
        return _dataclass(data, kinds)
    if "k" in data:
        return {from_plain(key, kinds): from_plain(one, kinds) for key, one in data["k"]}
    if "d" in data:
        return Decimal(data["d"])
    return Money(*data["m"]) if "m" in data else date.fromisoformat(data["t"])


def _dataclass(data: dict[str, Any], kinds: Kinds) -> Any:
    kind = kinds.get(data["c"])
    if kind is None or len(fields(kind)) != len(data["v"]):
        raise ValueError(f"{data['c']} was kept by another release of Duly: it is computed anew")
    return kind(*(from_plain(one, kinds) for one in data["v"]))
