"""EMAIL_URL: which mail server, how secured, with which name and password."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

Security = Literal["starttls", "tls", "plain"]
_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("starttls", 587),
    "smtps": ("tls", 465),
    "smtp+plain": ("plain", 25),
}


class BadMailUrl(ValueError):
    """EMAIL_URL cannot be used; the message says why and never holds the password."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server. `starttls` means that the connection is given up when the server cannot encrypt it."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""


def parse_mail_url(url: str) -> MailServer:
    """Read `smtp://user:password@host:587`, `smtps://...`, `smtp+plain://host:25`; raises BadMailUrl.

    Special characters of name and password are written percent-encoded. `?ca_file=/path.pem` trusts a private
    authority. A password is sent over an unencrypted connection to this machine only.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise BadMailUrl("EMAIL_URL has a host or port that cannot be read; write smtp://host:587") from error
    if parts.scheme not in _SCHEMES:
        raise BadMailUrl("EMAIL_URL begins with smtp:// (STARTTLS), smtps:// or smtp+plain://")
    security, usual_port = _SCHEMES[parts.scheme]
    server = MailServer(
        _host(parts), port or usual_port, security, unquote(parts.username or ""), unquote(parts.password or ""),
        _options(parts),
    )  # fmt: skip
    if bool(server.user) != bool(server.password):
        raise BadMailUrl("EMAIL_URL has a name without a password, or the other way round")
    if server.password and security == "plain" and not _is_loopback(server.host):
        raise BadMailUrl("EMAIL_URL would send the password unencrypted; use smtp:// or smtps://")
    return server


def _host(parts: SplitResult) -> str:
    if not parts.hostname or any(c.isspace() for c in parts.netloc):
        raise BadMailUrl("EMAIL_URL names no host; write smtp://user:password@host:587")
    if parts.path not in ("", "/") or parts.fragment:
        raise BadMailUrl("EMAIL_URL has something after the host; write / # ? in a password percent-encoded")
    return parts.hostname


def _options(parts: SplitResult) -> str:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(set(options) - {"ca_file"}):
        raise BadMailUrl(f"EMAIL_URL has the unknown option {unknown[0]!r}; there is only ca_file")
    return options.get("ca_file", "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
