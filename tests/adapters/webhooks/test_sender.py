"""What goes over the wire, against receivers that really listen; the signature judged by the reference package."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from duly.adapters.webhooks import resolve
from duly.adapters.webhooks import sender as module
from duly.adapters.webhooks.sender import HttpWebhookSender
from duly.services.ports import OutgoingWebhook
from tests.adapters.webhooks.receivers import make_certificate, receiver

ONE = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TWO = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
BODY = '{"type":"invoice.opened","data":{"number":"Grüße"}}'.encode()


def message(url: str, *secrets: str) -> OutgoingWebhook:
    return OutgoingWebhook(url, "evt_7", datetime.now(UTC), BODY, secrets or (ONE,))


def test_a_message_arrives_signed_and_the_reference_package_believes_it() -> None:
    with receiver() as there:
        answer = HttpWebhookSender(allow_loopback=True).send(message(f"http://127.0.0.1:{there.port}/in?a=1"))
    [(path, headers, body)] = there.got
    assert (answer.status, answer.is_accepted, answer.problem) == (204, True, "")
    assert (path, body, headers["content-type"]) == ("/in?a=1", BODY, "application/json")
    assert headers["host"] == f"127.0.0.1:{there.port}"
    assert Webhook(ONE).verify(body.decode(), headers)["type"] == "invoice.opened"
    with pytest.raises(WebhookVerificationError):
        Webhook(TWO).verify(body.decode(), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(ONE).verify(body.decode().replace("opened", "settled"), headers)


def test_while_a_secret_is_replaced_both_are_good() -> None:
    with receiver() as there:
        HttpWebhookSender(allow_loopback=True).send(message(f"http://127.0.0.1:{there.port}/", ONE, TWO))
    [(_, headers, body)] = there.got
    for secret in (ONE, TWO):
        assert Webhook(secret).verify(body.decode(), headers)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with receiver() as inside, receiver() as there:
        there.status = status
        for place in (f"http://127.0.0.1:{inside.port}/", "http://169.254.169.254/latest/meta-data/"):
            there.headers = {"Location": place}
            answer = HttpWebhookSender(allow_loopback=True).send(message(f"http://127.0.0.1:{there.port}/"))
            assert (answer.status, answer.is_accepted) == (status, False)
            assert "redirect" in answer.problem
    assert inside.got == []


def test_nothing_of_the_answer_is_repeated_but_its_status() -> None:
    with receiver() as there:
        there.status, there.body, there.headers = 500, b"inside information", {"Retry-After": "120", "X-Secret": "s"}
        answer = HttpWebhookSender(allow_loopback=True).send(message(f"http://127.0.0.1:{there.port}/"))
    assert (answer.status, answer.problem, answer.retry_after_seconds) == (500, "it answered 500", 120)


def test_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as proxy, receiver() as there:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        HttpWebhookSender(allow_loopback=True).send(message(f"http://127.0.0.1:{there.port}/"))
    assert (len(proxy.got), len(there.got)) == (0, 1)


@contextmanager
def as_if_public(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For one look-up this machine counts as public, so that TLS by name can be tried against it."""
    monkeypatch.setattr(resolve, "is_public", lambda address: address == ip_address("127.0.0.1"))
    yield


def tls_sender(certificate: Path, port: int) -> HttpWebhookSender:
    context = ssl.create_default_context(cafile=str(certificate))
    return HttpWebhookSender(ports=[port], resolver=lambda host, port: ["127.0.0.1"], context=context)


def test_the_certificate_is_checked_for_the_name_and_the_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = make_certificate(tmp_path / "good.pem", "hooks.example.com")
    with receiver(good) as there, as_if_public(monkeypatch):
        sender = tls_sender(good, there.port)
        assert sender.send(message(f"https://hooks.example.com:{there.port}/")).is_accepted
        assert there.got[0][1]["host"] == f"hooks.example.com:{there.port}"
        other = sender.send(message(f"https://other.example.com:{there.port}/"))
        assert "certificate" in other.problem
        unknown = HttpWebhookSender(ports=[there.port], resolver=lambda host, port: ["127.0.0.1"])
        assert "certificate" in unknown.send(message(f"https://hooks.example.com:{there.port}/")).problem
    assert len(there.got) == 1


def test_the_name_is_told_in_the_handshake_and_no_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = make_certificate(tmp_path / "good.pem", "hooks.example.com")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(good)
    told: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: told.append(name)  # type: ignore[assignment]
    with raw(b"HTTP/1.1 200 OK\r\n\r\n", context=context) as port, as_if_public(monkeypatch):
        assert tls_sender(good, port).send(message(f"https://hooks.example.com:{port}/")).is_accepted
    assert told == ["hooks.example.com"]


@contextmanager
def raw(*pieces: bytes, pause: float = 0, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A receiver that answers these bytes, piece by piece, whatever it is sent."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def serve() -> None:
        try:
            plain, _ = listener.accept()
            with context.wrap_socket(plain, server_side=True) if context else plain as there:
                there.recv(65536)
                for piece in pieces:
                    there.sendall(piece)
                    time.sleep(pause)
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(5)


def to(port: int, **limits: float) -> object:
    sender = HttpWebhookSender(allow_loopback=True, **limits)  # type: ignore[arg-type]
    return sender.send(message(f"http://127.0.0.1:{port}/"))


@pytest.mark.parametrize(
    "answer",
    [b"SSH-2.0-OpenSSH_9\r\n\r\n", b"HTTP/2 200\r\n\r\n", b"HTTP/1.1 2000 OK\r\n\r\n", b"HTTP/1.1 99 x\r\n\r\n",
     b"", b"HTTP/1.1 200", b"\x00" * 100, b"HTTP/1.1 200 OK\r\nA: " + b"x" * 40_000],
)  # fmt: skip
def test_what_is_no_answer_is_no_success(answer: bytes) -> None:
    with raw(answer) as port:
        found = to(port)
    assert (found.status, bool(found.problem)) == (None, True)  # type: ignore[attr-defined]


def test_an_interim_answer_is_not_the_answer() -> None:
    with raw(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", b"HTTP/1.1 410 Gone\r\n\r\n") as port:
        assert to(port).status == 410  # type: ignore[attr-defined]


def test_an_answer_that_drips_is_left_at_the_deadline() -> None:
    begun = time.monotonic()
    with raw(*[b"H"] * 100, pause=0.05) as port:
        assert "too long" in to(port, total_seconds=0.5).problem  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 8


def test_a_silent_receiver_is_left_at_the_deadline() -> None:
    begun = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        assert "too long" in to(deaf.getsockname()[1], total_seconds=0.4).problem  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 3


def test_nobody_there_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert to(port).problem == "it did not take the connection"  # type: ignore[attr-defined]


def test_a_name_server_that_hangs_is_left() -> None:
    sender = HttpWebhookSender(resolver=lambda host, port: time.sleep(3) or [], connect_seconds=0.2)  # type: ignore[func-returns-value]
    begun = time.monotonic()
    assert "could not be looked up" in sender.send(message("https://hooks.example.com/")).problem
    assert time.monotonic() - begun < 2


def test_the_limits_are_those_that_are_documented() -> None:
    assert (module.CONNECT_SECONDS, module.TOTAL_SECONDS) == (5, 10)
