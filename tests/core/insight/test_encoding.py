"""Kept figures come back exactly as they were: to the last decimal, and as the same kinds of values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.core.insight.encoding import from_plain, to_plain
from duly.core.insight.metrics.figure import Figure, Input
from duly.core.insight.reasons import Reason
from duly.core.money.money import Money

KINDS = {one.__name__: one for one in (Figure, Input, Reason)}
decimals = st.decimals(allow_nan=False, allow_infinity=False)
values = st.one_of(
    st.none(), st.integers(), st.booleans(), st.text(), decimals, st.dates(),
    st.builds(Money, st.integers(), st.sampled_from(["EUR", "USD"])),
)  # fmt: skip


@given(st.recursive(values, lambda inner: st.tuples(inner, inner) | st.dictionaries(st.text(), inner, max_size=3)))
def test_every_value_comes_back(value: object) -> None:
    assert from_plain(to_plain(value), KINDS) == value


@given(decimals, decimals)
def test_a_figure_comes_back_with_its_workings(value: Decimal, used: Decimal) -> None:
    note = Reason("figure.mixed_currencies", (("currencies", "EUR, USD"),))
    figure = Figure("dso", value, "days", "a / b", (Input("a", used, "ledger"), Input("b", None, "")), note)
    again = from_plain(to_plain(figure), KINDS)
    assert again == figure and str(again.value) == str(value), "digits included"


def test_what_another_release_kept_is_refused() -> None:
    with pytest.raises(ValueError, match="another release"):
        from_plain({"c": "Unheard", "v": []}, KINDS)
    with pytest.raises(ValueError, match="another release"):
        from_plain({"c": "Input", "v": ["a"]}, KINDS)
    assert from_plain(to_plain((date(2026, 3, 16),)), {}) == (date(2026, 3, 16),)
