"""The mailer against a real SMTP server: what was delivered, what was refused, and what nobody can know."""

from __future__ import annotations

import ipaddress
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from duly.adapters.mail.smtp import OutboxMailer, SmtpMailer
from duly.services.ports import MailOutcomeUnknown, MailRefused, OutgoingMail
from tests.adapters.mail.smtp_server import Received, SmtpServer

ADA = "ada@nord.example"
MAIL = OutgoingMail(
    from_name="Sam Sender", from_email="sam@demo.example", to_name="Ada Example", to_email=ADA,
    subject="Invoice INV-1: a friendly reminder", text="Hello Ada,\n\n.a line with a dot first\nEUR 12 – thanks\n",
    html="<p>Hello Ada – thanks</p>", message_id="<t0k3n@demo.example>",
    headers={"Reply-To": "replies+t0k3n@demo.example", "In-Reply-To": "<first@demo.example>",
             "References": "<first@demo.example> <second@demo.example>"},
)  # fmt: skip


def body(received: Received, kind: str) -> str:
    """The message's text or HTML, line ends as \\n."""
    part = received.parsed().get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    """A server that accepts until told otherwise."""
    with SmtpServer() as running:
        yield running


@pytest.fixture
def mailer(server: SmtpServer) -> Iterator[SmtpMailer]:
    """A mailer with a short time limit."""
    made = SmtpMailer(f"smtp+plain://127.0.0.1:{server.port}", timeout_seconds=1)
    yield made
    made.close()


def test_an_accepted_message_arrives_as_it_was_written(server: SmtpServer, mailer: SmtpMailer) -> None:
    mailer.send(MAIL)
    [got] = server.messages
    message = got.parsed()
    assert (got.mail_from, got.rcpt_to) == ("sam@demo.example", ADA)
    assert message["From"] == "Sam Sender <sam@demo.example>"
    assert message["To"] == "Ada Example <ada@nord.example>"
    assert message["Message-ID"] == "<t0k3n@demo.example>"
    assert message["Reply-To"] == "replies+t0k3n@demo.example"
    assert message["In-Reply-To"] == "<first@demo.example>"
    assert message["References"] == "<first@demo.example> <second@demo.example>"
    assert message["Auto-Submitted"] is None and message["List-Unsubscribe"] is None
    assert body(got, "plain") == MAIL.text
    assert body(got, "html").strip() == MAIL.html
    assert got.data.isascii() and max(map(len, got.data.splitlines())) <= 998


@pytest.mark.parametrize(
    ("mode", "permanent", "stage", "code"),
    [
        ("5xx-mail", True, "sender", 550),
        ("4xx-rcpt", False, "recipient", 450),
        ("5xx-rcpt", True, "recipient", 550),
        ("4xx-data", False, "message", 451),
        ("5xx-data", True, "message", 554),
        ("drop-rcpt", False, "connection", 0),
        ("close", False, "connection", 0),
    ],
)
def test_a_refusal_says_where_and_whether_it_is_final(
    server: SmtpServer, mailer: SmtpMailer, mode: str, permanent: bool, stage: str, code: int
) -> None:
    server.handler.mode = mode
    with pytest.raises(MailRefused) as refused:
        mailer.send(MAIL)
    assert (refused.value.permanent, refused.value.stage, refused.value.code) == (permanent, stage, code)
    assert server.messages == []


@pytest.mark.parametrize(("mode", "kept"), [("drop", 1), ("lose", 0), ("hang", 1), ("drip", 1)])
def test_silence_after_the_final_dot_is_unknown_whatever_the_server_did(
    server: SmtpServer, mailer: SmtpMailer, mode: str, kept: int
) -> None:
    server.handler.mode = mode
    began = time.monotonic()
    with pytest.raises(MailOutcomeUnknown, match="may have been delivered"):
        mailer.send(MAIL)
    assert len(server.messages) == kept
    assert time.monotonic() - began < 6


def test_a_slow_server_within_the_limit_is_waited_for(server: SmtpServer, mailer: SmtpMailer) -> None:
    server.handler.mode, server.handler.delay = "slow", 0.4
    mailer.send(MAIL)
    assert len(server.messages) == 1


def test_each_recipient_meets_its_own_fate_and_the_next_one_is_not_harmed(
    server: SmtpServer, mailer: SmtpMailer
) -> None:
    server.script.update({"a@x.example": "5xx-rcpt", "b@x.example": "drop", "c@x.example": "4xx-data"})
    outcomes = []
    for name in "abcde":
        try:
            mailer.send(replace(MAIL, to_email=f"{name}@x.example"))
            outcomes.append("sent")
        except (MailRefused, MailOutcomeUnknown) as error:
            outcomes.append(type(error).__name__)
    assert outcomes == ["MailRefused", "MailOutcomeUnknown", "MailRefused", "sent", "sent"]


