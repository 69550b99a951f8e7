"""Customers and contacts: created, or brought up to what the file says; an empty cell changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from duly.core.billing.intake import ContactRow, CustomerRow, IntakeRow
from duly.services.act import Act
from duly.services.billing.taking.batch import Sorted
from duly.services.billing.taking.customers_of import TO_BE_CREATED, CustomerFinder
from duly.store.models import Contact, Customer, Membership
from duly.store.queries.segments import current_rules

_ROLES = (
    ("sales", ("sales", "vertrieb", "vente", "venta")),
    ("escalation", ("escalat", "head", "chief", "director", "cfo", "ceo", "leit", "direct", "geschäftsf", "gerente")),
    ("main", ("main", "general", "haupt", "zentrale", "principal")),
)


def _role(text: str | None) -> str:
    """Return which of our roles the words of a source mean; billing unless they say otherwise."""
    words = (text or "").casefold()
    return next((role for role, signs in _ROLES if any(sign in words for sign in signs)), "billing")


class CustomerTaker:
    """Takes a list of customers of one source."""

    def __init__(self, *, act: Act, source: str, import_run_id: int) -> None:
        self._act, self._source, self._run_id = act, source, import_run_id
        self._owners = _people(act.company_id)
        self._has_segment_rules = current_rules(act.company_id) is not None

    def sort(self, rows: Sequence[IntakeRow]) -> Sorted:
        """See Taker. `work` holds (row, stored customer or None, values)."""
        customers = [row for row in rows if isinstance(row, CustomerRow)]
        wanted = {row.external_id for row in customers} | {row.parent_id for row in customers if row.parent_id}
        mine = Customer.objects.filter(company_id=self._act.company_id, source=self._source, external_id__in=wanted)
        there = {one.external_id: one for one in mine.select_related("import_run")}
        coming = {row.external_id for row in customers}
        found = Sorted(work=[])
        for row in customers:
            if row.parent_id and row.parent_id not in coming and row.parent_id not in there:
                found.refuse(row, "parent_id", row.parent_id, "unknown_parent")
                continue
            before = there.get(row.external_id)
            values = self._values(row)
            if before is None:
                found.new.append(row)
                found.customers.add(row.external_id)
            elif self._same(row, before, values, there):
                found.unchanged.append(row)
                continue
            else:
                found.updated.append(row)
            found.work.append((row, before, values))
        return found

    def take(self, found: Sorted) -> None:
        """See Taker."""
        work: list[tuple[CustomerRow, Customer | None, dict[str, Any]]] = found.work
        key = {"company_id": self._act.company_id, "source": self._source}
        made = [
            Customer(**key, external_id=row.external_id, number=row.external_id, import_run_id=self._run_id, **values)
            for row, before, values in work
            if before is None
        ]
        Customer.objects.bulk_create(made, batch_size=2000)
        changed = [self._changed(before, values) for _, before, values in work if before is not None]
        Customer.objects.bulk_update(changed, _COLUMNS, batch_size=500)
        self._put_under_parents([row for row, _, _ in work if row.parent_id])
        self._take_contacts([row for row, _, _ in work if row.email or row.phone])

    def _values(self, row: CustomerRow) -> dict[str, Any]:
        address = "\n".join(filter(None, (row.street, " ".join(filter(None, (row.postal_code, row.city))))))
        given = {
            "name": row.name, "country": row.country, "language": row.language, "time_zone": row.time_zone,
            "address": address, "vat_id": row.vat_number, "segment": row.segment, "terms_text": row.payment_terms,
            "owner_id": self._owners.get((row.owner or "").casefold()),
        }  # fmt: skip
        return {name: value for name, value in given.items() if value}

    def _same(
        self, row: CustomerRow, before: Customer, values: Mapping[str, Any], there: Mapping[str, Customer]
    ) -> bool:
        parent = there.get(row.parent_id or "")
        moved = bool(row.parent_id) and (parent is None or before.parent_id != parent.pk)
        return not moved and not _is_undone(before) and all(
            getattr(before, n) == v for n, v in self._kept(before, values).items()
        )  # fmt: skip

    def _kept(self, before: Customer, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """A segment that rules or a person gave is not taken from a file."""
        if before.is_segment_pinned or self._has_segment_rules:
            return {name: value for name, value in values.items() if name != "segment"}
        return values

    def _changed(self, before: Customer, values: Mapping[str, Any]) -> Customer:
        for name, value in self._kept(before, values).items():
            setattr(before, name, value)
        if _is_undone(before):
            before.status, before.import_run_id = "active", self._run_id
        return before

    def _put_under_parents(self, rows: Sequence[CustomerRow]) -> None:
        if not rows:
            return
        names = {row.external_id for row in rows} | {row.parent_id for row in rows}
        mine = Customer.objects.filter(company_id=self._act.company_id, source=self._source, external_id__in=names)
        there = {one.external_id: one for one in mine}
        for row in rows:
            if row.parent_id != row.external_id:
                there[row.external_id].parent = there[row.parent_id or ""]
        Customer.objects.bulk_update([there[row.external_id] for row in rows], ["parent"], batch_size=500)

    def _take_contacts(self, rows: Sequence[CustomerRow]) -> None:
        contacts = [
            ContactRow(
                line_no=row.line_no, external_id=f"{row.external_id}/{(row.email or row.phone or '').casefold()}"[:120],
                customer_id=row.external_id, email=row.email, phone=row.phone, language=row.language,
            )
            for row in rows
        ]  # fmt: skip
        finder = CustomerFinder(act=self._act, source=self._source, import_run_id=self._run_id, create=False)
        taker = ContactTaker(act=self._act, source=self._source, import_run_id=self._run_id, customers=finder)
        taker.take(taker.sort(contacts))


_COLUMNS = [
    "name", "country", "language", "time_zone", "address", "vat_id", "segment", "terms_text", "owner", "status",
    "import_run",
]  # fmt: skip


def _is_undone(customer: Customer) -> bool:
    run = customer.import_run
    return customer.status == "closed" and run is not None and run.state == "reversed"


def _people(company_id: int) -> dict[str, int]:
    """Return the company's people by email address and by name."""
    found: dict[str, int] = {}
    for one in Membership.objects.filter(company_id=company_id, is_active=True).select_related("user"):
        found[one.user.email.casefold()] = one.user_id
        if name := one.user.get_full_name():
            found.setdefault(name.casefold(), one.user_id)
    return found


