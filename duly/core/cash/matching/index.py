"""The open items, compiled once per run so that every question of the matcher is a lookup."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from itertools import accumulate

from duly.core.cash.matching.payers import KnownPayer, PayerIndex
from duly.core.cash.matching.values import OpenItem
from duly.core.cash.references import ReferenceEntry, ReferenceIndex

_FEW = 4


class CustomerItems:
    """One customer's open items in one currency, oldest due date first, with running sums."""

    __slots__ = ("by_amount", "invoices", "items", "net_minor", "sums")

    def __init__(self, items: list[OpenItem]) -> None:
        self.items = sorted(items, key=lambda item: (item.due_date, item.receivable_id))
        self.invoices = [item for item in self.items if item.open_minor > 0]
        self.sums = list(accumulate(item.open_minor for item in self.invoices))
        self.net_minor = sum(item.open_minor for item in self.items)
        self.by_amount: dict[int, list[OpenItem]] = {}
        for item in self.invoices:
            self.by_amount.setdefault(item.open_minor, []).append(item)

    def due(self, on: date) -> int:
        """Return how many of the invoices are due on a day."""
        return bisect_right(self.invoices, on, key=lambda item: item.due_date)

    def oldest_that_sum_to(self, amount_minor: int) -> int:
        """Return how many of the oldest invoices together are exactly this amount, 0 for none."""
        place = bisect_left(self.sums, amount_minor)
        return place + 1 if place < len(self.sums) and self.sums[place] == amount_minor else 0


class OpenItemIndex:
    """Everything the matcher looks up: items by id, by reference, by customer, by amount; payers."""

    __slots__ = ("_by_amount", "_by_customer", "_customers", "items", "payers", "references")

    def __init__(self, items: Iterable[OpenItem], payers: Iterable[KnownPayer] = ()) -> None:
        self.items: dict[int, OpenItem] = {item.receivable_id: item for item in items}
        self.references = ReferenceIndex(
            ReferenceEntry(item.receivable_id, item.number, item.creditor_reference) for item in self.items.values()
        )
        self.payers = PayerIndex(payers)
        self._by_customer: dict[tuple[int, str], list[OpenItem]] = {}
        self._by_amount: dict[tuple[str, int], list[OpenItem]] = {}
        for item in self.items.values():
            self._by_customer.setdefault((item.customer_id, item.currency), []).append(item)
            if item.open_minor > 0:
                same = self._by_amount.setdefault((item.currency, item.open_minor), [])
                if len(same) < _FEW:
                    same.append(item)
        self._customers: dict[tuple[int, str], CustomerItems] = {}

    def customer(self, customer_id: int, currency: str) -> CustomerItems:
        """Return a customer's items in a currency; sorted when first asked for, then kept."""
        key = (customer_id, currency)
        if key not in self._customers:
            self._customers[key] = CustomerItems(self._by_customer.get(key, []))
        return self._customers[key]

    def same_amount(self, currency: str, amount_minor: int) -> tuple[OpenItem, ...]:
        """Return the invoices with exactly this open, () when there are more than three."""
        found = self._by_amount.get((currency, amount_minor), [])
        return tuple(found) if len(found) < _FEW else ()
