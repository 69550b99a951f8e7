"""Try the way to the mail server: connect, encrypt, sign in, say goodbye. No message is sent."""

from __future__ import annotations

from duly.adapters.mail.server_address import BadMailUrl
from duly.adapters.mail.smtp import SmtpMailer
from duly.services.ports import MailRefused


def reach(url: str, timeout_seconds: float) -> str:
    """Return "" when the server accepts the sign-in, else a sentence that says what is wrong."""
    try:
        mailer = SmtpMailer(url, timeout_seconds)
        mailer.greet()
    except (BadMailUrl, MailRefused) as problem:
        return f"{str(problem).rstrip('.')}."
    return ""
