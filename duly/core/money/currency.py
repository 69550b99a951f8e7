"""ISO 4217 currencies and their minor-unit exponents.

Source: ISO 4217:2015 list one (currencies in use), exponent column "Mnr". A currency that
is not named in EXCEPTIONS has two decimals, as all the others in list one do.
"""

from __future__ import annotations

import re
from functools import lru_cache

EXCEPTIONS: dict[str, int] = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0,
    "PYG": 0, "RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0,
    "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
    "CLF": 4, "UYW": 4,
}  # fmt: skip

_CODE = re.compile(r"[A-Z]{3}\Z")


class UnknownCurrency(ValueError):
    """The text is not a three-letter ISO 4217 code in capitals."""


@lru_cache(maxsize=1024)
def exponent(currency: str) -> int:
    """Return how many decimals a currency has: EUR 2, JPY 0, KWD 3.

    Raises UnknownCurrency when the text is not shaped like an ISO 4217 code.
    """
    if not _CODE.match(currency):
        raise UnknownCurrency(f"{currency!r} is not an ISO 4217 code such as EUR")
    return EXCEPTIONS.get(currency, 2)