class ContactTaker:
    """Takes contacts of one source."""

    def __init__(self, *, act: Act, source: str, import_run_id: int, customers: CustomerFinder) -> None:
        self._act, self._source, self._run_id, self._customers = act, source, import_run_id, customers

    def sort(self, rows: Sequence[IntakeRow]) -> Sorted:
        """See Taker. `work` holds (row, stored contact or None, values)."""
        contacts = [row for row in rows if isinstance(row, ContactRow)]
        self._customers.look_up(contacts)
        ids = [row.external_id[:120] for row in contacts]
        mine = Contact.objects.filter(company_id=self._act.company_id, source=self._source, external_id__in=ids)
        there = {one.external_id: one for one in mine}
        found = Sorted(work=[])
        for row in contacts:
            owner = self._customers.owner(row, found)
            if owner is None:
                continue
            assert owner is not TO_BE_CREATED, "a list of contacts creates no customers"
            before = there.get(row.external_id[:120])
            values = {"customer_id": owner, **_contact_values(row)}
            if before is not None and before.is_active and all(getattr(before, n) == v for n, v in values.items()):
                found.unchanged.append(row)
                continue
            (found.new if before is None else found.updated).append(row)
            found.work.append((row, before, values))
        return found

    def take(self, found: Sorted) -> None:
        """See Taker."""
        made, changed = [], []
        for row, before, values in found.work:
            if before is None:
                made.append(
                    Contact(
                        company_id=self._act.company_id, source=self._source, external_id=row.external_id[:120],
                        import_run_id=self._run_id, **values,
                    )
                )  # fmt: skip
            else:
                for name, value in values.items():
                    setattr(before, name, value)
                before.is_active = True
                changed.append(before)
        Contact.objects.bulk_create(made, batch_size=2000)
        Contact.objects.bulk_update(
            changed, ["customer", "name", "email", "phone", "role", "language", "is_active"], batch_size=500
        )


def _contact_values(row: ContactRow) -> dict[str, Any]:
    given = {"name": row.name, "email": row.email, "phone": row.phone, "language": row.language}
    role = "main" if row.primary and not row.role else _role(row.role)
    return {"role": role, **{name: value for name, value in given.items() if value}}
