"""Demo IBANs: right by every check digit, on bank codes that no bank has."""

from __future__ import annotations

from duly.core.money.mod97 import check_digits

_LETTERED = {"GB": 14, "NL": 10, "IE": 14}


def demo_iban(country: str, account: int) -> str:
    """Return a valid demo IBAN of DE, AT, FR, ES, GB, IE or NL; "" for a country without one here.

    `account` is below 100,000,000. National check digits (France: RIB key, Spain: control digits)
    hold as well.
    """
    assert 0 <= account < 100_000_000, "a demo account number has at most 8 digits"
    if country == "DE":
        body = f"00000000{account:010}"
    elif country == "AT":
        body = f"00000{account:011}"
    elif country == "FR":
        body = f"0000000000{account:011}{97 - 3 * account % 97:02}"
    elif country == "ES":
        body = f"00000000{_spanish('00' + '00000000')}{_spanish(f'{account:010}')}{account:010}"
    elif country in _LETTERED:
        body = "DEMO" + str(account).zfill(_LETTERED[country])
    else:
        return ""
    return f"{country}{check_digits(country, body)}{body}"


def _spanish(digits: str) -> int:
    """The control digit of a Spanish account: weights 2^i mod 11, 11 minus the remainder, 10 becomes 1."""
    total = sum(int(digit) * (pow(2, place, 11)) for place, digit in enumerate(digits))
    control = 11 - total % 11
    return {10: 1, 11: 0}.get(control, control)
