"""Whose document is it: customers found by their number, created when the mapping allows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from duly.core.billing.intake import ContactRow, CreditNoteRow, InvoiceRow, PaymentRow
from duly.services.act import Act
from duly.services.billing.taking.batch import Sorted
from duly.store.bulk import insert_rows, reserve_ids
from duly.store.models import Contact, Customer
from duly.store.queries.import_matching import KnownCustomer, known_customers

OwnedRow = InvoiceRow | CreditNoteRow | PaymentRow | ContactRow
TO_BE_CREATED = 0


class CustomerFinder:
    """Remembers the customers of one import; one query for the numbers of a batch not met before."""

    def __init__(self, *, act: Act, source: str, import_run_id: int, create: bool) -> None:
        self._act, self._source, self._run_id, self._create = act, source, import_run_id, create
        self._ids: dict[str, int] = {}
        self._undone: dict[str, int] = {}
        self._doubtful: dict[str, int] = {}
        self._announced: set[str] = set()

    def look_up(self, rows: Iterable[OwnedRow]) -> None:
        """Learn about the customers of a batch."""
        wanted = {row.customer_id for row in rows if row.customer_id} - self._ids.keys()
        if not wanted:
            return
        found: dict[str, list[KnownCustomer]] = defaultdict(list)
        for customer in known_customers(self._act.company_id, wanted):
            for name in {customer.external_id, customer.number} & wanted:
                found[name].append(customer)
        for name, candidates in found.items():
            own = [one for one in candidates if (one.source, one.external_id) == (self._source, name)]
            chosen = own or candidates
            if len(chosen) > 1:
                self._doubtful[name] = len(chosen)
                continue
            self._ids[name] = chosen[0].id
            if chosen[0].was_undone:
                self._undone[name] = chosen[0].id

    def owner(self, row: OwnedRow, found: Sorted) -> int | None:
        """Return the customer's id, TO_BE_CREATED, or None after refusing the row."""
        name = row.customer_id or ""
        known = self._ids.get(name)
        if known is not None:
            return known
        if name in self._doubtful:
            found.refuse(row, "customer_id", name, "ambiguous_customer", count=str(self._doubtful[name]))
        elif self._create:
            if name not in self._announced:
                self._announced.add(name)
                found.customers.add(name)
            return TO_BE_CREATED
        else:
            found.refuse(row, "customer_id", name, "unknown_customer")
        return None

    def id_of(self, name: str) -> int:
        """Return the id of a customer that was looked up or created."""
        return self._ids[name]

    def create(self, rows: Sequence[OwnedRow]) -> None:
        """Create the customers of these rows that are not there, with a contact where the row has an address."""
        first: dict[str, OwnedRow] = {}
        for row in rows:
            if row.customer_id and row.customer_id not in self._ids:
                first.setdefault(row.customer_id, row)
        ids = dict(zip(first, reserve_ids(Customer, len(first)), strict=True))
        same = {"company_id": self._act.company_id, "source": self._source, "import_run_id": self._run_id}
        if first:
            customers = (_customer(ids[name], name, row) for name, row in first.items())
            insert_rows(Customer, CUSTOMER, customers, at=self._act.at, constants=same)
        contacts = [_contact(ids[name], name, row) for name, row in first.items() if _email(row)]
        if contacts:
            insert_rows(Contact, CONTACT, contacts, at=self._act.at, constants=same)
        self._ids.update(ids)
        self._open_again({row.customer_id for row in rows if row.customer_id})

    def _open_again(self, used: set[str]) -> None:
        """Open customers that were closed with a reversed import: they belong to this import now."""
        ids = [self._undone.pop(name) for name in sorted(used & self._undone.keys())]
        if ids:
            mine = Customer.objects.filter(company_id=self._act.company_id, pk__in=ids)
            mine.update(status="active", import_run_id=self._run_id)


CUSTOMER = ("id", "external_id", "number", "name", "country", "language", "segment")
CONTACT = ("customer_id", "external_id", "email", "language")


def _customer(customer_id: int, name: str, row: OwnedRow) -> tuple[Any, ...]:
    return (
        customer_id, name, name, getattr(row, "customer_name", None) or name,
        getattr(row, "customer_country", None) or "", getattr(row, "customer_language", None) or "",
        getattr(row, "segment", None) or "",
    )  # fmt: skip


def _email(row: OwnedRow) -> str:
    return getattr(row, "customer_email", None) or ""


def _contact(customer_id: int, name: str, row: OwnedRow) -> tuple[Any, ...]:
    email = _email(row)
    key = f"{name}/{email.casefold()}"[:120]
    return customer_id, key, email, getattr(row, "customer_language", None) or ""
