"""Read the address of an endpoint strictly: what could be understood in two ways is refused."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from duly.adapters.webhooks.public_address import Address, is_loopback, is_public, read_address

LONGEST_URL = 500
_PLAIN = re.compile(r"[!-~]+")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?")
_INSIDE = ("localhost", "local", "internal", "intranet", "home", "lan", "corp", "arpa", "onion", "invalid", "test")


class BadTarget(ValueError):
    """An address that is not sent to; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to: `address` is set when the URL itself names one. `path` starts with a slash and has the query."""

    is_tls: bool
    host: str
    port: int
    path: str
    address: Address | None = None

    @property
    def host_header(self) -> str:
        """The Host header: with the port only where it is not the scheme's own."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return shown if self.port == (443 if self.is_tls else 80) else f"{shown}:{self.port}"


def read_target(url: str, *, ports: Collection[int] = (443,), allow_loopback: bool = False) -> Target:
    """Return the target of a URL. Raises BadTarget. Names are not looked up here."""
    if not url or len(url) > LONGEST_URL or not _PLAIN.fullmatch(url) or "\\" in url:
        raise BadTarget(f"Give an https address of at most {LONGEST_URL} plain characters, without blanks.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadTarget("This is no address. Write it like https://hooks.example.com/duly.") from error
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise BadTarget("Write the whole address with https, like https://hooks.example.com/duly.")
    if "@" in parts.netloc:
        raise BadTarget("Leave user and password out of the address; the signature tells who is speaking.")
    if parts.fragment or "#" in url:
        raise BadTarget("Leave out what follows the number sign (#); it is never sent.")
    host = parts.hostname.rstrip(".").lower()
    if allow_loopback and (found := _loopback(host)) is not None:
        is_tls = parts.scheme == "https"
        return Target(is_tls, host, port or (443 if is_tls else 80), _path(parts), found)
    address = _public_host(host)
    if parts.scheme != "https":
        raise BadTarget("The address must begin with https, so that nobody can read or change what is sent.")
    if (port or 443) not in ports:
        allowed = ", ".join(str(one) for one in sorted(ports))
        raise BadTarget(f"Port {port} is not allowed. Allowed: {allowed} (DULY_WEBHOOK_PORTS adds others).")
    return Target(True, host, port or 443, _path(parts), address)


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _loopback(host: str) -> Address | None:
    address = read_address("127.0.0.1" if host == "localhost" else host)
    return address if address is not None and is_loopback(address) else None


def _public_host(host: str) -> Address | None:
    """Return the address a host is, None for a name. Raises BadTarget for whatever is neither, or not public."""
    address = read_address(host)
    if address is not None:
        if not is_public(address):
            raise BadTarget(f"{host} is not a public address. Give one that can be reached from the internet.")
        return address
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadTarget(f"{host[:80]} is no host name. Names beyond ASCII are written in their xn-- form.")
    if len(labels) < 2 or labels[-1] in _INSIDE:
        raise BadTarget(f"{host} is a name inside a house. Give one that can be reached from the internet.")
    if not re.search(r"[a-z]", labels[-1]) or labels[-1].startswith("0x"):
        raise BadTarget(f"{host} is a number in a form that is not accepted. Write a host name.")
    return None
