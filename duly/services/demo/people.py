"""The demo people: four roles with passwords that everybody may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duly.core.accounts.permissions import Role
from duly.services.accounts.create_company import create_person
from duly.store.models import Membership, User


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who works in the demo company; `desk` is the simulated owner whose accounts are theirs; "" for none."""

    role: Role
    name: str
    email: str
    password: str
    desk: str


DEMO_PEOPLE = (
    DemoPerson(Role.MANAGER, "Demo Manager", "manager@demo.example", "demo-manager-pass", "Demo desk South"),
    DemoPerson(Role.CLERK, "Demo Clerk", "clerk@demo.example", "demo-clerk-pass", "Demo desk North"),
    DemoPerson(Role.SALES, "Demo Sales", "sales@demo.example", "demo-sales-pass", "Demo desk Export"),
    DemoPerson(Role.ADMIN, "Demo Admin", "admin@demo.example", "demo-admin-pass", ""),
)
CLERK = DEMO_PEOPLE[1].email


def employ_demo_people(*, company_id: int) -> Mapping[str, int]:
    """Make the demo people members of a demo company; return person id by simulated desk.

    People who exist already keep their password. Called inside the company's scope.
    """
    desks: dict[str, int] = {}
    for person in DEMO_PEOPLE:
        known = User.objects.filter(email=person.email).values_list("pk", flat=True).first()
        user_id = known or create_person(email=person.email, password=person.password, name=person.name)
        Membership.objects.create(company_id=company_id, user_id=user_id, role=person.role)
        if person.desk:
            desks[person.desk] = user_id
    return desks
