"""Customers: added, and their particulars changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from duly.services.accounts.assign_customer import Assignment, assign_customer
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Customer


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """What a customer is: names and codes as in store/models/accounts.py."""

    number: str
    name: str
    country: str = ""
    language: str = ""
    time_zone: str = ""
    address: str = ""
    vat_id: str = ""
    terms_text: str = ""
    parent_id: int | None = None


def add_customer(
    *, act: Act, details: CustomerDetails, source: str, external_id: str, to: Assignment | None = None
) -> int:
    """Add a customer, known by (source, external_id) from then on; return its id.

    Raises NotFound (the parent) and ServiceRefused (`exists`: it is there already; a value that cannot be used).
    """
    _check(act, details, None)
    row = Customer(company_id=act.company_id, source=source, external_id=external_id, **asdict(details))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        said = f"There is a customer {external_id} of {source} already. Change that one, or give another external_id."
        raise ServiceRefused("exists", said) from error
    record_activity(
        act=act, verb="customer.added", sentence=f"Customer added: {details.number} {details.name}", customer_id=row.pk
    )
    if to is not None:
        assign_customer(act=act, customer_id=row.pk, to=to)
    return row.pk


def change_customer(*, act: Act, customer_id: int, details: CustomerDetails, to: Assignment | None = None) -> list[str]:
    """Set what differs and return what changed, one English phrase each; nothing changes nothing.

    Raises NotFound and ServiceRefused (a value that cannot be used). Called inside the company's scope.
    """
    row = Customer.objects.select_for_update().filter(company_id=act.company_id, pk=customer_id).first()
    if row is None:
        raise NotFound(f"Customer {customer_id}")
    _check(act, details, customer_id)
    changes, names = [], []
    for name, value in asdict(details).items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            names.append(name)
            changes.append(f"{name.removesuffix('_id').replace('_', ' ')}: {value or 'none'} (was {before or 'none'})")
    if names:
        row.save(update_fields=names)
        record_activity(act=act, verb="customer.changed", sentence="; ".join(changes)[:4000], customer_id=customer_id)
    return changes + (assign_customer(act=act, customer_id=customer_id, to=to) if to is not None else [])


def _check(act: Act, details: CustomerDetails, customer_id: int | None) -> None:
    if not details.number.strip() or not details.name.strip():
        raise ServiceRefused("name", "A customer has a number and a name.")
    if details.time_zone:
        try:
            ZoneInfo(details.time_zone)
        except (ValueError, OSError, KeyError) as error:
            raise ServiceRefused("time_zone", "Name a time zone such as Europe/Berlin, or leave it empty.") from error
    if details.parent_id is not None:
        if details.parent_id == customer_id:
            raise ServiceRefused("parent_id", "A customer cannot be its own parent.")
        if not Customer.objects.filter(company_id=act.company_id, pk=details.parent_id).exists():
            raise NotFound(f"Customer {details.parent_id}")
        _check_no_ring(act, details.parent_id, customer_id)


def _check_no_ring(act: Act, parent_id: int, customer_id: int | None) -> None:
    seen: set[int] = set()
    above: int | None = parent_id
    while above is not None and above not in seen:
        if above == customer_id:
            raise ServiceRefused("parent_id", "This customer is above that one already: choose another parent.")
        seen.add(above)
        parents = Customer.objects.filter(company_id=act.company_id, pk=above)
        above = parents.values_list("parent_id", flat=True).first()
