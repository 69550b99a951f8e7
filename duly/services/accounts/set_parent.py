"""Put a customer into a group: under a parent, or under nobody."""

from __future__ import annotations

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Customer

DEEPEST = 10


def set_parent(*, act: Act, customer_id: int, parent_id: int | None) -> bool:
    """Store whose member a customer is; tell whether that changed.

    Raises NotFound and ServiceRefused (its own member, a ring, too deep). Called inside the company's scope.
    """
    rows = Customer.objects.filter(company_id=act.company_id)
    customer = rows.select_for_update().filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(f"Customer {customer_id}")
    if customer.parent_id == parent_id:
        return False
    parent = rows.filter(pk=parent_id).first() if parent_id is not None else None
    if parent_id is not None and parent is None:
        raise NotFound(f"Customer {parent_id}")
    above, depth = parent, 0
    while above is not None:
        if above.pk == customer_id:
            raise ServiceRefused("parent", f"{parent.name if parent else ''} belongs to this customer itself.")
        above, depth = rows.filter(pk=above.parent_id).first() if above.parent_id else None, depth + 1
        if depth > DEEPEST:
            raise ServiceRefused("parent", f"Groups go {DEEPEST} levels deep at most.")
    customer.parent = parent
    customer.save(update_fields=["parent"])
    said = f"Belongs to {parent.name}" if parent else "Belongs to no group any more"
    record_activity(
        act=act, verb="customer.grouped", sentence=said, customer_id=customer_id,
        data={"parent_id": parent_id, "parent": parent.name if parent else ""},
    )  # fmt: skip
    return True
