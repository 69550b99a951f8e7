"""Figures of a large ledger: computed by a job, shown with their time, renewed once something was booked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from duly.services.act import Act
from duly.services.insight import keep_figures
from duly.services.insight.keep_figures import ask_on_a_new_day, make_figures, show_figures
from duly.services.insight.measure_receivables import measure_receivables
from duly.services.ports import Jobs, NewJob
from duly.store.models import KeptFigures
from duly.store.queries.metrics import Portfolio
from tests.builders import make_customer, make_invoice


class Queue(Jobs):
    """Keeps what was asked for; does it when told to."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def enqueue(
        self, task: str, arguments: Mapping[str, Any], *, run_at: datetime | None = None,
        queueing_lock: str | None = None, lock: str | None = None,
    ) -> bool:  # fmt: skip
        raise AssertionError("what nobody waits for has a low priority, which only many have")

    def enqueue_many(self, task: str, jobs: Sequence[NewJob], *, priority: int = 0) -> int:
        assert task == keep_figures.FIGURES_TASK and priority < 0
        self.asked += [dict(one.arguments) for one in jobs]
        return len(jobs)

    def work(self, act: Act) -> None:
        for one in self.asked:
            portfolio = Portfolio(one["company_id"], one["currency"], one["owner_id"], one["segment"])
            day = date.fromisoformat(one["as_of"])
            make_figures(act=act, portfolio=portfolio, as_of=day, period_months=one["period_months"])
        self.asked = []


@pytest.fixture
def ledger(company: int, act: Act) -> Portfolio:
    customer = make_customer(act)
    for number in range(3):
        make_invoice(act, customer, f"R-{number}", 10_000 + number, due=act.business_date - timedelta(days=9 * number))
    return Portfolio(company, "EUR")


def test_a_small_ledger_is_measured_at_once(ledger: Portfolio, act: Act) -> None:
    queue = Queue()
    found = show_figures(act=act, jobs=queue, portfolio=ledger, as_of=act.business_date)
    assert found.measures is not None and found.made_at is None
    ask_on_a_new_day(act=act, jobs=queue, currency="EUR")
    assert not queue.asked and not KeptFigures.objects.exists()


def test_a_large_one_by_a_job_and_then_shown_as_it_was(
    ledger: Portfolio, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_figures, "SMALL", 1)
    queue = Queue()
    ask_on_a_new_day(act=act, jobs=queue, currency="EUR")
    first = show_figures(act=act, jobs=queue, portfolio=ledger, as_of=act.business_date)
    assert first.measures is None and first.is_renewing
    queue.work(act)
    found = show_figures(act=act, jobs=queue, portfolio=ledger, as_of=act.business_date)
    live = measure_receivables(portfolio=ledger, as_of=act.business_date)
    assert found.measures == live and found.made_at == act.at and not found.is_renewing and not queue.asked
    other = show_figures(act=act, jobs=queue, portfolio=replace(ledger, owner_id=5), as_of=act.business_date)
    assert other.measures is None, "nobody sees another portfolio's figures"


def test_what_is_booked_since_asks_for_new_ones(ledger: Portfolio, act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep_figures, "SMALL", 1)
    queue = Queue()
    show_figures(act=act, jobs=queue, portfolio=ledger, as_of=act.business_date)
    queue.work(act)
    later = replace(act, at=act.at + timedelta(hours=1))
    same = show_figures(act=later, jobs=queue, portfolio=ledger, as_of=act.business_date)
    assert not same.is_renewing, "nothing was booked: they hold however old they are"
    make_invoice(act, make_customer(act, "C2"), "R-9", 5_000, due=act.business_date)
    soon = replace(act, at=act.at + timedelta(minutes=5))
    assert not show_figures(act=soon, jobs=queue, portfolio=ledger, as_of=act.business_date).is_renewing
    old = show_figures(act=later, jobs=queue, portfolio=ledger, as_of=act.business_date)
    assert old.measures is not None and old.is_renewing, "shown while they are renewed"
    queue.work(later)
    new = show_figures(act=later, jobs=queue, portfolio=ledger, as_of=act.business_date)
    assert new.measures == measure_receivables(portfolio=ledger, as_of=act.business_date) != old.measures
