"""From text to tokens: numbers, dates, percentages, amounts and known words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from duly.core.billing.terms.text.lexicon import LONGEST_PHRASE, MEANINGS, WORDS, Kind
from duly.core.billing.terms.text.outcome import Unreadable, unreadable
from duly.core.money.currency import exponent
from duly.core.money.money import Money, from_decimal

MAX_CHARACTERS: Final = 2_500


@dataclass(frozen=True, slots=True)
class Token:
    """A kind and, for numbers and the like, its value."""

    kind: Kind
    value: Any = None


_SCANNER: Final = re.compile(
    r"""
    (?P<slashed_date>(?<![\d.])(?:[0-2]?\d|3[01])(?P<cut>[./-])(?:[0-2]?\d|3[01])(?P=cut)(?:\d{4}|\d{2})(?!\d))
  | (?P<date>(?<!\d)\d{4}-\d{2}-\d{2}(?!\d))
  | (?P<percent>\d{1,3}(?:[.,]\d{1,4})?\s*(?:%|(?:percent|per\scent|prozent|pour\scent|por\sciento)\b))
  | (?P<amount>\b(?P<before>[a-z]{3})\s?(?P<figure>\d{1,15}(?:[.,]\d{1,4})?)(?![\d.,]*\d))
  | (?P<amount_after>(?P<figure_first>\d{1,15}(?:[.,]\d{1,4})?)\s?(?P<after>[a-z]{3})\b)
  | (?P<ratio>\d{1,3}(?:[.,]\d{1,4})?\s?/\s?\d{1,3}(?![\d/]))
  | (?P<ordinal>\d{1,2}\s?(?:(?:st|nd|rd|th|er)\b|\.(?=\s*(?:des|der|und|&)\b|\s*&)))
  | (?P<number>\d{1,6}(?!\d))
  | (?P<word>[^\W\d_]+(?:['-][^\W\d_]+)*\.?)
  | (?P<net_slash>/(?=\s?\d))
  | (?P<joint>(?<=\w)-(?=\w))
  | (?P<sign>[&+])
  | (?P<separator>[,;:()\n]|\s-\s)
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.VERBOSE,
)
_SIGNS: Final = {"&": Kind.AND, "+": Kind.PLUS}
_QUOTES: Final = str.maketrans({"’": "'", "`": "'", "–": "-", "—": "-", "‑": "-", "⁄": "/"})

Piece = Token | str


def tokenize(text: str) -> tuple[Token, ...] | Unreadable:
    """Return the tokens of a text, or why it cannot be read. Words are never skipped unknown."""
    if len(text) > MAX_CHARACTERS:
        return unreadable("too_long", limit=str(MAX_CHARACTERS))
    pieces = _scan(normalise(text))
    return pieces if isinstance(pieces, Unreadable) else _recognise(pieces)


def normalise(text: str) -> str:
    """Return the text casefolded, with compatibility forms, quotes and dashes made one."""
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    plain = unicodedata.normalize("NFC", plain.casefold())
    return plain.strip().rstrip(".").rstrip()


def _scan(text: str) -> list[Piece] | Unreadable:
    pieces: list[Piece] = []
    position = 0
    while position < len(text):
        match = _SCANNER.match(text, position)
        assert match is not None
        name = match.lastgroup or ""
        if name in ("amount", "amount_after"):
            match, name = _amount_or_less(text, position, match)
        read = _read(name, match, pieces)
        if isinstance(read, Unreadable):
            return read
        pieces.extend(read)
        position = match.end()
    return pieces


def _amount_or_less(text: str, position: int, match: re.Match[str]) -> tuple[re.Match[str], str]:
    """Keep an amount only if its three letters are no word of ours: `net 30` is not money."""
    letters = match["before"] or match["after"]
    if letters not in WORDS:
        return match, "amount"
    plain = _PLAIN_SCANNER.match(text, position)
    assert plain is not None
    return plain, plain.lastgroup or ""


_PLAIN_SCANNER: Final = re.compile(
    "\n".join(line for line in _SCANNER.pattern.splitlines() if "(?P<amount" not in line), re.VERBOSE
)


def _read(name: str, match: re.Match[str], before: list[Piece]) -> list[Piece] | Unreadable:
    reader = _READERS.get(name)
    if reader is not None:
        read = reader(match)
        return read if isinstance(read, Unreadable) else [read]
    if name == "word":
        return list(match[0].rstrip(".").split("-"))
    if name in ("space", "joint") or (name == "net_slash" and before and _takes_slash(before[-1])):
        return []
    return unreadable("unknown_sign", sign=match[0])


def _takes_slash(piece: Piece) -> bool:
    """n/30 and 2%/10 are written with a slash that says nothing."""
    return piece in ("n", "net") or (isinstance(piece, Token) and piece.kind is Kind.PERCENT)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _read_percent(match: re.Match[str]) -> Piece:
    figure = re.match(r"[\d.,]+", match[0])
    assert figure is not None
    return Token(Kind.PERCENT, _decimal(figure[0]))


def _read_ratio(match: re.Match[str]) -> Piece:
    top, bottom = match[0].replace(" ", "").split("/")
    return Token(Kind.RATIO, (_decimal(top), int(bottom)))


def _read_ordinal(match: re.Match[str]) -> Piece:
    figure = re.match(r"\d+", match[0])
    assert figure is not None
    return Token(Kind.ORDINAL, int(figure[0]))


def _read_date(match: re.Match[str]) -> Piece | Unreadable:
    try:
        return Token(Kind.DATE, date.fromisoformat(match[0]))
    except ValueError:
        return unreadable("impossible_date", date=match[0])


def _read_amount(match: re.Match[str]) -> Piece | Unreadable:
    currency = (match["before"] or match["after"]).upper()
    figure: str = match["figure"] or match["figure_first"]
    whole, _, decimals = figure.replace(",", ".").partition(".")
    if decimals and (len(decimals) != exponent(currency) or ("," in figure and len(decimals) == 3)):
        return unreadable("ambiguous_amount", amount=match[0])
    return Token(Kind.AMOUNT, _money(f"{whole}.{decimals or 0}", currency))


def _money(text: str, currency: str) -> Money:
    return from_decimal(Decimal(text), currency)


_READERS: Final[dict[str, Callable[[re.Match[str]], Piece | Unreadable]]] = {
    "percent": _read_percent,
    "ratio": _read_ratio,
    "ordinal": _read_ordinal,
    "date": _read_date,
    "amount": _read_amount,
    "number": lambda match: Token(Kind.NUMBER, int(match[0])),
    "slashed_date": lambda match: unreadable("ambiguous_date", date=match[0]),
    "sign": lambda match: Token(_SIGNS[match[0]]),
    "separator": lambda match: Token(Kind.SEPARATOR),
}


def _recognise(pieces: list[Piece]) -> tuple[Token, ...] | Unreadable:
    """Replace runs of words by what they mean, the longest known phrase first."""
    tokens: list[Token] = []
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        if isinstance(piece, Token):
            tokens.append(piece)
            position += 1
            continue
        length = _longest_phrase(pieces, position)
        if not length:
            return unreadable("unknown_word", word=piece)
        words = tuple(word for word in pieces[position : position + length] if isinstance(word, str))
        tokens.extend(Token(kind) for kind in MEANINGS[words])
        position += length
    return tuple(tokens)


def _longest_phrase(pieces: list[Piece], position: int) -> int:
    for length in range(min(LONGEST_PHRASE, len(pieces) - position), 0, -1):
        words = tuple(pieces[position : position + length])
        if words in MEANINGS:
            return length
    return 0
