"""Secrets at rest: unreadable without the key, bound to whose they are, and keys can be replaced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.adapters.secrets.sealer import AesSealer
from duly.services.ports import CannotUnseal


@given(st.text(), st.text(max_size=40), st.text(min_size=1))
def test_what_is_sealed_opens_again(text: str, context: str, key: str) -> None:
    sealer = AesSealer([key])
    sealed = sealer.seal(text, context=context)
    assert sealer.unseal(sealed, context=context) == text
    assert sealer.is_current(sealed)


def test_the_same_secret_looks_different_each_time() -> None:
    sealer = AesSealer(["key"])
    assert sealer.seal("x", context="c") != sealer.seal("x", context="c")


def test_it_opens_only_where_it_belongs_and_unchanged() -> None:
    sealer = AesSealer(["key"])
    sealed = sealer.seal("secret", context="webhook/1/1")
    with pytest.raises(CannotUnseal, match="belongs elsewhere"):
        sealer.unseal(sealed, context="webhook/2/1")
    for at in range(len(sealed)):
        changed = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
        try:
            assert sealer.unseal(changed, context="webhook/1/1") == "secret"  # unused bits at the end of base64
        except CannotUnseal:
            continue


@pytest.mark.parametrize("sealed", ["", "v1", "v1.", "v2.x.y", "v1.00000000.AAAA", "plain text", "v1..", "é"])
def test_what_is_no_sealed_text_is_refused_in_words(sealed: str) -> None:
    with pytest.raises(CannotUnseal):
        AesSealer(["key"]).unseal(sealed, context="c")


def test_a_key_is_replaced_while_the_old_one_still_opens() -> None:
    old = AesSealer(["old"]).seal("secret", context="c")
    both = AesSealer(["new", "old"])
    assert both.unseal(old, context="c") == "secret"
    assert not both.is_current(old)
    fresh = both.seal("secret", context="c")
    assert AesSealer(["new"]).unseal(fresh, context="c") == "secret"
    with pytest.raises(CannotUnseal, match="DULY_ENCRYPTION_KEY"):
        AesSealer(["new"]).unseal(old, context="c")
