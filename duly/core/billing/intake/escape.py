"""Text going out into files and onto screens so that no program mistakes it for something else."""

from __future__ import annotations

from decimal import Decimal

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def _is_number(text: str) -> bool:
    body = text.removeprefix("-").removeprefix("+")
    whole, _, places = body.partition(".")
    return body.isascii() and whole.isdigit() and (places.isdigit() or "." not in body)


def csv_safe(value: object) -> str:
    """Return the text of a CSV cell that no spreadsheet takes for a formula.

    Text that begins like a formula, also after spaces, gets an apostrophe in front; plain
    numbers such as -12.50 stay numbers. None becomes the empty text.
    """
    if value is None:
        return ""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if _is_number(text):
        return text
    begins = text.startswith(_STARTS_A_FORMULA) or text.lstrip().startswith(_STARTS_A_FORMULA)
    return "'" + text if begins else text


def visible(text: str) -> str:
    """Return the text with bytes that could not be decoded, and NUL, written as \\xNN: fit to store and show."""
    if text.isprintable():
        return text
    shown = (f"\\x{ord(c) - 0xDC00:02x}" if "\udc80" <= c <= "\udcff" else "\\x00" if c == "\0" else c for c in text)
    return "".join(shown).encode("utf-8", "backslashreplace").decode("utf-8")
