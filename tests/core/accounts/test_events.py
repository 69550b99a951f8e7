"""The catalogue of events, the schedule of deliveries, the envelope: rules without a database."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from duly.core.accounts.events.catalogue import BY_NAME, KINDS, LEDGER_KINDS, SUBSCRIBABLE, TEST_KIND, unknown_kinds
from duly.core.accounts.events.envelope import envelope
from duly.core.accounts.events.retry import DELAYS, DISABLED_AFTER, MOST_ATTEMPTS, is_given_up, next_attempt, rest

NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)
PRIVATE = re.compile(r"name|email|phone|address|note|text|subject_line|iban|body")


def test_every_kind_is_documented_field_by_field() -> None:
    for kind in KINDS:
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", kind.name)
        assert kind.when.endswith(".")
        assert len({field.name for field in kind.fields}) == len(kind.fields), kind.name
        for field in kind.fields:
            assert field.meaning.endswith("."), (kind.name, field.name)
            assert field.type.removesuffix("?") in {"string", "integer", "object", "array"}


def test_no_field_holds_a_persons_data() -> None:
    fields = {field.name for kind in KINDS for field in kind.fields} - {"procedure_name", "credit_note_id"}
    assert not [name for name in fields if PRIVATE.search(name)]


def test_the_test_is_no_kind_to_subscribe_to() -> None:
    assert set(SUBSCRIBABLE) == set(BY_NAME) - {TEST_KIND}
    assert unknown_kinds(["invoice.opened", TEST_KIND, "x"]) == [TEST_KIND, "x"]
    assert set(LEDGER_KINDS) < set(SUBSCRIBABLE)


def test_the_schedule_takes_about_three_days() -> None:
    assert timedelta(days=3) <= sum(DELAYS, timedelta()) <= timedelta(days=3, hours=6)
    assert sorted(DELAYS) == list(DELAYS)


@given(st.integers(1, MOST_ATTEMPTS - 1), st.text(max_size=20))
def test_each_wait_is_spread_by_a_fifth_and_the_same_for_the_same_delivery(attempts: int, seed: str) -> None:
    due = next_attempt(attempts, NOW, seed=seed)
    assert due is not None
    assert due == next_attempt(attempts, NOW, seed=seed)
    assert 0.8 <= (due - NOW) / DELAYS[attempts - 1] <= 1.2


def test_deliveries_that_failed_together_do_not_come_back_together() -> None:
    assert len({next_attempt(1, NOW, seed=str(n)) for n in range(100)}) > 90


def test_after_the_last_attempt_it_is_given_up() -> None:
    assert next_attempt(MOST_ATTEMPTS, NOW, seed="x") is None


def test_a_receiver_may_ask_for_more_time_but_not_for_ever() -> None:
    assert next_attempt(1, NOW, seed="x", asked=timedelta(hours=2)) == NOW + timedelta(hours=2)
    assert next_attempt(1, NOW, seed="x", asked=timedelta(days=400)) == NOW + timedelta(days=1)
    due = next_attempt(9, NOW, seed="x", asked=timedelta(seconds=1))
    assert due is not None
    assert due > NOW + timedelta(hours=14)


def test_an_endpoint_is_given_up_after_three_days_of_failures() -> None:
    assert not is_given_up(None, NOW)
    assert not is_given_up(NOW - DISABLED_AFTER + timedelta(seconds=1), NOW)
    assert is_given_up(NOW - DISABLED_AFTER, NOW)


def test_it_rests_longer_the_longer_it_fails() -> None:
    assert rest(None, NOW) == timedelta(minutes=1)
    assert rest(NOW - timedelta(hours=1), NOW) == timedelta(minutes=6)
    assert rest(NOW - timedelta(days=2), NOW) == timedelta(minutes=30)


def test_the_largest_data_fits_its_envelope() -> None:
    data = {"receivable_ids": [2**63] * 100, "number": "é" * 100, "counts": {f"k{n}": 2**63 for n in range(50)}}
    made = envelope(uid=UUID(int=1), kind="promise.made", at=NOW, company_id=1, data=data)
    assert json.loads(made)["timestamp"] == "2026-03-16T09:00:00Z"
    assert json.loads(made)["id"] == "evt_00000000000000000000000000000001"
