"""Send a message to oneself, to see whether mail leaves the house."""

from __future__ import annotations

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.ports import Mailer, MailOutcomeUnknown, MailRefused, OutgoingMail
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Company


def send_test_message(*, act: Act, mailer: Mailer, to_email: str, token: str) -> None:
    """Hand a short message to the mail server, from the company's sender to this address.

    `token` makes the Message-ID unique. Raises NotFound, and ServiceRefused when there is no server or sender,
    when the server refuses, or when its answer did not come.
    """
    company = Company.objects.filter(pk=act.company_id).first()
    if company is None:
        raise NotFound("The company")
    if not mailer.is_configured():
        raise ServiceRefused("no_server", "No mail server is set up. Set EMAIL_URL and start Duly again.")
    if not company.sender_email:
        raise ServiceRefused("no_sender", "The company has no sender address yet. Fill it in under Sender and save.")
    text = (
        f"Hello,\n\nthis is a test message from Duly for {company.name}. It came this way, so reminders will too.\n\n"
        f"{company.sender_name or company.name}\n"
    )
    host = company.sender_email.partition("@")[2]
    mail = OutgoingMail(
        from_name=company.sender_name or company.name,
        from_email=company.sender_email,
        to_name="",
        to_email=to_email,
        subject=f"Test message from {company.name}",
        text=text,
        html="",
        message_id=f"<test.{token}@{host}>",
        headers={},
    )
    try:
        mailer.send(mail)
    except MailRefused as refusal:
        raise ServiceRefused("refused", f"The mail server refused the message: {refusal}") from refusal
    except MailOutcomeUnknown as unknown:
        raise ServiceRefused("unknown", f"The mail server did not answer to the end: {unknown}") from unknown
    record_activity(act=act, verb="mail.tested", sentence=f"Test message sent to {to_email}")
