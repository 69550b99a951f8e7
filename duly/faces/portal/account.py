"""A guest's account as the views see it: open items, and which of them a request names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, QueryDict

from duly.core.payments.due import AmountDue, amounts_due, suggested
from duly.faces.portal.access import Guest
from duly.store.queries.portal_account import PortalItem, are_own, portal_items

SHOWN = 100
"""Rows on a page; the statement has all."""


@dataclass(frozen=True, slots=True)
class Account:
    """Every open item of the guest's customer, and what is due by currency."""

    guest: Guest
    items: tuple[PortalItem, ...]
    amounts: tuple[AmountDue, ...]

    @property
    def invoices(self) -> tuple[PortalItem, ...]:
        """Open items that are to be paid: no credit notes."""
        return tuple(item for item in self.items if item.facts.open_minor > 0)

    def suggested(self) -> frozenset[int]:
        """Return what a payment today should settle."""
        return suggested([item.due for item in self.items], self.guest.today)

    def days_late(self, item: PortalItem) -> int:
        """Return days past the due date, negative before it."""
        return (self.guest.today - item.facts.due_date).days


def account_of(guest: Guest) -> Account:
    """Return the account of the guest's customer as it stands now."""
    items = portal_items(guest.company.id, guest.customer_id, guest.today)
    return Account(guest, tuple(items), amounts_due([item.due for item in items], guest.today))


def picked(account: Account, values: QueryDict, *, default: frozenset[int]) -> list[PortalItem]:
    """Return the open items that a form names (`r`), or the default before the form was sent.

    What has been settled meanwhile is left out; what is no item of this customer raises Http404.
    """
    if "picked" not in values and "r" not in values:
        return [item for item in account.items if item.facts.receivable_id in default]
    ids = _numbers(values.getlist("r"))
    known = {item.facts.receivable_id for item in account.items}
    strange = ids - known
    if strange and not are_own(account.guest.company.id, account.guest.customer_id, strange):
        raise Http404
    return [item for item in account.items if item.facts.receivable_id in ids]


def _numbers(texts: Sequence[str]) -> set[int]:
    found = set()
    for text in texts:
        if not (text.isascii() and text.isdigit() and len(text) <= 18):
            raise Http404
        found.add(int(text))
    return found
