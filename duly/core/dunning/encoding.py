"""Frozen dataclasses to plain JSON values and back, driven by their own annotations.

Understands str, int, bool, None, date, datetime, time, unions with None, tuples, frozensets and dataclasses.
A stored snapshot must replay to the same reasons, so nothing is lost: decode(type, encode(value)) == value.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_PLAIN = frozenset({str, int, bool, type(None)})
_DATES: dict[Any, Any] = {date: date.fromisoformat, datetime: datetime.fromisoformat, time: time.fromisoformat}


def encode(value: Any) -> Any:
    """Return lists, dicts, text, numbers and None only. Sets become sorted lists, dates ISO text."""
    kind: Any = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return [encode(one) for one in value]
    if kind in _DATES:
        return value.isoformat()
    if kind is frozenset:
        return sorted(encode(one) for one in value)
    assert is_dataclass(value), f"{kind.__name__} cannot be stored"
    return {name: encode(getattr(value, name)) for name in _hints(kind)}


def decode(kind: type[T], data: Any) -> T:
    """Return the dataclass that `encode` turned into `data`.

    A missing field gets its default (so that snapshots stored by an earlier release still load); an unknown
    field, or a missing one without a default, raises ValueError with its name.
    """
    return _decode(kind, data)  # type: ignore[no-any-return]


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _decode(kind: Any, data: Any) -> Any:
    if kind in _DATES:
        return _DATES[kind](data)
    if is_dataclass(kind):
        return _dataclass(kind, data)
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _union(args, data)
    if origin is frozenset:
        return frozenset(_decode(args[0], one) for one in data)
    if origin is tuple:
        if args[-1] is Ellipsis:
            return tuple(_decode(args[0], one) for one in data)
        return tuple(_decode(arg, one) for arg, one in zip(args, data, strict=True))
    return data


def _union(args: tuple[Any, ...], data: Any) -> Any:
    if data is None:
        return None
    others = [arg for arg in args if arg is not types.NoneType]
    return _decode(others[0], data) if len(others) == 1 else data


def _dataclass(kind: Any, data: Mapping[str, Any]) -> Any:
    hints = _hints(kind)
    unknown = sorted(set(data) - set(hints))
    if unknown:
        raise ValueError(f"{kind.__name__} has no field {unknown[0]!r}; it was stored by a newer release of Duly")
    try:
        return kind(**{name: _decode(hints[name], value) for name, value in data.items()})
    except TypeError as error:
        raise ValueError(f"{kind.__name__} cannot be read: {error}") from error
