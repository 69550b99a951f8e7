"""Who looks after a customer, and how it is treated: owner, segment, importance, procedure, status."""

from __future__ import annotations

from dataclasses import dataclass

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Customer, DunningProcedure, Membership

IMPORTANCES = {"low": "Low", "normal": "Normal", "high": "High", "key": "Key account"}
STATUSES = {
    "active": "Active",
    "legal": "With the lawyers",
    "agency": "With a collection agency",
    "insolvent": "Insolvent",
    "closed": "Closed",
}


@dataclass(frozen=True, slots=True)
class Assignment:
    """All of it, as it is to be from now on; an empty procedure name is the company's default."""

    owner_id: int | None
    segment: str
    importance: str
    procedure_name: str
    status: str


def assign_customer(*, act: Act, customer_id: int, to: Assignment) -> list[str]:
    """Set what differs and return what changed, one English phrase each; nothing changes nothing.

    The owner must be an active member. Raises NotFound and ServiceRefused (no such person, procedure, importance or
    status). Called inside the company's scope.
    """
    row = Customer.objects.select_for_update(of=("self",)).select_related("owner")
    customer = row.filter(company_id=act.company_id, pk=customer_id).first()
    if customer is None:
        raise NotFound(f"Customer {customer_id}")
    _check(act, customer, to)
    changes = _set(act, customer, to)
    if changes:
        customer.save(
            update_fields=["owner", "segment", "is_segment_pinned", "importance", "procedure_name", "status"]
        )  # fmt: skip
        record_activity(
            act=act, verb="customer.assigned", sentence="; ".join(changes), customer_id=customer_id,
            data={"owner_id": to.owner_id, "status": to.status},
        )  # fmt: skip
    return changes


def _check(act: Act, customer: Customer, to: Assignment) -> None:
    if to.importance not in IMPORTANCES:
        raise ServiceRefused("importance", f"Choose one of: {', '.join(IMPORTANCES)}.")
    if to.status not in STATUSES:
        raise ServiceRefused("status", f"Choose one of: {', '.join(STATUSES)}.")
    if to.procedure_name and to.procedure_name != customer.procedure_name:
        named = DunningProcedure.objects.filter(company_id=act.company_id, name=to.procedure_name, is_active=True)
        if not named.exists():
            raise ServiceRefused("procedure_name", f"There is no active procedure {to.procedure_name!r}.")


def _owner_name(act: Act, to: Assignment) -> str:
    if to.owner_id is None:
        return "nobody"
    member = Membership.objects.filter(company_id=act.company_id, user_id=to.owner_id, is_active=True)
    found = member.select_related("user").first()
    if found is None:
        raise ServiceRefused("owner_id", "The owner must be an active member of the company.")
    return found.user.get_full_name() or found.user.email


def _set(act: Act, customer: Customer, to: Assignment) -> list[str]:
    changes = []
    if customer.owner_id != to.owner_id:
        before = (customer.owner.get_full_name() or customer.owner.email) if customer.owner else "nobody"
        changes.append(f"Owner: {_owner_name(act, to)} (was {before})")
        customer.owner_id = to.owner_id
    wanted = {
        "segment": to.segment.strip()[:60],
        "importance": to.importance,
        "procedure_name": to.procedure_name,
        "status": to.status,
    }
    for name, value in wanted.items():
        before = getattr(customer, name)
        if before != value:
            label = name.removesuffix("_name").capitalize()
            changes.append(f"{label}: {value or 'none'} (was {before or 'none'})")
            setattr(customer, name, value)
            if name == "segment":
                customer.is_segment_pinned = bool(value)  # rules leave it alone; empty leaves it to the rules
    return changes
