"""A customer scans the code on the portal page and the banking app is filled in."""

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from segno import helpers

from duly.core.cash.references import create_creditor_reference
from duly.core.money.money import Money
from duly.core.payments.epc import BadTransfer, CreditTransfer, payload, problems

IBAN = "DE89 3704 0044 0532 0130 00"


def transfer(**changes: object) -> CreditTransfer:
    values: dict[str, object] = {"name": "Demo Works", "iban": IBAN, "amount": Money(123450, "EUR")}
    return CreditTransfer(**{**values, **changes})  # type: ignore[arg-type]


def test_the_lines_stand_in_the_order_of_the_guideline() -> None:
    reference = create_creditor_reference("INV-12")
    assert payload(transfer(reference=reference)).split("\n") == [
        "BCD", "002", "1", "SCT", "", "Demo Works", "DE89370400440532013000", "EUR1234.50", "", reference,
    ]  # fmt: skip


def test_free_text_goes_below_the_empty_reference_line() -> None:
    assert payload(transfer(text="Invoice 12", bic="cobadeff")).split("\n")[4:] == [
        "COBADEFF", "Demo Works", "DE89370400440532013000", "EUR1234.50", "", "", "Invoice 12",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": " "}, "name of the account holder is missing"),
        ({"name": "x" * 71}, "71 characters"),
        ({"iban": "DE89370400440532013001"}, "check digits of the IBAN"),
        ({"iban": "DE8937040044053201300"}, "IBAN of DE has 22"),
        ({"iban": "hello"}, "two letters, two digits"),
        ({"amount": Money(0, "EUR")}, "between EUR 0.01"),
        ({"amount": Money(100_000_000_000, "EUR")}, "between EUR 0.01"),
        ({"amount": Money(100, "USD")}, "euro only"),
        ({"reference": "RF00INV12"}, "not a valid RF"),
        ({"reference": create_creditor_reference("1"), "text": "x"}, "not both"),
        ({"text": "x" * 141}, "141 characters"),
        ({"bic": "12"}, "BIC is 8 or 11"),
        ({"purpose": "TOOLONG"}, "purpose code"),
        ({"note": "x" * 71}, "note to the payer"),
    ],
)
def test_every_limit_is_named_when_it_is_broken(changes: dict[str, object], says: str) -> None:
    with pytest.raises(BadTransfer, match=says):
        payload(transfer(**changes))


def test_all_problems_are_told_at_once() -> None:
    assert len(problems(transfer(name="", iban="", amount=Money(1, "CHF")))) == 3


def test_a_name_in_many_bytes_that_would_overflow_the_code_is_refused() -> None:
    with pytest.raises(BadTransfer, match="331 bytes"):
        payload(transfer(name="会" * 70, text="会" * 60))


@given(
    name=st.text(alphabet="abcdef äöü&", min_size=1, max_size=40).filter(str.strip),
    minor=st.integers(1, 99_999_999_999),
    text=st.text(alphabet="abc 123-/", min_size=1, max_size=60).filter(str.strip),
)
def test_any_valid_transfer_is_coded_exactly_and_fits(name: str, minor: int, text: str) -> None:
    ours = payload(transfer(name=name, amount=Money(minor, "EUR"), text=text)).split("\n")
    euros = f"{minor // 100}.{minor % 100:02d}"
    assert ours[5:8] == [" ".join(name.split()), "DE89370400440532013000", f"EUR{euros}"]
    assert len("\n".join(ours).encode()) <= 331


def test_the_text_fits_a_qr_code_of_the_guideline() -> None:
    code = segno.make_qr("\n".join(payload(transfer(text="x" * 140)).split("\n")), error="m", encoding="utf-8")
    assert int(code.version) <= 13
    oracle = helpers.make_epc_qr(name="Demo Works", iban=IBAN.replace(" ", ""), amount=1234.5, text="x" * 140)
    assert int(oracle.version) <= 13
