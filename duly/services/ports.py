"""What services ask of the outside world; adapters fulfil it, wiring/ports.py names which."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from duly.core.money.calendar import Calendar
from duly.services.dunning.message import ComposedMail, MessageFacts

MailStage = Literal["", "connection", "sign_in", "sender", "recipient", "message"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    content_type: str
    content: bytes


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
    attachments: tuple[Attachment, ...] = ()


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


@dataclass(frozen=True, slots=True)
class NewJob:
    """One of many jobs of a task: its arguments, when it may run, and the lock of which one job waits at a time."""

    arguments: Mapping[str, Any]
    run_at: datetime | None = None
    queueing_lock: str | None = None


class Jobs(Protocol):
    """Puts work into the queue, in the caller's database transaction."""

    def enqueue(
        self,
        task: str,
        arguments: Mapping[str, Any],
        *,
        run_at: datetime | None = None,
        queueing_lock: str | None = None,
        lock: str | None = None,
    ) -> bool:
        """Enqueue a job; False when one with the same queueing lock already waits.

        Of the jobs with the same `lock` one runs at a time, in the order they were enqueued.
        """
        ...

    def enqueue_many(self, task: str, jobs: Sequence[NewJob], *, priority: int = 0) -> int:
        """Enqueue many jobs of a task at once; return how many are new. Higher `priority` runs first."""
        ...


class CannotUnseal(Exception):
    """A sealed secret does not open: its key is not known any more, or it belongs elsewhere."""


class Sealer(Protocol):
    """Encrypts secrets that are kept in the database: passwords, keys, signing secrets."""

    def seal(self, text: str, *, context: str) -> str:
        """Encrypt a text for a context: whose secret it is, such as `webhook/7/12`. The same text differs each time."""
        ...

    def unseal(self, sealed: str, *, context: str) -> str:
        """Return the text. Raises CannotUnseal: unknown key, another context, changed."""
        ...

    def is_current(self, sealed: str) -> bool:
        """Tell whether it was sealed with the newest key."""
        ...


@dataclass(frozen=True, slots=True)
class OutgoingWebhook:
    """One message to one endpoint. It is signed with each of the secrets (`whsec_` and base64) at `at` (UTC)."""

    url: str
    message_id: str
    at: datetime
    body: bytes
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What came of a message: an HTTP status, or none and a problem in words. Nothing of the answer's body is kept."""

    status: int | None = None
    problem: str = ""
    retry_after_seconds: int | None = None

    @property
    def is_accepted(self) -> bool:
        """Tell whether the receiver has it now (2xx)."""
        return self.status is not None and 200 <= self.status < 300


class WebhookSender(Protocol):
    """Delivers messages to public addresses, and only there."""

    def problem_with(self, url: str) -> str:
        """Return why an address is not taken, in a sentence with the remedy; "" when it is."""
        ...

    def send(self, message: OutgoingWebhook) -> WebhookAnswer:
        """Send it within seconds; never raises for what the other side does."""
        ...


@dataclass(frozen=True, slots=True)
class EventPorts:
    """What webhooks ask of the outside world."""

    sender: WebhookSender
    sealer: Sealer
    jobs: Jobs


Holidays = Callable[[str, int, int], frozenset[date]]
"""Given a country code and the first and last year, the public holidays there."""


def no_holidays(country: str, first_year: int, last_year: int) -> frozenset[date]:
    """Return none: for places whose holidays nobody has told us."""
    return frozenset()


class UnreadableTable(ValueError):
    """A file, or a line of it, cannot be read as a table: `reason` says why, `remedy` what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy


class Table(Protocol):
    """A file opened as a table: headings, and rows that can be run through again and again."""

    @property
    def header(self) -> tuple[str, ...]:
        """The headings, unique and never empty."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What was skipped or assumed, in words."""
        ...

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Run through (line number, cells). Raises UnreadableTable where the file breaks a limit."""
        ...

    def fraction(self) -> float:
        """Tell how far the current run has come, from 0 to 1."""
        ...


class TableReader(Protocol):
    """Opens a file of whatever kind as a table."""

    def __call__(self, given: Path, *, name: str = "") -> Table:
        """Open it. Raises UnreadableTable."""
        ...


Calendars = Callable[[str], Calendar]
"""Given a country code, the business days there."""


@dataclass(frozen=True, slots=True)
class ImportPorts:
    """What imports ask of the outside world: files opened as tables, where they are kept, business days, the queue."""

    read_table: TableReader
    calendars: Calendars
    folder: Path
    max_bytes: int
    jobs: Jobs


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
    "Attachment",
    "Calendars",
    "CannotUnseal",
    "Composer",
    "EventPorts",
    "ImportPorts",
    "Jobs",
    "MailOutcomeUnknown",
    "MailRefused",
    "MailStage",
    "Mailer",
    "NewJob",
    "OutgoingMail",
    "OutgoingWebhook",
    "Ports",
    "Sealer",
    "Table",
    "TableReader",
    "UnreadableTable",
    "WebhookAnswer",
    "WebhookSender",
]
