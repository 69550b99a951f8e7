"""One mistyped character in an IBAN is always noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as oracle

from duly.core.money import mod97

DIGITS = "0123456789"
accounts = st.text(alphabet=DIGITS, min_size=18, max_size=18).map(
    lambda body: f"DE{mod97.check_digits('DE', body)}{body}"
)


@pytest.mark.parametrize("text", ["DE89 3704 0044 0532 0130 00", "be68539007547034", "GB29 NWBK 6016 1331 9268 19"])
def test_valid_numbers_however_they_are_written(text: str) -> None:
    assert mod97.is_iban(text)
    assert mod97.grouped(mod97.compact(text)) == text.upper() or " " not in text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "two letters"),
        ("DE8937040044053201300", "DE has 22 characters; this one has 21"),
        ("DE89370400440532013001", "check digits"),
        ("DÉ89370400440532013000", "two letters"),
    ],
)
def test_what_is_wrong_is_said(text: str, says: str) -> None:
    assert says in mod97.iban_problem(text)


@given(accounts, st.integers(0, 21), st.data())
def test_every_single_mistake_and_swap_is_caught(account: str, place: int, data: st.DataObject) -> None:
    assert mod97.is_iban(account)
    assert oracle.is_valid(account, check_country=False)
    if place >= 2:
        wrong = data.draw(st.sampled_from([digit for digit in DIGITS if digit != account[place]]))
        assert not mod97.is_iban(account[:place] + wrong + account[place + 1 :])
    if 4 <= place < 21 and account[place] != account[place + 1]:
        swapped = account[:place] + account[place + 1] + account[place] + account[place + 2 :]
        assert not mod97.is_iban(swapped)


@given(st.text(max_size=40))
def test_no_text_breaks_the_check(text: str) -> None:
    mod97.is_iban(text)
    mod97.is_creditor_reference(text)
