"""What a failure writes into the log: where it happened, and no value that was at hand there."""

from __future__ import annotations

import logging
import sys

import pytest

from duly.wiring.log_format import formatter


@pytest.mark.parametrize("as_json", [False, True])
def test_a_traceback_shows_the_place_and_no_values(as_json: bool) -> None:
    def sign_in(password: str) -> None:
        raise ValueError(f"{len(password)} characters")

    secret = "correct " + "horse"
    try:
        sign_in(secret)
    except ValueError:
        record = logging.LogRecord("duly", logging.ERROR, __file__, 1, "it failed", (), sys.exc_info())
    written = formatter(as_json=as_json).format(record)
    assert "it failed" in written and "in sign_in" in written and "13 characters" in written
    assert secret not in written
