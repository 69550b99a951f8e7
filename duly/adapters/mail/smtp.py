"""The mailers: one that hands messages to an SMTP server, one that leaves them in the Outbox."""

from __future__ import annotations

import os
import ssl
import threading
import time

from duly.adapters.mail.build import envelope_of
from duly.adapters.mail.conversation import Conversation
from duly.adapters.mail.server_address import BadMailUrl, parse_mail_url
from duly.services.ports import MailRefused, OutgoingMail

MAX_IDLE = 4
IDLE_SECONDS = 20
MAX_MESSAGES = 100

_Idle = tuple[Conversation, float, int]


class SmtpMailer:
    """Hands messages to the server of EMAIL_URL; safe in threads and after a fork, keeps a few connections open."""

    def __init__(self, url: str, timeout_seconds: float = 30) -> None:
        """Read the address; raises BadMailUrl. Nothing is connected yet."""
        self._server = parse_mail_url(url)
        self._timeout_seconds = timeout_seconds
        self._context = _context(self._server.ca_file) if self._server.security != "plain" else None
        self._lock = threading.Lock()
        self._idle: list[_Idle] = []
        self._process = os.getpid()

    def is_configured(self) -> bool:
        """There is a server."""
        return True

    def send(self, mail: OutgoingMail) -> None:
        """Deliver to the server; returns only on acceptance.

        Raises MailRefused when nothing was delivered (with the stage at which it was refused), MailOutcomeUnknown
        when the connection ended between the message's last byte and the server's answer.
        """
        envelope = envelope_of(mail)
        conversation, count = self._borrow()
        conversation.deliver(envelope)
        self._give_back(conversation, count + 1)

    def greet(self) -> None:
        """Connect, encrypt, sign in and say goodbye; raises MailRefused. No message is sent."""
        Conversation(self._server, self._timeout_seconds, self._context).quit()

    def close(self) -> None:
        """Say goodbye on every idle connection."""
        for conversation, _, _ in self._take_all():
            conversation.quit()

    def _borrow(self) -> tuple[Conversation, int]:
        while (entry := self._take_one()) is not None:
            conversation, since, count = entry
            if time.monotonic() - since < IDLE_SECONDS and conversation.is_alive():
                return conversation, count
            conversation.close()
        return Conversation(self._server, self._timeout_seconds, self._context), 0

    def _take_one(self) -> _Idle | None:
        with self._lock:
            if self._process != os.getpid():  # after a fork the connections belong to the parent
                self._idle, self._process = [], os.getpid()
            return self._idle.pop() if self._idle else None

    def _take_all(self) -> list[_Idle]:
        with self._lock:
            taken, self._idle = self._idle, []
        return taken

    def _give_back(self, conversation: Conversation, count: int) -> None:
        if count < MAX_MESSAGES:
            with self._lock:
                if len(self._idle) < MAX_IDLE:
                    self._idle.append((conversation, time.monotonic(), count))
                    return
        conversation.quit()


class OutboxMailer:
    """No server is configured: messages stay in the Outbox, where they are seen as the customer would get them."""

    def is_configured(self) -> bool:
        """There is no server."""
        return False

    def send(self, mail: OutgoingMail) -> None:
        """Refuse: whoever asks `is_configured` first never comes here."""
        raise MailRefused("No mail server is configured (EMAIL_URL).", permanent=False, stage="connection")


def _context(ca_file: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except OSError as error:
        raise BadMailUrl(f"The ca_file {ca_file!r} of EMAIL_URL cannot be read: {error.strerror or error}") from error
