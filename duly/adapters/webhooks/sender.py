"""Send one signed message to an address on the public internet, and say in words what came of it."""

from __future__ import annotations

import ssl
from collections.abc import Collection

from duly import __version__
from duly.adapters.webhooks.exchange import Deadline, ExchangeFailed, post
from duly.adapters.webhooks.resolve import NotReachable, Resolver, system_resolver, vetted_addresses
from duly.adapters.webhooks.signature import signature_headers
from duly.adapters.webhooks.target import BadTarget, Target, read_target
from duly.services.ports import OutgoingWebhook, WebhookAnswer

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 10.0
MOST_ADDRESSES = 2


class HttpWebhookSender:
    """services.ports.WebhookSender over HTTPS."""

    def __init__(
        self,
        *,
        ports: Collection[int] = (),
        allow_loopback: bool = False,
        resolver: Resolver = system_resolver,
        context: ssl.SSLContext | None = None,
        connect_seconds: float = CONNECT_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._ports = frozenset({443, *ports})
        self._allow_loopback = allow_loopback
        self._resolver = resolver
        self._context = context or ssl.create_default_context()
        self._connect_seconds, self._total_seconds = connect_seconds, total_seconds

    def _target(self, url: str) -> Target:
        return read_target(url, ports=self._ports, allow_loopback=self._allow_loopback)

    def problem_with(self, url: str) -> str:
        """Return why this address is not taken, in a sentence with the remedy; "" when it is."""
        try:
            self._target(url)
        except BadTarget as refusal:
            return str(refusal)
        return ""

    def send(self, message: OutgoingWebhook) -> WebhookAnswer:
        """Send it; never raises for what the other side does."""
        headers = {
            "User-Agent": f"Duly/{__version__}",
            "Content-Type": "application/json",
            "Accept": "*/*",
            **signature_headers(message.secrets, message.message_id, int(message.at.timestamp()), message.body),
        }
        deadline = Deadline(self._total_seconds)
        try:
            target = self._target(message.url)
            found = vetted_addresses(target, self._resolver, seconds=deadline.left(self._connect_seconds))
        except BadTarget as refusal:
            return WebhookAnswer(problem=f"not sent: {refusal}")
        except NotReachable as reason:
            return WebhookAnswer(problem=f"not sent: {reason}")
        problem = ""
        for address in found[:MOST_ADDRESSES]:
            try:
                answer = post(
                    target, address, headers=headers, body=message.body, context=self._context, deadline=deadline,
                    connect_seconds=self._connect_seconds,
                )  # fmt: skip
            except ExchangeFailed as failure:
                problem = str(failure)
                continue
            return WebhookAnswer(answer.status, _words(answer.status), answer.retry_after_seconds)
        return WebhookAnswer(problem=problem)


def _words(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"it answered {status}, a redirect; those are not followed"
    return f"it answered {status}"