def test_one_connection_serves_many_messages_and_a_dead_one_is_replaced(server: SmtpServer, mailer: SmtpMailer) -> None:
    for _ in range(5):
        mailer.send(MAIL)
    assert (len(server.messages), server.handler.connections) == (5, 1)
    mailer._idle[0][0]._open().sock.shutdown(socket.SHUT_RDWR)  # the server or a firewall forgot us
    mailer.send(MAIL)
    assert (len(server.messages), server.handler.connections) == (6, 2)


def test_threads_share_a_mailer(server: SmtpServer, mailer: SmtpMailer) -> None:
    threads = [
        threading.Thread(target=lambda n=n: mailer.send(replace(MAIL, to_email=f"p{n}@x.example"))) for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(m.rcpt_to for m in server.messages) == sorted(f"p{n}@x.example" for n in range(12))


def test_nobody_listening_is_a_refusal_to_try_again_later() -> None:
    with pytest.raises(MailRefused) as refused:
        SmtpMailer("smtp+plain://127.0.0.1:1", timeout_seconds=1).send(MAIL)
    assert not refused.value.permanent and refused.value.stage == "connection"


@pytest.mark.parametrize(
    "trick",
    ["Ada\r\nBcc: thief@x.example", "Ada\nX-Evil: 1", "Ada\x0b\x85\u2028To: thief@x.example", 'Ada" <thief@x.example>'],
)
def test_no_name_or_subject_adds_a_header_or_a_recipient(server: SmtpServer, mailer: SmtpMailer, trick: str) -> None:
    mailer.send(replace(MAIL, to_name=trick, from_name=trick, subject=trick))
    [got] = server.messages
    message = got.parsed()
    assert got.rcpt_to == ADA
    assert message["Bcc"] is None and message["X-Evil"] is None
    assert [a.addr_spec for a in message["To"].addresses] == [ADA]
    assert [a.addr_spec for a in message["From"].addresses] == ["sam@demo.example"]
    assert len(message.get_all("To")) == 1


@pytest.mark.parametrize(
    "address",
    ["", "ada", "a@b, c@d", "a@b\r\nRCPT TO:<c@d>", "<a@b>", "a b@c.example", "a@b@c", "jürgen@x.example", "a@.",
     "a@" + "ü" * 70 + ".example"],
)  # fmt: skip
def test_what_is_no_address_is_refused_before_anything_is_said(
    server: SmtpServer, mailer: SmtpMailer, address: str
) -> None:
    with pytest.raises(MailRefused) as refused:
        mailer.send(replace(MAIL, to_email=address))
    assert refused.value.permanent and refused.value.stage == "recipient"
    assert server.handler.connections == 0


def test_long_names_emoji_right_to_left_and_foreign_domains_go_through(server: SmtpServer, mailer: SmtpMailer) -> None:
    name = "شركة المثال 🌸 " + "Beispiel-Müller " * 30
    mailer.send(
        replace(MAIL, to_name=name, from_name=name, subject="Überfällig 🌸 " * 50, to_email="ada@müller.example")
    )
    [got] = server.messages
    assert got.rcpt_to == "ada@xn--mller-kva.example"
    message = got.parsed()
    assert message["To"].addresses[0].display_name.startswith("شركة المثال 🌸 Beispiel")
    assert message["Subject"].strip().startswith("Überfällig 🌸")
    assert got.data.isascii() and max(map(len, got.data.splitlines())) <= 998


def test_a_body_full_of_dots_and_odd_line_ends_arrives_whole(server: SmtpServer, mailer: SmtpMailer) -> None:
    mailer.send(replace(MAIL, text=".\n..\n.\r\nQUIT\r\n.\rlast 🌸\n"))
    mailer.send(MAIL)
    first, second = server.messages
    assert body(first, "plain") == ".\n..\n.\nQUIT\n.\nlast 🌸\n"
    assert second.parsed()["Subject"] == MAIL.subject


def test_a_long_thread_keeps_its_first_message_and_the_newest(server: SmtpServer, mailer: SmtpMailer) -> None:
    chain = " ".join(f"<m{n}@demo.example>" for n in range(200))
    mailer.send(replace(MAIL, headers={"References": chain}))
    ids = server.messages[0].parsed()["References"].split()
    assert (len(ids), ids[0], ids[-1]) == (20, "<m0@demo.example>", "<m199@demo.example>")


def test_a_header_that_is_not_ours_is_a_mistake_in_the_program(mailer: SmtpMailer) -> None:
    with pytest.raises(AssertionError):
        mailer.send(replace(MAIL, headers={"Bcc": "thief@x.example"}))


def test_without_a_server_messages_stay_in_the_outbox() -> None:
    assert not OutboxMailer().is_configured()
    with pytest.raises(MailRefused):
        OutboxMailer().send(MAIL)


# Encryption


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A self-signed certificate of 127.0.0.1, and the server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    place = tmp_path_factory.mktemp("certificate")
    (place / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (place / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place / "cert.pem", place / "key.pem")
    return place / "cert.pem", context


def test_starttls_and_tls_deliver_encrypted(certificate: tuple[Path, ssl.SSLContext]) -> None:
    ca, context = certificate
    with SmtpServer(starttls=context) as server:
        SmtpMailer(f"smtp://127.0.0.1:{server.port}?ca_file={ca}", timeout_seconds=3).send(MAIL)
        assert len(server.messages) == 1
    with SmtpServer(tls=context) as server:
        SmtpMailer(f"smtps://127.0.0.1:{server.port}?ca_file={ca}", timeout_seconds=3).send(MAIL)
        assert len(server.messages) == 1


def test_after_the_final_dot_encrypted_silence_is_unknown_too(certificate: tuple[Path, ssl.SSLContext]) -> None:
    ca, context = certificate
    with SmtpServer("drop", starttls=context) as server:
        mailer = SmtpMailer(f"smtp://127.0.0.1:{server.port}?ca_file={ca}", timeout_seconds=3)
        with pytest.raises(MailOutcomeUnknown):
            mailer.send(MAIL)


def test_a_server_that_cannot_encrypt_or_cannot_prove_itself_gets_nothing(
    server: SmtpServer, certificate: tuple[Path, ssl.SSLContext]
) -> None:
    with pytest.raises(MailRefused) as refused:
        SmtpMailer(f"smtp://127.0.0.1:{server.port}", timeout_seconds=2).send(MAIL)
    assert (refused.value.permanent, refused.value.stage, server.messages) == (False, "connection", [])
    with SmtpServer(starttls=certificate[1]) as stranger:
        with pytest.raises(MailRefused, match="certificate"):
            SmtpMailer(f"smtp://127.0.0.1:{stranger.port}", timeout_seconds=2).send(MAIL)
        assert stranger.messages == []


def test_a_wrong_password_is_no_fault_of_the_address(certificate: tuple[Path, ssl.SSLContext]) -> None:
    from aiosmtpd.smtp import AuthResult

    ca, context = certificate

    def check(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        return AuthResult(success=getattr(data, "password", b"") == b"right p@ss", handled=False)

    with SmtpServer(starttls=context, authenticator=check, auth_required=True) as server:
        good, bad = (f"smtp://sam:{word}@127.0.0.1:{server.port}?ca_file={ca}" for word in ("right%20p%40ss", "wrong"))
        SmtpMailer(good, timeout_seconds=3).send(MAIL)
        with pytest.raises(MailRefused) as refused:
            SmtpMailer(bad, timeout_seconds=3).send(MAIL)
        assert (refused.value.permanent, refused.value.stage, refused.value.code) == (False, "sign_in", 535)
        assert len(server.messages) == 1


# The server as a process


def test_the_server_keeps_what_it_took_even_when_it_is_killed(tmp_path: Path) -> None:
    store = tmp_path / "kept.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.adapters.mail.smtp_server", "--mode", "mixed", "--store", str(store)],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert process.stdout is not None
    port = int(process.stdout.readline().split()[1])
    mailer = SmtpMailer(f"smtp+plain://127.0.0.1:{port}", timeout_seconds=2)
    outcomes: dict[str, str] = {}
    for n in range(40):
        recipient = f"p{n}@x.example"
        try:
            mailer.send(replace(MAIL, to_email=recipient, message_id=f"<m{n}@demo.example>"))
            outcomes[recipient] = "sent"
        except (MailRefused, MailOutcomeUnknown) as error:
            outcomes[recipient] = type(error).__name__
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    kept = [json.loads(line)["to"] for line in store.read_text().splitlines()]
    sent = {name for name, outcome in outcomes.items() if outcome == "sent"}
    unknown = {name for name, outcome in outcomes.items() if outcome == "MailOutcomeUnknown"}
    assert len(kept) == len(set(kept)) and sent <= set(kept) <= sent | unknown
    assert sent and unknown and len(sent | unknown) < 40
    with pytest.raises(MailRefused):
        mailer.send(MAIL)
