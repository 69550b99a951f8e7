"""The dry run that is kept: decided in parts by jobs, equal to a decision made live, renewed where things changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from duly.services.accounts.edit_company import pause_company
from duly.services.accounts.place_hold import place_hold
from duly.services.act import Act
from duly.services.dunning import keep_dry_run
from duly.services.dunning.dry_lines import lines_of
from duly.services.dunning.explain import preview_cycle
from duly.services.dunning.keep_dry_run import prepare_dry_run, run_dry_part, show_dry_run
from duly.services.ports import NewJob, no_holidays
from duly.store.models import Decision, DryRun, DryRunChange, DryRunLine, DunningNotice
from duly.store.queries.dry_runs import DryLine, dry_lines, sums_of
from tests.builders import make_customer, make_invoice
from tests.faces.console.evening import Evening, make_evening, run_the_day

EMAIL = "email"


class Queue:
    """The jobs that were asked for, to be done by hand."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, dict[str, Any]]] = []

    def enqueue(
        self, task: str, arguments: Mapping[str, Any], *, run_at: datetime | None = None,
        queueing_lock: str | None = None, lock: str | None = None,
    ) -> bool:  # fmt: skip
        raise AssertionError("jobs of a dry run have a low priority, which only many have")

    def enqueue_many(self, task: str, jobs: Sequence[NewJob], *, priority: int = 0) -> int:
        assert priority < 0, "what people wait for goes first"
        self.jobs += [(task, dict(one.arguments)) for one in jobs]
        return len(jobs)

    def work(self, act: Act) -> None:
        while self.jobs:
            task, given = self.jobs.pop(0)
            if task == keep_dry_run.PREPARE_TASK:
                prepare_dry_run(act=act, jobs=self, run_id=given["run_id"])
            elif task == keep_dry_run.PART_TASK:
                part = {"run_id": given["run_id"], "first_customer": given["first_customer"]}
                run_dry_part(act=act, holidays=no_holidays, **part)
                run_dry_part(act=act, holidays=no_holidays, **part)  # a job may run twice
            else:
                keep_dry_run.renew_dry_run(act=act, holidays=no_holidays)


@pytest.fixture
def evening(company: int, act: Act, monkeypatch: pytest.MonkeyPatch) -> Evening:
    monkeypatch.setattr(keep_dry_run, "PART_CUSTOMERS", 2)  # four customers: two parts
    return make_evening(act)


def in_order(line: DryLine) -> tuple[int, str]:
    return line.customer_id, line.kind


def show(act: Act, queue: Queue) -> keep_dry_run.DryRunState:
    return show_dry_run(act=act, jobs=queue, holidays=no_holidays)


def made(act: Act) -> Queue:
    queue = Queue()
    show(act, queue)
    queue.work(act)
    return queue


def test_the_kept_run_foresees_what_a_decision_made_live_does(evening: Evening, act: Act) -> None:
    queue = Queue()
    first = show(act, queue)
    assert first.shown is None and first.making is not None
    show(act, queue)
    assert len(queue.jobs) == 1, "a second look begins nothing new"
    queue.work(act)
    kept = show(act, queue).shown
    assert kept is not None and kept.part_count == 2
    decided, _ = preview_cycle(act=act, holidays=no_holidays)
    live = list(lines_of(decided, as_of=act.business_date, at=act.at))
    assert kept.sums == sums_of(live)
    stored = [one for kind in (EMAIL, "quiet") for one in dry_lines(act.company_id, kept.id, kind)]
    assert sorted(stored, key=in_order) == sorted(live, key=in_order)
    assert not Decision.objects.exists()
    assert DunningNotice.objects.filter(business_date=act.business_date).count() == 0, "nothing is planned for anybody"


def test_a_customer_that_changed_is_decided_anew_when_somebody_looks(evening: Evening, act: Act) -> None:
    queue = made(act)
    place_hold(act=act, customer_id=evening.reminded.pk, reason="They call back", until_date=None)
    new = make_customer(act, "C9", name="Neu Demo GmbH")
    make_invoice(act, new, "X-1", 70_000, due=act.business_date - timedelta(days=6))
    shown = show(act, queue).shown
    assert shown is not None and queue.jobs == []
    names = {line.content["name"] for line in dry_lines(act.company_id, shown.id, EMAIL)}
    assert names == {"Ost Demo AG", "Neu Demo GmbH"}
    assert not DryRunChange.objects.exists()
    decided, _ = preview_cycle(act=act, holidays=no_holidays)
    assert shown.sums == sums_of(lines_of(decided, as_of=act.business_date, at=act.at))


def test_of_many_changes_a_job_takes_care(evening: Evening, act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = made(act)
    monkeypatch.setattr(keep_dry_run, "FEW", 0)
    place_hold(act=act, customer_id=evening.reminded.pk, reason="They call back", until_date=None)
    state = show(act, queue)
    assert state.waiting == 1 and [task for task, _ in queue.jobs] == [keep_dry_run.CHANGES_TASK]
    queue.work(act)
    assert show(act, queue).waiting == 0
    monkeypatch.setattr(keep_dry_run, "MANY", 0)
    place_hold(act=act, customer_id=evening.final.pk, reason="They call back", until_date=None)
    assert show(act, queue).making is not None, "everybody anew"


def test_other_rules_make_it_void_and_age_makes_it_anew(evening: Evening, act: Act) -> None:
    queue = made(act)
    later = replace(act, at=act.at + timedelta(minutes=31))
    state = show(later, queue)
    assert state.shown is not None and state.making is not None, "shown while it is renewed"
    queue.work(later)
    assert DryRun.objects.count() == 1, "the one before is gone"
    assert set(DryRunLine.objects.values_list("run_id", flat=True)) == {state.making.id}
    pause_company(act=later, reason="A test of silence")
    state = show(later, queue)
    assert state.shown is None and state.making is not None, "what was foreseen does not hold any more"


def test_once_the_day_is_run_nothing_foreseen_remains(evening: Evening, act: Act) -> None:
    made(act)
    run_the_day(act)
    assert not DryRun.objects.exists() and not DryRunLine.objects.exists() and not DryRunChange.objects.exists()
    place_hold(act=act, customer_id=evening.reminded.pk, reason="They call back", until_date=None)
    assert not DryRunChange.objects.exists(), "without a dry run nobody keeps note"
