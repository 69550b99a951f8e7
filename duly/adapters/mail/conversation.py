"""One SMTP connection that knows exactly how far it got.

Until the last bytes (the line with the single dot) are handed to the network, nothing can have been accepted: every
failure is a refusal. From then until the answer is read, the message may have been accepted: failure is "unknown".
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from duly.adapters.mail.build import Envelope
from duly.adapters.mail.clean import clean
from duly.adapters.mail.server_address import MailServer
from duly.services.ports import MailOutcomeUnknown, MailRefused, MailStage

WHOLE_FACTOR = 4
MAX_ANSWER_LINES, MAX_ANSWER_BYTES = 100, 4096
_ANSWER = re.compile(rb"(?P<code>[0-9]{3})(?:(?P<more>[ -])(?P<text>[^\n]*))?\r?\n")
_LEADING_DOT = re.compile(rb"(?m)^\.")
_LOST = (OSError, smtplib.SMTPException, ValueError)  # ValueError: an answer that is no SMTP


class Conversation:
    """A signed-in connection. One message after the other; after any failure it is closed."""

    def __init__(self, server: MailServer, timeout_seconds: float, context: ssl.SSLContext | None) -> None:
        """Connect, encrypt and sign in. Raises MailRefused: nothing was sent yet."""
        self._timeout = timeout_seconds
        self._smtp: smtplib.SMTP | None = None
        name = f"{server.host}:{server.port}"
        try:
            self._smtp = _connect(server, timeout_seconds, context)
            with self._limited():
                self._sign_in(server, context)
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            raise MailRefused(
                f"The mail server {name} refused the sign-in: {_said(error.smtp_error)}.",
                permanent=False, stage="sign_in", code=error.smtp_code,
            ) from error  # fmt: skip
        except _LOST as error:
            self.close()
            raise MailRefused(
                f"No connection to the mail server {name}: {clean(str(error), 300) or type(error).__name__}.",
                permanent=False, stage="connection",
            ) from error  # fmt: skip

    def _sign_in(self, server: MailServer, context: ssl.SSLContext | None) -> None:
        smtp = self._open()
        assert smtp.sock is not None, "an open connection has a socket"
        # The final dot goes out by itself; without this it waits 40 ms for the server's acknowledgement (Nagle).
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            smtp.starttls(context=context)  # raises when the server does not offer it: never sent in the clear
            smtp.ehlo()
        if server.user:
            smtp.login(server.user, server.password)

    def is_alive(self) -> bool:
        """Tell whether the server still answers."""
        try:
            with self._limited():
                return 200 <= self._open().noop()[0] < 300
        except _LOST:
            self.close()
            return False

    def deliver(self, envelope: Envelope) -> None:
        """Hand one message over. Raises MailRefused or MailOutcomeUnknown; returns only when it was accepted."""
        try:
            with self._limited():
                self._address(envelope)
                self._hand_over(envelope)
        except (MailRefused, MailOutcomeUnknown):
            self.close()
            raise

    def _address(self, envelope: Envelope) -> None:
        smtp = self._open()
        try:
            options = [f"size={len(envelope.message)}"] if smtp.has_extn("size") else []
            code, said = smtp.mail(envelope.sender, options)
            _demand(code, said, 200, "sender", f"the sender {envelope.sender}")
            code, said = smtp.rcpt(envelope.recipient)
            _demand(code, said, 200, "recipient", f"the recipient {envelope.recipient}")
            code, said = smtp.docmd("data")
            _demand(code, said, 300, "message", "the message")
            smtp.send(_LEADING_DOT.sub(b"..", envelope.message))
        except _LOST as error:
            raise MailRefused(
                f"The connection to the mail server was lost before the message was complete: {_why(error)}.",
                permanent=False, stage="connection",
            ) from error  # fmt: skip

    def _hand_over(self, envelope: Envelope) -> None:
        smtp = self._open()
        try:
            smtp.send(b".\r\n" if envelope.message.endswith(b"\r\n") else b"\r\n.\r\n")
            code, said = _whole_answer(smtp)
        except _LOST as error:
            raise MailOutcomeUnknown(
                f"The connection to the mail server was lost before it answered: {_why(error)}. "
                "The message may have been delivered."
            ) from error
        if not 200 <= code < 600 or 300 <= code < 400:
            raise MailOutcomeUnknown(f"The mail server gave an answer that means nothing: {code} {_said(said)}.")
        _demand(code, said, 200, "message", "the message")

    def close(self) -> None:
        """Drop the connection without a word: no further byte may complete a message."""
        if self._smtp is not None:
            with suppress(Exception):
                self._smtp.close()
            self._smtp = None

    def quit(self) -> None:
        """Say goodbye and close."""
        with suppress(*_LOST), self._limited():
            self._open().quit()
        self.close()

    def _open(self) -> smtplib.SMTP:
        if self._smtp is None or self._smtp.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        return self._smtp

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """Cut the connection when the whole exchange takes too long: a time-out per answer can be drawn out."""
        watchdog = threading.Timer(self._timeout * WHOLE_FACTOR, _cut, [self._open().sock])
        watchdog.daemon = True
        watchdog.start()
        try:
            yield
        finally:
            watchdog.cancel()


def _whole_answer(smtp: smtplib.SMTP) -> tuple[int, bytes]:
    """Read an answer and believe it only when it is complete.

    smtplib takes what came before a lost connection for an answer: `2222` without a line end would be a yes.
    """
    assert smtp.sock is not None and smtp.file is not None, "an answer follows a command that was answered"
    file = smtp.file
    said: list[bytes] = []
    for _ in range(MAX_ANSWER_LINES):
        match = _ANSWER.fullmatch(file.readline(MAX_ANSWER_BYTES))
        if match is None:
            break
        said.append((match["text"] or b"").strip())
        if match["more"] != b"-":
            return int(match["code"]), b" ".join(said)
    raise smtplib.SMTPServerDisconnected("its answer was not complete")


def _connect(server: MailServer, timeout_seconds: float, context: ssl.SSLContext | None) -> smtplib.SMTP:
    if server.security == "tls":
        return smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=_own_name(), timeout=timeout_seconds, context=context
        )
    return smtplib.SMTP(server.host, server.port, local_hostname=_own_name(), timeout=timeout_seconds)


def _own_name() -> str:
    """Return the name for EHLO. Never asks the name service, which may take long to say that it does not know."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() and not any(c.isspace() for c in name) else "[127.0.0.1]"


def _cut(connection: socket.socket | None) -> None:
    if connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


def _demand(code: int, said: bytes, wanted: int, stage: MailStage, what: str) -> None:
    if wanted <= code < wanted + 100:
        return
    if code == -1:
        raise smtplib.SMTPServerDisconnected("the answer is no SMTP")
    raise MailRefused(
        f"The mail server refused {what}: {code} {_said(said)}.", permanent=500 <= code < 600, stage=stage, code=code
    )


def _said(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return clean(text, 300).rstrip(".")


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return clean(str(error), 200).rstrip(".") or type(error).__name__
