"""An OutgoingMail as the bytes that go over the wire, with headers that nothing can be smuggled into."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.charset import QP, Charset
from email.headerregistry import Address
from email.utils import formataddr

from django.core.mail import EmailMultiAlternatives

from duly.adapters.mail.clean import clean
from duly.services.ports import MailRefused, MailStage, OutgoingMail

MAX_NAME = 100
MAX_SUBJECT = 200
MAX_CHAIN = 20
ALLOWED_HEADERS = frozenset(
    {"reply-to", "in-reply-to", "references", "auto-submitted", "list-unsubscribe", "list-unsubscribe-post"}
)
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]{1,64}@[^\s@<>,;:\"()\\\x00-\x1f\x7f]{1,253}")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_MESSAGE_ID = re.compile(r"<[^\s<>]{1,900}>")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the server is told: who sends, who receives, and the message's bytes (lines end with CRLF)."""

    sender: str
    recipient: str
    message: bytes


def envelope_of(mail: OutgoingMail) -> Envelope:
    """Return the finished bytes. Raises MailRefused(permanent) for an address that cannot be one.

    Names and subject become one line. Bodies are quoted-printable, so any server takes them unchanged.
    """
    sender, recipient = _address(mail.from_email, "sender"), _address(mail.to_email, "recipient")
    message = EmailMultiAlternatives(
        subject=clean(mail.subject, MAX_SUBJECT),
        body=mail.text,
        from_email=_named(mail.from_name, sender),
        to=[_named(mail.to_name, recipient)],
        headers=_headers(mail),
    )
    message.encoding = _quoted_printable()  # Django takes a Charset too
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for file in mail.attachments:
        message.attach(clean(file.name, MAX_NAME), file.content, file.content_type)
    return Envelope(sender, recipient, _LINE_END.sub(b"\r\n", message.message().as_bytes()))


def _quoted_printable() -> Charset:
    charset = Charset("utf-8")
    charset.body_encoding = QP
    return charset


def _headers(mail: OutgoingMail) -> dict[str, str]:
    assert _MESSAGE_ID.fullmatch(mail.message_id), "a message id looks like <token@domain>"
    headers = {"Message-ID": mail.message_id}
    for name, value in mail.headers.items():
        assert name.lower() in ALLOWED_HEADERS, f"{name!r} is not a header that a message may set"
        headers[name] = _chain(value) if name.lower() == "references" else clean(value, 900)
    return headers


def _chain(value: str) -> str:
    """Keep the first message of a thread and the newest ones (RFC 5322 section 3.6.4 asks for the chain)."""
    ids = _MESSAGE_ID.findall(value)
    kept = ids if len(ids) <= MAX_CHAIN else [ids[0], *ids[-(MAX_CHAIN - 1) :]]
    return " ".join(kept)


def _named(name: str, address: str) -> str:
    return formataddr((clean(name, MAX_NAME), address), charset="utf-8")


def _address(text: str, stage: MailStage) -> str:
    """Return the address with its domain in ASCII; anything that could be more than one address is refused."""
    if not _ADDRESS.fullmatch(text):
        raise MailRefused(f"{clean(text, 120)!r} is not an e-mail address.", permanent=True, stage=stage)
    local, _, domain = text.rpartition("@")
    if not local.isascii():
        raise MailRefused(f"{text!r} has letters before the @ that mail cannot carry.", permanent=True, stage=stage)
    try:
        return Address(addr_spec=f"{local}@{domain.encode('idna').decode('ascii')}").addr_spec
    except (UnicodeError, ValueError, IndexError) as error:
        raise MailRefused(f"{text!r} has no valid domain.", permanent=True, stage=stage) from error
