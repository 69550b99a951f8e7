"""Settings from the environment, each with its `_FILE` variant, each listed in docs/reference/settings.md."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, what it is for, and what holds when it is not set."""

    name: str
    help: str
    default: str = ""
    secret: bool = False


SETTINGS: dict[str, Setting] = {}


class BadSetting(ValueError):
    """An environment variable has a value that cannot be used; the message says which and what would do."""


def text(name: str, default: str = "", *, help: str, secret: bool = False) -> str:
    """Return the variable, or the content of the file that NAME_FILE points to, or the default."""
    SETTINGS[name] = Setting(name, help, default, secret)
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE points to {path!r}, which cannot be read: {error.strerror}") from error
    return default


def is_given(name: str) -> bool:
    """Tell whether the variable is set, by itself or as a file."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def boolean(name: str, default: bool, *, help: str) -> bool:
    """Return true for 1/true/yes/on, false for 0/false/no/off. Raises BadSetting otherwise."""
    value = text(name, "true" if default else "false", help=help).strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name}={value!r} is neither true nor false")


def number(name: str, default: int, *, help: str, low: int = 0, high: int = 10**9) -> int:
    """Return a whole number between low and high. Raises BadSetting otherwise."""
    value = text(name, str(default), help=help)
    try:
        result = int(value)
    except ValueError as error:
        raise BadSetting(f"{name}={value!r} is not a whole number") from error
    if not low <= result <= high:
        raise BadSetting(f"{name}={result} is outside {low}..{high}")
    return result


def numbers(name: str, *, help: str, low: int = 0, high: int = 10**9) -> tuple[int, ...]:
    """Return whole numbers between low and high, comma-separated; none when not set. Raises BadSetting otherwise."""
    found = []
    for part in text(name, help=help).split(","):
        if not part.strip():
            continue
        if not (part.strip().isascii() and part.strip().isdigit()) or not low <= int(part) <= high:
            raise BadSetting(f"{name}: {part.strip()!r} is no whole number between {low} and {high}")
        found.append(int(part))
    return tuple(found)
