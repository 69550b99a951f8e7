"""Headings as export programs write them, brought to one form so that they can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from duly.core.billing.intake.currencies import CODES

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[a-z0-9]+|#")
_CODE_IN_HEADING = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
_BRACKETED = re.compile(r"[(\[]\s*([A-Z]{3})\s*[)\]]")
_ALSO_WORDS = frozenset(("ALL", "TOP", "TRY", "PEN", "CUP", "MOP", "GEL", "RON"))  # codes that headings use as words
_SAME_WORD = {
    "nr": "number", "no": "number", "num": "number", "nbr": "number", "numero": "number", "nummer": "number",
    "n": "number", "number": "number", "#": "number", "inv": "invoice", "cust": "customer", "cus": "customer",
    "amt": "amount", "dt": "date", "vlr": "valor", "val": "valor", "identifier": "id", "fct": "facture",
    "e": "", "mail": "email", "of": "", "the": "", "de": "", "do": "", "da": "", "du": "", "la": "", "le": "",
    "del": "", "des": "", "der": "", "d": "", "l": "",
}  # fmt: skip


@lru_cache(maxsize=4096)
def words_of(heading: str) -> tuple[str, ...]:
    """Return the heading's words: no case, accents, signs or filler words; `No.` and `Nr` are `number`."""
    text = heading.replace("ß", "ss")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    found = (_SAME_WORD.get(word, word) for word in _WORD.findall(_CAMEL.sub(" ", text).lower()))
    return tuple(word for word in found if word)


def heading_currency(heading: str) -> str | None:
    """Return the currency a heading names, as in `Amount (EUR)`; None when it names none or two."""
    codes = {code for code in _CODE_IN_HEADING.findall(heading) if code in CODES and code not in _ALSO_WORDS}
    codes |= {code for code in _BRACKETED.findall(heading) if code in CODES}
    if "€" in heading:
        codes.add("EUR")
    return codes.pop() if len(codes) == 1 else None


def without_currency(heading: str) -> str:
    """Return the heading without the currency it names."""
    code = heading_currency(heading)
    return heading.replace(code, " ").replace("€", " ") if code else heading
