"""The two identifiers guarded by the same check: IBAN and the ISO 11649 creditor reference.

Both put four characters first (two letters, two check digits) and hold when the text, with those
four moved to the end and letters read as numbers (A=10 ... Z=35), leaves remainder 1 when divided
by 97 (ISO 7064 MOD 97-10, named by ISO 13616-1 and ISO 11649). The check catches every single
wrong character and every swap of two neighbours.
"""

from __future__ import annotations

import re

# Country to total length. Source: SWIFT IBAN registry (ISO 13616-2), field "IBAN length".
IBAN_LENGTHS: dict[str, int] = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27,
    "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28,
    "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
    "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26,
    "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
    "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28,
    "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22,
    "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25,
    "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}  # fmt: skip

_IBAN_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}\Z")
_AS_DIGITS = {ord(sign): str(int(sign, 36)) for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}
_CREDITOR_SHAPE = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}\Z")


def compact(text: str) -> str:
    """Return the text in capitals without blanks, as identifiers are compared."""
    return "".join(text.split()).upper()


def remainder(text: str) -> int:
    """Return the ISO 7064 MOD 97-10 remainder of letters A-Z and digits, read left to right."""
    return int(text if text.isdecimal() else text.translate(_AS_DIGITS)) % 97


def holds(text: str) -> bool:
    """Say whether the check digits at places 3 and 4 are right; the text is compact already."""
    return remainder(text[4:] + text[:4]) == 1


def check_digits(country_or_rf: str, body: str) -> str:
    """Return the two check digits for `RF` or a country code in front of a body of A-Z and 0-9."""
    return f"{98 - remainder(body + country_or_rf + '00'):02d}"


def iban_problem(text: str) -> str:
    """Return what is wrong with an IBAN in one sentence, or "" when it is right.

    A country that is not in the registry is judged by its check digits alone.
    """
    iban = compact(text)
    if not _IBAN_SHAPE.match(iban):
        return "An IBAN is two letters, two digits and 11 to 30 letters or digits."
    length = IBAN_LENGTHS.get(iban[:2], len(iban))
    if len(iban) != length:
        return f"An IBAN of {iban[:2]} has {length} characters; this one has {len(iban)}."
    return "" if holds(iban) else "The check digits of the IBAN do not fit; one character is mistyped."


def is_iban(text: str) -> bool:
    """Say whether this is a valid IBAN, however it is spaced."""
    return not iban_problem(text)


def is_creditor_reference(text: str) -> bool:
    """Say whether this is a valid ISO 11649 reference (RF, two check digits, 1-21 characters)."""
    reference = compact(text)
    return bool(_CREDITOR_SHAPE.match(reference)) and holds(reference)


def grouped(text: str) -> str:
    """Return an IBAN or creditor reference in groups of four, as it is printed on paper."""
    flat = compact(text)
    return " ".join(flat[start : start + 4] for start in range(0, len(flat), 4))
