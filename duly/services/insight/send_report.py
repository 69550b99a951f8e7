"""Send a report by mail, once, to each of its people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.ports import Attachment, Mailer, MailOutcomeUnknown, MailRefused, OutgoingMail
from duly.store.models import Company, Membership, ReportSchedule
from duly.store.queries.report_schedules import ScheduleFacts, schedule_of
from duly.store.tenancy import in_company


@dataclass(frozen=True, slots=True)
class ReportMail:
    """A finished report: subject, plain text, and the table as a file."""

    subject: str
    text: str
    attachment: Attachment


def send_report(
    *, act: Act, mailer: Mailer, schedule_id: int, asked_at: datetime, write: Callable[[ScheduleFacts], ReportMail]
) -> int:
    """Write a report and hand it to the mail server for each of its people; return to how many it went.

    Opens its own scopes: it is the body of a job. The row is marked before anything is sent, so that a job which is
    run twice, or was killed, sends nothing twice; what failed is said on the page of reports by mail.
    """
    with in_company(act.company_id):
        facts = schedule_of(act.company_id, schedule_id)
        company = Company.objects.get(pk=act.company_id)
        if facts is None or not _claim(act, schedule_id, asked_at):
            return 0
        still_here = set(
            Membership.objects.filter(company_id=act.company_id, is_active=True, user__is_active=True)
            .exclude(role="sales")
            .values_list("user__email", flat=True)
        )
        mail = write(facts)
    people = [address for address in facts.recipients if address in {one.lower() for one in still_here}]
    problem = _problem(company, mailer)
    sent = 0
    for number, address in enumerate(people if not problem else ()):
        try:
            mailer.send(_outgoing(company, mail, address, f"report.{schedule_id}.{number}.{asked_at:%Y%m%d%H%M%S%f}"))
            sent += 1
        except (MailRefused, MailOutcomeUnknown) as refusal:
            problem = f"{address}: {refusal}"
    with in_company(act.company_id):
        ReportSchedule.objects.filter(company_id=act.company_id, pk=schedule_id).update(last_problem=problem[:300])
        said = f"Report by mail: {facts.report} to {sent} of {len(facts.recipients)} people"
        data = {"schedule_id": schedule_id, "report": facts.report, "sent": sent}
        record_activity(act=act, verb="report.sent", sentence=said, data=data)
    return sent


def _claim(act: Act, schedule_id: int, asked_at: datetime) -> bool:
    """Mark the report as sent unless that was done since it was asked for."""
    waiting = ReportSchedule.objects.filter(company_id=act.company_id, pk=schedule_id).filter(
        Q(last_sent_at__isnull=True) | Q(last_sent_at__lt=asked_at)
    )
    return waiting.update(last_sent_at=max(act.at, asked_at)) == 1


def _problem(company: Company, mailer: Mailer) -> str:
    if not mailer.is_configured():
        return "No mail server is set up."
    return "" if company.sender_email else "The company has no sender address."


def _outgoing(company: Company, mail: ReportMail, address: str, token: str) -> OutgoingMail:
    host = company.sender_email.partition("@")[2]
    return OutgoingMail(
        from_name=f"Duly, {company.name}", from_email=company.sender_email, to_name="", to_email=address,
        subject=mail.subject, text=mail.text, html="", message_id=f"<{token}@{host}>",
        headers={"Auto-Submitted": "auto-generated"}, attachments=(mail.attachment,),
    )  # fmt: skip
