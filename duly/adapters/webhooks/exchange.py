"""One HTTP/1.1 request to one vetted address; of the answer only the status and Retry-After are read.

Written on a socket, because everything around it is to be ours: where it connects, what it believes, how long it
takes, how much it reads. Nothing follows a redirect, asks a proxy or keeps a body.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass

from duly.adapters.webhooks.public_address import Address
from duly.adapters.webhooks.target import Target

MOST_HEAD_BYTES = 16 * 1024
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})(?: [^\r\n]*)?\r?\n")
_RETRY_AFTER = re.compile(rb"\r?\nretry-after:[ \t]*(\d{1,7})[ \t]*\r?\n", re.IGNORECASE)


class ExchangeFailed(Exception):
    """No usable answer; the message says what happened, without a word of the answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The status (200 to 599) and how many seconds the receiver asked to wait, if it did."""

    status: int
    retry_after_seconds: int | None


class Deadline:
    """A total time limit: each step gets what is left."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, at_most: float = 1e9) -> float:
        """Return the seconds left, at most some. Raises ExchangeFailed when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise ExchangeFailed("it took too long to answer")
        return min(left, at_most)


def post(
    target: Target,
    address: Address,
    *,
    headers: Mapping[str, str],
    body: bytes,
    context: ssl.SSLContext,
    connect_seconds: float,
    deadline: Deadline,
) -> Answer:
    """Send the request to this address and return the answer. Raises ExchangeFailed.

    The certificate is checked for the URL's host, whatever the address.
    """
    plain = _connect(target, address, deadline.left(connect_seconds))
    try:
        sock = _secured(plain, target, context, deadline) if target.is_tls else plain
        with sock:
            sock.settimeout(deadline.left())
            sock.sendall(_request(target, headers, body))
            return _read(sock, deadline)
    except TimeoutError as error:
        raise ExchangeFailed("it took too long to answer") from error
    except OSError as error:
        raise ExchangeFailed("the connection broke") from error
    finally:
        plain.close()


def _connect(target: Target, address: Address, seconds: float) -> socket.socket:
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.settimeout(seconds)
    try:
        sock.connect((str(address), target.port))
    except TimeoutError as error:
        sock.close()
        raise ExchangeFailed("it did not take the connection in time") from error
    except OSError as error:
        sock.close()
        raise ExchangeFailed("it did not take the connection") from error
    return sock


def _secured(plain: socket.socket, target: Target, context: ssl.SSLContext, deadline: Deadline) -> ssl.SSLSocket:
    plain.settimeout(deadline.left())
    try:
        return context.wrap_socket(plain, server_hostname=target.host)
    except ssl.SSLCertVerificationError as error:
        raise ExchangeFailed(f"its certificate is not good for {target.host}") from error
    except ssl.SSLError as error:
        raise ExchangeFailed("no secure connection came about") from error


def _request(target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"POST {target.path} HTTP/1.1", f"Host: {target.host_header}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines.append(f"Content-Length: {len(body)}")
    assert not any("\r" in line or "\n" in line for line in lines), "headers are made of plain values"
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii") + body


def _read(sock: socket.socket, deadline: Deadline) -> Answer:
    head = b""
    while True:
        end = re.search(rb"\r?\n\r?\n", head)
        if end is None:
            if len(head) > MOST_HEAD_BYTES:
                raise ExchangeFailed("its answer was too long")
            sock.settimeout(deadline.left())
            piece = sock.recv(4096)
            if not piece:
                raise ExchangeFailed("it closed the connection without an answer")
            head += piece
            continue
        status = _STATUS.match(head)
        if status is None or not 100 <= int(status[1]) <= 599:
            raise ExchangeFailed("it did not answer in HTTP/1.1")
        if int(status[1]) >= 200:
            wait = _RETRY_AFTER.search(head[: end.end()])
            return Answer(int(status[1]), int(wait[1]) if wait else None)
        head = head[end.end() :]  # an interim answer, such as 103; the real one follows
