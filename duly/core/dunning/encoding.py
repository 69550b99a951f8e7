"""Frozen dataclasses to plain JSON values and back, driven by their own annotations.

Understands str, int, bool, None, date, datetime, time, unions with None, tuples, frozensets and dataclasses.
A stored snapshot must replay to the same reasons, so nothing is lost: decode(type, encode(value)) == value.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from functools import cache, partial
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


@cache
def _reader(kind: Any) -> Callable[[Any], Any] | None:
    """Return what reads one kind of value, None where it is stored as it is; found out once for each annotation."""
    if kind in _DATES:
        return _DATES[kind]  # type: ignore[no-any-return]
    if is_dataclass(kind):
        return partial(_dataclass, kind)
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _union(args)
    if origin is frozenset:
        return partial(_each, frozenset, args[0])
    if origin is tuple and args[-1] is Ellipsis:
        return partial(_each, tuple, args[0])
    if origin is tuple:
        return lambda data: tuple(_decode(arg, one) for arg, one in zip(args, data, strict=True))
    return None


def _decode(kind: Any, data: Any) -> Any:
    read = _reader(kind)
    return data if read is None else read(data)


def _each(made: Callable[[Iterable[Any]], Any], kind: Any, data: Iterable[Any]) -> Any:
    read = _reader(kind)
    return made(data) if read is None else made([read(one) for one in data])


def _union(args: tuple[Any, ...]) -> Callable[[Any], Any] | None:
    others = [arg for arg in args if arg is not types.NoneType]
    read = _reader(others[0]) if len(others) == 1 else None
    return None if read is None else lambda data: None if data is None else read(data)


@cache
def _readers(kind: Any) -> dict[str, Callable[[Any], Any] | None]:
    return {name: _reader(hint) for name, hint in _hints(kind).items()}


def _dataclass(kind: Any, data: Mapping[str, Any]) -> Any:
    readers = _readers(kind)
    unknown = sorted(data.keys() - readers.keys())
    if unknown:
        raise ValueError(f"{kind.__name__} has no field {unknown[0]!r}; it was stored by a newer release of Duly")
    values = {}
    for name, value in data.items():
        read = readers[name]
        values[name] = value if read is None else read(value)
    try:
        return kind(**values)
    except TypeError as error:
        raise ValueError(f"{kind.__name__} cannot be read: {error}") from error
