"""The mail server that customers' mail goes to, and the mailer that may be killed in the middle of a conversation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from duly.adapters.mail import conversation
from duly.adapters.mail.smtp import SmtpMailer
from duly.services.ports import MailOutcomeUnknown, MailRefused, OutgoingMail
from tests.adapters.mail.smtp_server import SmtpServer
from tests.simulation.faults import Killed, Tap

NUMBER = re.compile(r"\bSIM-\d{5}\b")
LEVEL = re.compile(r"Level (\w+):")
MESSAGE_ID = re.compile(rb"(?im)^Message-ID:\s*(<[^>]+>)")
TIMEOUT_SECONDS = 0.25
AMBIGUOUS = {"drop", "lose", "hang"}
TEMPORARY = {"4xx-rcpt", "4xx-data", "drop-rcpt", "close"}
PERMANENT = {"5xx-rcpt", "5xx-data"}


@dataclass
class Attempt:
    """One message on its way to the server: what it said, and how the conversation ended as far as Duly could know."""

    message_id: str
    to: str
    level: str
    numbers: frozenset[str]
    mode: str
    seq: int
    ended: str = "killed"  # accepted | refused for good | refused for now | unknown | killed


@dataclass
class Post:
    """Counts as the outside world: the server really listens on loopback, the mailer is the product's own."""

    server: SmtpServer
    tap: Tap
    mode: str = "accept"
    attempts: list[Attempt] = field(default_factory=list)
    seq: int = 0
    _mailer: SmtpMailer | None = None
    _kept: list[str] = field(default_factory=list)

    def is_configured(self) -> bool:
        return True

    def send(self, mail: OutgoingMail) -> None:
        """Hand over with the product's mailer; the server behaves as the day's luck says."""
        attempt = Attempt(
            mail.message_id, mail.to_email, "".join(LEVEL.findall(mail.subject)[:1]),
            frozenset(NUMBER.findall(mail.text)), self.mode, self.seq,
        )  # fmt: skip
        self.attempts.append(attempt)
        self.server.handler.mode = self.mode
        if self.mode == "close":
            self._mailer = None  # only a new connection can be refused
        try:
            self._own().send(mail)
            attempt.ended = "accepted"
        except MailRefused as refusal:
            attempt.ended = "refused for good" if refusal.permanent else "refused for now"
            raise
        except MailOutcomeUnknown:
            attempt.ended = "unknown"
            raise
        except Killed:
            self._mailer = None
            raise
        finally:
            self.mode = "accept"

    def received(self) -> list[str]:
        """The Message-ID of every message the server kept, in order."""
        for one in self.server.messages[len(self._kept) :]:
            found = MESSAGE_ID.search(one.data)
            self._kept.append(found[1].decode() if found else "")
        return self._kept

    def _own(self) -> SmtpMailer:
        if self._mailer is None:
            self._mailer = SmtpMailer(f"smtp+plain://127.0.0.1:{self.server.port}", TIMEOUT_SECONDS)
        return self._mailer


def instrument(tap: Tap) -> None:
    """Make every answer of the mail server a step at which the process may be killed."""
    demand, answer = conversation._demand, conversation._whole_answer

    def demanding(*given: object) -> None:
        tap.reach_outside("in the mail conversation")
        demand(*given)  # type: ignore[arg-type]

    def answering(smtp: object) -> object:
        tap.reach_outside("after the final dot")
        found = answer(smtp)  # type: ignore[arg-type]
        tap.reach_outside("after the server's answer")
        return found

    conversation._demand, conversation._whole_answer = demanding, answering  # type: ignore[assignment]
