"""What services ask of the outside world; adapters fulfil it, wiring/ports.py names which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol

from duly.services.dunning.message import ComposedMail, MessageFacts

MailStage = Literal["", "connection", "sign_in", "sender", "recipient", "message"]



@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One message, complete: what the mail server is given."""

    from_name: str
    from_email: str
    to_name: str
    to_email: str
    subject: str
    text: str
    html: str
    message_id: str
    headers: Mapping[str, str]


class MailRefused(Exception):
    """The server answered, and the answer is no. `permanent` tells 5xx from 4xx; nothing was delivered.

    `stage` says what was refused: only at "recipient" is the address to blame. `code` is the SMTP code, 0 without one.
    """

    def __init__(self, sentence: str, *, permanent: bool, stage: MailStage = "", code: int = 0) -> None:
        super().__init__(sentence)
        self.permanent = permanent
        self.stage = stage
        self.code = code


class MailOutcomeUnknown(Exception):
    """The connection ended after the message was handed over and before the answer: it may have been delivered."""


class Mailer(Protocol):
    """Hands a message to a mail server."""

    def is_configured(self) -> bool:
        """Tell whether there is a server; without one, messages stay in the Outbox."""
        ...

    def send(self, mail: OutgoingMail) -> None:
        """Deliver to the server. Raises MailRefused or MailOutcomeUnknown; returns only on acceptance."""
        ...


class Composer(Protocol):
    """Makes a finished message of facts."""

    def __call__(self, facts: MessageFacts) -> ComposedMail:
        """Return subject, text and HTML in the contact's language; never fails on data."""
        ...


class Jobs(Protocol):
    """Puts work into the queue, in the caller's database transaction."""

    def enqueue(
        self,
        task: str,
        arguments: Mapping[str, Any],
        *,
        run_at: datetime | None = None,
        queueing_lock: str | None = None,
    ) -> bool:
        """Enqueue a job; False when one with the same queueing lock already waits."""
        ...


Holidays = Callable[[str, int, int], frozenset[date]]
"""Given a country code and the first and last year, the public holidays there."""


def no_holidays(country: str, first_year: int, last_year: int) -> frozenset[date]:
    """Return none: for places whose holidays nobody has told us."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class Ports:
    """The outside world as one argument; faces pass it in, services never look it up."""

    mailer: Mailer
    compose: Composer
    jobs: Jobs
    base_url: str
    holidays: Holidays = no_holidays
    portal_link_days: int = 90
    reply_pattern: str = ""
    sending_patience_seconds: int = 90  # longer than any conversation with the mail server can last
    extras: Mapping[str, Any] | None = None


__all__: Sequence[str] = [
    "Composer",
    "Jobs",
    "MailOutcomeUnknown",
    "MailRefused",
    "MailStage",
    "Mailer",
    "OutgoingMail",
    "Ports",
]
