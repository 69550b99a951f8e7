"""A real SMTP server on loopback that behaves as badly as it is told: a test tool.

In a test: `with SmtpServer() as server: server.script["ada@nord.example"] = "5xx-rcpt"`; `server.messages` is what
it keeps. As a process: `python -m tests.adapters.mail.smtp_server --port N --mode MODE --store FILE` prints
`ready N` and appends one JSON object per stored message to FILE (with fsync), until it is ended.

Modes:
  accept        store and answer 250
  4xx-rcpt, 5xx-rcpt, 4xx-data, 5xx-data, 5xx-mail   refuse there; nothing is stored
  drop-rcpt     close the connection at RCPT; nothing is stored
  drop          store, then close the connection instead of answering (the outcome is unknown to the sender)
  lose          close the connection after the final dot without having stored anything
  hang          store, then never answer
  slow          answer 250 after `delay` seconds
  drip          answer one character at a time, without end
  close         close at connect (for the whole server only)
  mixed         one of accept, 4xx-rcpt, 5xx-rcpt, 4xx-data, 5xx-data, drop, lose; by a checksum of the recipient
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import ssl
import sys
import threading
import zlib
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

MIXED = ("accept", "4xx-rcpt", "5xx-rcpt", "4xx-data", "5xx-data", "drop", "lose", "accept")
MODES = (
    "accept", "4xx-rcpt", "5xx-rcpt", "4xx-data", "5xx-data", "5xx-mail", "drop-rcpt", "drop", "lose", "hang", "slow",
    "drip", "close", "mixed",
)  # fmt: skip
STORES = frozenset({"accept", "drop", "hang", "slow", "drip"})


@dataclass(frozen=True, slots=True)
class Received:
    """A message that the server kept: who from, who to, the raw bytes, and what it answered."""

    mail_from: str
    rcpt_to: str
    data: bytes
    mode: str

    def parsed(self) -> EmailMessage:
        """Return the message as a reader's program sees it."""
        return message_from_bytes(self.data, policy=policy.default)  # type: ignore[return-value]


@dataclass
class Handler:
    """Does what the mode of the recipient says."""

    mode: str = "accept"
    script: dict[str, str] = field(default_factory=dict)
    delay: float = 5.0
    store: Path | None = None
    messages: list[Received] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)
    connections: int = 0

    def mode_of(self, recipient: str) -> str:
        """Return how a recipient is treated."""
        mode = self.script.get(recipient, self.mode)
        return MIXED[zlib.crc32(recipient.encode()) % len(MIXED)] if mode == "mixed" else mode

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mode == "5xx-mail":
            return "550 5.7.1 sender not welcome"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        mode = self.mode_of(address)
        self.attempts.append(address)
        if mode == "4xx-rcpt":
            return "450 4.7.1 greylisted, come back later"
        if mode == "5xx-rcpt":
            return "550 5.1.1 no such mailbox"
        if mode == "drop-rcpt":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        recipient = envelope.rcpt_tos[0]
        mode = self.mode_of(recipient)
        if mode in STORES:
            self._keep(Received(str(envelope.mail_from), recipient, bytes(envelope.content or b""), mode))
        if mode == "4xx-data":
            return "451 4.3.0 try again later"
        if mode == "5xx-data":
            return "554 5.7.1 message refused"
        if mode in ("drop", "lose"):
            server.transport.abort()
        elif mode in ("hang", "slow"):
            await asyncio.sleep(3600 if mode == "hang" else self.delay)
        elif mode == "drip":
            await self._drip(server)
        return "250 2.0.0 kept"

    async def _drip(self, server: SMTP) -> None:
        for _ in range(3600):
            server.transport.write(b"2")
            await asyncio.sleep(0.1)

    def _keep(self, received: Received) -> None:
        self.messages.append(received)
        if self.store is None:
            return
        row = {"from": received.mail_from, "to": received.rcpt_to, "mode": received.mode} | _facts(received)
        with self.store.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _facts(received: Received) -> dict[str, str]:
    message = received.parsed()
    return {
        "message_id": str(message["Message-ID"] or ""),
        "subject": str(message["Subject"] or ""),
        "data": received.data.decode("latin-1"),
    }


class _Closing(SMTP):
    """Closes at connect when told to, and counts connections."""

    def connection_made(self, transport: Any) -> None:
        self.event_handler.connections += 1
        if self.event_handler.mode == "close":
            transport.abort()
            return
        super().connection_made(transport)


class SmtpServer:
    """The server in a thread of its own, on a port of 127.0.0.1."""

    def __init__(
        self, mode: str = "accept", *, port: int = 0, delay: float = 5.0, store: Path | None = None,
        starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None, **options: Any,
    ) -> None:  # fmt: skip
        self.handler = Handler(mode, delay=delay, store=store)
        self._wanted_port, self._tls = port, tls
        self._options = {"tls_context": starttls, "require_starttls": starttls is not None, **options}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    @property
    def script(self) -> dict[str, str]:
        """Modes per recipient; they win over the server's mode."""
        return self.handler.script

    @property
    def messages(self) -> list[Received]:
        """The messages kept so far."""
        return self.handler.messages

    def __enter__(self) -> SmtpServer:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(self._protocol, "127.0.0.1", self._wanted_port, ssl=self._tls)

    def _protocol(self) -> SMTP:
        return _Closing(self.handler, hostname="mail.test.example", loop=self._loop, **self._options)

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--mode", choices=MODES, default="accept")
    parser.add_argument("--store", type=Path)
    parser.add_argument("--delay", type=float, default=5.0)
    parser.add_argument("--script", type=Path, help="JSON file: {recipient: mode}")
    given = parser.parse_args()
    with SmtpServer(given.mode, port=given.port, delay=given.delay, store=given.store) as server:
        if given.script:
            server.script.update(json.loads(given.script.read_text()))
        print(f"ready {server.port}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.exit(0)


if __name__ == "__main__":
    main()
