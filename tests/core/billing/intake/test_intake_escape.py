"""What goes out into a spreadsheet stays text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.core.billing.intake import csv_safe, visible


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-1+2", "'-1+2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("-12.50", "-12.50"),
        (Decimal("-12.50"), "-12.50"),
        (-5, "-5"),
        ("Acme", "Acme"),
        (None, ""),
        ("-", "'-"),
        ("-1.", "'-1."),
    ],
)
def test_only_what_begins_like_a_formula_gets_an_apostrophe(value: object, text: str) -> None:
    assert csv_safe(value) == text


@given(st.text())
def test_no_text_leaves_as_a_formula(text: str) -> None:
    safe = csv_safe(text)
    assert safe.removeprefix("'") == text or safe == text
    if safe[:1] in ("=", "@", "\t", "\r", "+", "-"):
        float(safe)


@given(st.binary(max_size=40))
def test_whatever_bytes_were_read_can_be_stored_and_shown(content: bytes) -> None:
    shown = visible(content.decode("utf-8", "surrogateescape"))
    assert "\0" not in shown
    shown.encode("utf-8")
