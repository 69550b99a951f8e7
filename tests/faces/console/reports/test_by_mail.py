"""A manager lets the aging come every Monday; it comes once, with the table attached."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail as django_mail
from django.db import connection

from duly.adapters.mail.build import envelope_of
from duly.core.insight.cadence import Cadence
from duly.faces.worker.report_mail import write_report
from duly.services.accounts.edit_company import edit_company
from duly.services.act import Act
from duly.services.insight.enqueue_reports import enqueue_due_reports
from duly.services.insight.schedule_report import schedule_report
from duly.services.insight.send_report import send_report
from duly.services.ports import MailRefused, OutgoingMail
from duly.services.refused import ServiceRefused
from duly.store.queries.companies import company_facts
from duly.store.queries.report_schedules import schedules_of
from duly.wiring.ports import ports
from tests.builders import make_customer, make_invoice
from tests.faces.console.conftest import Enter, add


class Post:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[OutgoingMail] = []
        self.refuses = False

    def is_configured(self) -> bool:
        return True

    def send(self, mail: OutgoingMail) -> None:
        if self.refuses:
            raise MailRefused("550 no", permanent=True)
        self.mails.append(mail)


@pytest.fixture
def manager_act(company: int, act: Act) -> Act:
    user_id = add(act, "manager", "boss@test.example", "The Boss")
    edit_company(act=act, changes={"sender_email": "ar@demo.example"})
    return replace(act, user_id=user_id, actor="The Boss")


def send(act: Act, post: Post, schedule_id: int) -> int:
    facts = company_facts(act.company_id)
    assert facts is not None
    return send_report(
        act=act, mailer=post, schedule_id=schedule_id, asked_at=act.at,
        write=lambda one: write_report(facts, act.business_date, "https://duly.example", one),
    )  # fmt: skip


@pytest.mark.parametrize("report", ["aging", "figures", "activity"])
def test_each_report_is_sent_once_with_its_table(company: int, manager_act: Act, report: str) -> None:
    make_invoice(manager_act, make_customer(manager_act, name="Nord GmbH"), "R1", 1234_50, due=date(2026, 2, 1))
    number = schedule_report(
        act=manager_act, report=report, query="", cadence=Cadence.WEEKLY, recipients=["boss@test.example"]
    )
    post = Post()
    assert send(manager_act, post, number) == 1
    assert send(manager_act, post, number) == 0, "a job that is run again sends nothing again"
    (mail,) = post.mails
    assert mail.to_email == "boss@test.example"
    assert mail.attachments[0].name == f"{report}-2026-03-16.csv"
    if report == "aging":
        assert "1,234.50" in mail.text
        assert b"Nord GmbH,EUR" in mail.attachments[0].content
    bytes_ = envelope_of(mail).message
    assert b"text/csv" in bytes_
    assert not django_mail.outbox


def test_what_the_server_refused_is_said(company: int, manager_act: Act, enter: Enter) -> None:
    number = schedule_report(
        act=manager_act, report="aging", query="", cadence=Cadence.DAILY, recipients=["boss@test.example"]
    )
    post = Post()
    post.refuses = True
    assert send(manager_act, post, number) == 0
    assert "550 no" in enter("viewer").get("/reports/by-mail/").content.decode()


def test_only_people_of_the_company_get_one(company: int, manager_act: Act) -> None:
    with pytest.raises(ServiceRefused, match="nobody of this company"):
        schedule_report(
            act=manager_act, report="aging", query="", cadence=Cadence.DAILY, recipients=["x@elsewhere.example"]
        )


def test_a_due_report_is_asked_for_once_and_moves_to_its_next_day(company: int, manager_act: Act) -> None:
    schedule_report(
        act=manager_act, report="aging", query="", cadence=Cadence.WEEKLY, weekday=0, recipients=["boss@test.example"]
    )
    assert schedules_of(company)[0].due_date == date(2026, 3, 23)
    jobs = ports().jobs
    assert enqueue_due_reports(at=manager_act.at, jobs=jobs) == 0, "its day has not come"
    edit_company(act=manager_act, changes={"business_date_override": date(2026, 3, 23)})
    later = manager_act.at + timedelta(days=7)
    assert enqueue_due_reports(at=later, jobs=jobs) == 1
    assert enqueue_due_reports(at=later, jobs=jobs) == 0
    assert schedules_of(company)[0].due_date == date(2026, 3, 30)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send_report'")
        assert cursor.fetchone()[0] == 1


def test_it_is_set_up_sent_and_stopped_on_its_page(company: int, act: Act, enter: Enter) -> None:
    manager = enter("manager")
    empty = manager.get("/reports/by-mail/").content.decode()
    assert "No report comes by mail yet" in empty
    form = {"report": "figures", "cadence": "monthly", "day_of_month": "1", "weekday": "0",
            "recipients": ["manager@test.example"], "language": "de"}  # fmt: skip
    assert manager.post("/reports/by-mail/", form).status_code == 302
    (one,) = schedules_of(company)
    assert (one.report, one.due_date, one.language) == ("figures", date(2026, 4, 1), "de")
    clerk = enter("clerk", "other@test.example")
    assert clerk.post(f"/reports/by-mail/{one.id}/stop/").status_code == 404, "another's report"
    assert manager.post(f"/reports/by-mail/{one.id}/send/").status_code == 302
    assert manager.post(f"/reports/by-mail/{one.id}/stop/").status_code == 302
    assert not schedules_of(company)
    assert enter("sales").get("/reports/by-mail/").status_code == 403
