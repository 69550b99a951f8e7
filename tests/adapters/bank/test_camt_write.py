"""The demo bank's files are read back as exactly what it wrote."""

import io
from datetime import UTC, datetime

from bank_statements import statements
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duly.adapters.bank.camt.read import read_camt
from duly.adapters.bank.camt.write import write_camt053
from duly.core.cash.bank_line import BankFile, Statement

NOW = datetime(2025, 1, 7, 18, 0, tzinfo=UTC)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(st.lists(statements(), min_size=1, max_size=2))
def test_what_is_written_is_read_back_identically(written: list[Statement]) -> None:
    data = write_camt053(written, message_id="DEMO-1", created_at=NOW)
    result = read_camt(io.BytesIO(data), name="demo.xml")
    assert isinstance(result, BankFile)
    assert result.statements == tuple(written)
    assert result.message_id == "DEMO-1"
    assert result.format == "camt.053.001.08"
    assert result.complete
