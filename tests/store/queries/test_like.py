"""Whoever searches for 100% finds 100%, not everything that begins with 100."""

from __future__ import annotations

from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from duly.store.queries.like import literally

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)


def is_like(text: str, pattern: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s LIKE %s", [text, pattern])
        return bool(cursor.fetchone()[0])


def test_signs_of_the_pattern_stand_for_themselves(db: None) -> None:
    assert is_like("100%", literally("100%"))
    assert not is_like("100 pieces", literally("100%"))
    assert not is_like("AxB", literally("A_B"))
    assert is_like("C:\\new", literally("C:\\new"))


def test_every_text_is_like_itself_and_like_nothing_else(db: None) -> None:
    @given(TEXT, TEXT)
    def tried(one: str, other: str) -> None:
        assert is_like(one, literally(one))
        assert is_like(other, literally(one)) == (one == other)

    tried()
