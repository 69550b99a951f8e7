"""Look a name up once, within a time limit, and vet everything the answer holds."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence

from duly.adapters.webhooks.public_address import Address, is_public, read_address
from duly.adapters.webhooks.target import Target

Resolver = Callable[[str, int], Sequence[str]]


class NotReachable(Exception):
    """Nothing may or can be sent there; `is_refused` when it was our own rule that said no."""

    def __init__(self, why: str, *, is_refused: bool = False) -> None:
        super().__init__(why)
        self.is_refused = is_refused


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(entry[4][0]) for entry in found]


def vetted_addresses(target: Target, resolver: Resolver, *, seconds: float) -> list[Address]:
    """Return the addresses to connect to. Raises NotReachable: no answer, or any address in it is not public.

    The answer is used for the connection itself, so a name that changes its answer a moment later gains nothing.
    """
    if target.address is not None:
        return [target.address]
    answer: list[str] = []
    problem: list[Exception] = []

    def ask() -> None:
        try:
            answer.extend(resolver(target.host, target.port))
        except (OSError, UnicodeError) as error:
            problem.append(error)

    asking = threading.Thread(target=ask, daemon=True)  # the system's own resolver knows no time limit
    asking.start()
    asking.join(seconds)
    if asking.is_alive() or problem or not answer:
        raise NotReachable(f"the name {target.host} could not be looked up")
    addresses = [read_address(text) for text in list(answer)]
    if any(one is None or not is_public(one) for one in addresses):
        raise NotReachable(f"{target.host} leads to an address that is not public", is_refused=True)
    return [one for one in addresses if one is not None]
