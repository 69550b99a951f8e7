"""A use case that the rules refuse."""

from __future__ import annotations

from typing import TypeVar

from duly.core.ledger.refusal import Refused, sentence

T = TypeVar("T")


class ServiceRefused(Exception):
    """What was asked is against a rule; `code` names it, the message says it with the remedy."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class NotFound(ServiceRefused):
    """The thing that was named does not exist in this company."""

    def __init__(self, what: str) -> None:
        super().__init__("not_found", f"{what} does not exist here.")


def accept(decision: T | Refused) -> T:
    """Return a core rule's result; raise ServiceRefused when it refused."""
    if isinstance(decision, Refused):
        raise ServiceRefused(str(decision.code), sentence(decision))
    return decision
