"""What the doctor says, finding by finding: each has a state, a sentence and, unless all is well, a remedy."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from duly.services.act import Act
from duly.services.dunning.save_procedure import install_default_procedure
from duly.services.health.check import Check, State
from duly.services.health.check_company import check_company
from duly.services.health.check_database import check_database
from duly.services.health.check_installation import InstallationFacts, PlaceFacts, check_installation
from duly.services.health.check_packages import PackageFacts, check_packages
from duly.services.health.check_work import check_work
from duly.store.models import Company, DunningNotice
from duly.store.queries.companies import company_facts
from duly.store.queries.database_state import DatabaseState, database_state
from duly.store.queries.work_state import WorkState, work_state
from tests.builders import make_customer
from tests.conftest import NOW

GIB = 1024**3
SOUND = InstallationFacts(
    data_dir="/srv/duly",
    is_data_dir_writable=True,
    private_places=(PlaceFacts("key", "/srv/duly/secret.key", 0o600),),
    free_bytes=50 * GIB,
    key_characters=64,
    base_url="https://pay.example.com",
    allowed_hosts=("pay.example.com",),
    is_debug=False,
    has_time_zones=True,
    is_mail_configured=True,
)


def state_of(checks: list[Check], name: str) -> State:
    return next(one.state for one in checks if one.name == name)


def every(checks: list[Check]) -> set[State]:
    assert all(one.sentence.endswith((".", ")")) for one in checks)
    assert all(bool(one.remedy) == (one.state is not State.OK) for one in checks)
    return {one.state for one in checks}


def test_a_sound_installation_has_nothing_to_fix() -> None:
    assert every(check_installation(SOUND)) == {State.OK}


@pytest.mark.parametrize(
    ("change", "name", "state"),
    [
        ({"is_data_dir_writable": False}, "data folder", State.BAD),
        ({"private_places": (PlaceFacts("key", "/srv/duly/secret.key", 0o644),)}, "data folder", State.BAD),
        ({"free_bytes": GIB // 4}, "disk", State.BAD),
        ({"free_bytes": 2 * GIB}, "disk", State.WARN),
        ({"key_characters": 12}, "secret key", State.BAD),
        ({"base_url": "pay.example.com"}, "address", State.BAD),
        ({"base_url": "https://pay.example.com/duly"}, "address", State.BAD),
        ({"base_url": "https://pay.example.com:port"}, "address", State.BAD),
        ({"base_url": "http://pay.example.com"}, "address", State.WARN),
        ({"base_url": "http://127.0.0.1:8787"}, "address", State.WARN),
        ({"allowed_hosts": ("*",)}, "host names", State.WARN),
        ({"is_debug": True}, "debug", State.BAD),
        ({"has_time_zones": False}, "time zones", State.BAD),
        ({"is_mail_configured": False}, "mail server", State.WARN),
        ({"mail_problem": "No connection to the mail server."}, "mail server", State.BAD),
    ],
)
def test_what_is_wrong_with_the_installation_is_named(change: dict[str, Any], name: str, state: State) -> None:
    checks = check_installation(replace(SOUND, **change))
    assert state_of(checks, name) is state
    assert every(checks) == {State.OK, state}


def test_python_and_packages_are_compared_with_what_is_wanted() -> None:
    fits = [PackageFacts("django", "<5.3,>=5.2", "5.2.9"), PackageFacts("segno", "<2,>=1.6.6", "1.6.6")]
    assert every(check_packages((3, 11, 7), fits)) == {State.OK}
    assert state_of(check_packages((3, 10, 1), fits), "python") is State.BAD
    for found in ("", "5.3", "5.1.99"):
        checks = check_packages((3, 12, 0), [PackageFacts("django", "<5.3,>=5.2", found)])
        assert state_of(checks, "packages") is State.BAD
        assert "django" in checks[1].sentence
    assert state_of(check_packages((3, 11, 0), []), "packages") is State.WARN


@pytest.fixture
def state(db: None) -> DatabaseState:
    return database_state()


def test_a_migrated_database_is_sound(state: DatabaseState) -> None:
    assert every(check_database(state, state.server_at)) == {State.OK}


def test_a_table_whose_guards_were_taken_off_is_named(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE customer NO FORCE ROW LEVEL SECURITY")
        cursor.execute("DROP POLICY company_isolation ON contact")
        cursor.execute("DROP TRIGGER append_only_row ON posting")
        cursor.execute("ALTER TABLE entry DISABLE TRIGGER append_only_table")
    found = database_state()
    assert found.tables_without_row_security == ("contact", "customer")
    assert found.tables_without_triggers == ("entry", "posting")
    checks = check_database(found, found.server_at)
    assert state_of(checks, "row-level security") is State.BAD
    assert state_of(checks, "append-only") is State.BAD


@pytest.mark.parametrize(
    ("change", "name", "expected"),
    [
        ({"version_number": 140011}, "database", State.BAD),
        ({"is_superuser": True}, "database role", State.BAD),
        ({"bypasses_row_security": True}, "database role", State.BAD),
        ({"unapplied_migrations": ("store.0001_initial",)}, "migrations", State.BAD),
    ],
)
def test_what_is_wrong_with_the_database_is_named(
    state: DatabaseState, change: dict[str, Any], name: str, expected: State
) -> None:
    assert state_of(check_database(replace(state, **change), state.server_at), name) is expected


def test_clocks_that_differ_are_seen(state: DatabaseState) -> None:
    assert state_of(check_database(state, state.server_at + timedelta(minutes=5)), "clock") is State.WARN


def test_the_queue_is_read(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now() - interval '1 hour')")
        cursor.execute("SELECT max(id) FROM procrastinate_workers")
        dead = cursor.fetchone()[0]
        cursor.execute(
            """INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, scheduled_at) VALUES
               ('default', 'a', 'todo', NULL, NULL), ('default', 'b', 'todo', NULL, now() + interval '1 day'),
               ('default', 'c', 'doing', %s, NULL), ('default', 'd', 'failed', NULL, NULL)""",
            [dead],
        )
    found = work_state(alive_seconds=30)
    assert (found.workers_alive, found.waiting_jobs, found.stalled_jobs, found.failed_jobs) == (1, 1, 1, 1)
    assert found.oldest_waiting_seconds < 60
    assert state_of(check_work(found), "workers") is State.OK
    assert state_of(check_work(found), "jobs") is State.WARN


@pytest.mark.parametrize(
    ("work", "workers", "jobs"),
    [
        (WorkState(2, 1, 3, 5, 0, 0), State.OK, State.OK),
        (WorkState(0, None, 0, 0, 0, 0), State.WARN, State.OK),
        (WorkState(0, 400, 3, 5, 0, 0), State.BAD, State.OK),
        (WorkState(1, 1, 9, 4000, 0, 0), State.OK, State.WARN),
        (WorkState(1, 1, 0, 0, 2, 0), State.OK, State.WARN),
    ],
)
def test_work_left_undone_is_seen(work: WorkState, workers: State, jobs: State) -> None:
    checks = check_work(work)
    assert (state_of(checks, "workers"), state_of(checks, "jobs")) == (workers, jobs)


def checks_of(company_id: int, *, mail: bool = True) -> dict[str, State]:
    facts = company_facts(company_id)
    assert facts is not None
    checks = check_company(facts, NOW, is_mail_configured=mail)
    every(checks)
    return {one.name.removeprefix("test-trading: "): one.state for one in checks}


def test_a_new_company_is_told_what_it_lacks(company: int) -> None:
    assert checks_of(company) == {
        "time zone": State.OK, "sender": State.BAD, "procedure": State.BAD, "day": State.OK, "bank data": State.WARN,
    }  # fmt: skip
    assert checks_of(company, mail=False)["sender"] is State.WARN


def test_a_day_that_did_not_begin_is_seen_after_an_hour(company: int, act: Act) -> None:
    install_default_procedure(act=act)
    rows = Company.objects.filter(pk=company)
    rows.update(sender_email="ar@test.example", cycle_hour=9, paused_at=NOW, paused_by="Ada")
    assert checks_of(company) == {
        "time zone": State.OK, "sender": State.OK, "procedure": State.OK, "day": State.WARN, "bank data": State.WARN,
        "pause": State.WARN,
    }  # fmt: skip
    rows.update(cycle_hour=10)  # it is ten o'clock in Berlin: within its hour
    assert checks_of(company)["day"] is State.OK
    rows.update(time_zone="Europe/Nowhere")
    assert checks_of(company)["time zone"] is State.BAD


def test_yesterdays_run_is_not_todays(company: int, act: Act) -> None:
    from duly.store.models import Cycle

    install_default_procedure(act=act)
    Company.objects.filter(pk=company).update(cycle_hour=6)
    yesterday = act.business_date - timedelta(days=1)
    row = Cycle.objects.create(
        company_id=company, business_date=yesterday, state="done", started_at=NOW - timedelta(days=1)
    )
    assert checks_of(company)["day"] is State.BAD
    row.business_date = act.business_date
    row.save()
    assert checks_of(company)["day"] is State.OK
    row.state, row.started_at = "running", NOW - timedelta(hours=3)
    row.save()
    assert checks_of(company)["day"] is State.BAD


def test_messages_whose_fate_is_unknown_are_shown(company: int, act: Act) -> None:
    customer = make_customer(act)
    DunningNotice.objects.create(
        company_id=company, customer=customer, business_date=act.business_date, state="unknown", level_key="reminder_1",
        template_key="first_reminder", language="en", idempotency_key="one",
    )  # fmt: skip
    assert checks_of(company)["messages"] is State.WARN
