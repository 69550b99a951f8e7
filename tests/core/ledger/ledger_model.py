"""A second, simpler ledger to compare with: documents and claims on them, each alive for some days.

It knows no accounts, no postings and no reversals: a claim takes something off documents from one
day until another. Whether an act is allowed it finds by doing it and looking at every single day.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

DAYS = range(41)
FOREVER = 10**6


@dataclass
class Span:
    start: int
    end: int = FOREVER

    def on(self, number: int) -> bool:
        return self.start <= number < self.end


@dataclass
class Document(Span):
    customer: str | None = None
    currency: str = "EUR"
    minor: int = 0
    is_credit: bool = False
    due: int = 0
    owners: list[Owned] = field(default_factory=list)


@dataclass
class Owned(Span):
    customer: str = ""
    posting: int = 0


@dataclass
class Claim(Span):
    """`takes` says how much of which documents; `payer` whose money settles, None where nothing is settled."""

    takes: dict[str, int] = field(default_factory=dict)
    payer: str | None = None
    cash: str | None = None
    allowed_for: str | None = None


@dataclass
class Model:
    items: dict[str, Document] = field(default_factory=dict)
    cash: dict[str, Document] = field(default_factory=dict)
    claims: dict[int, Claim] = field(default_factory=dict)
    documents: dict[int, str] = field(default_factory=dict)

    def rest(self, name: str, on: int) -> int:
        """Return what is left of a document at the end of a day; never negative in a sound ledger."""
        document = self.items.get(name) or self.cash[name]
        taken = sum(claim.takes.get(name, 0) for claim in self.claims.values() if claim.on(on))
        return (document.minor if document.on(on) else 0) - taken

    def owner(self, name: str, on: int) -> str | None:
        receipt = self.cash[name]
        live = [one for one in receipt.owners if one.on(on)]
        if live:
            return max(live, key=lambda one: (one.start, one.posting)).customer
        return receipt.customer

    def sound(self) -> bool:
        return all(self._sound_on(number) for number in DAYS)

    def _sound_on(self, number: int) -> bool:
        for name, document in (self.items | self.cash).items():
            if not 0 <= self.rest(name, number) <= (document.minor if document.on(number) else 0):
                return False
        for claim in self.claims.values():
            if claim.on(number) and claim.cash is not None and claim.payer != self.owner(claim.cash, number):
                return False
        return True

    def after(self, change: Any) -> Model | None:
        """Return the ledger after a change, or None when some day would then be wrong."""
        copy = deepcopy(self)
        return copy if change(copy) is not False and copy.sound() else None

    def applied(self, name: str, start: int) -> bool:
        return any(
            claim.cash == name and any(claim.on(number) for number in DAYS if number >= start)
            for claim in self.claims.values()
        )

    def balance(self, customer: str | None, currency: str, on: int) -> tuple[int, int, int]:
        """Return debts, credits (negative) and unapplied cash of a customer at the end of a day."""
        debts = credits = unapplied = 0
        for name, item in self.items.items():
            if (item.customer, item.currency) == (customer, currency):
                if item.is_credit:
                    credits -= self.rest(name, on)
                else:
                    debts += self.rest(name, on)
        for name, receipt in self.cash.items():
            if receipt.start <= on and receipt.currency == currency and self.owner(name, on) == customer:
                unapplied += self.rest(name, on)
        return debts, credits, unapplied

    def bucket(self, customer: str, currency: str, on: int, low: int, high: int) -> int:
        """Return what a customer owes that is between `low` and `high` days past due."""
        return sum(
            self.rest(name, on)
            for name, item in self.items.items()
            if (item.customer, item.currency, item.is_credit) == (customer, currency, False)
            and low <= on - item.due <= high
        )
