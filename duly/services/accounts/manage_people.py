"""Who may work for a company, and as what."""

from __future__ import annotations

from dataclasses import dataclass

from duly.core.accounts.permissions import Role
from duly.services.accounts.create_company import create_person
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Membership, User


@dataclass(frozen=True, slots=True)
class AddedPerson:
    """Who was added; `is_new` tells whether the person could sign in anywhere before."""

    user_id: int
    is_new: bool


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError as error:
        raise ServiceRefused("role", f"Choose one of: {', '.join(Role)}.") from error


def add_person(
    *, act: Act, email: str, role: str, name: str = "", password: str | None = None, language: str = "en"
) -> AddedPerson:
    """Give a person a place in the company; make the person when the address is not known yet.

    Without a password the person gets in by a one-time link. The password of somebody who is known
    already is never touched. Raises ServiceRefused (no address, unknown role, already here).
    """
    wanted = _role(role)
    address = email.strip().lower()
    if "@" not in address:
        raise ServiceRefused("email", "An email address is needed: people sign in with it.")
    user = User.objects.filter(email__iexact=address).first()
    is_new = user is None
    user_id = create_person(email=address, password=password, name=name, language=language) if user is None else user.pk
    row, created = Membership.objects.get_or_create(
        company_id=act.company_id, user_id=user_id, defaults={"role": wanted}
    )
    if not created:
        hint = "" if row.is_active else " Their access is switched off; switch it on again."
        raise ServiceRefused("already_here", f"{address} is one of the company's people already.{hint}")
    said = f"Added {name or address} as {wanted}"
    record_activity(act=act, verb="person.added", sentence=said, data={"user_id": user_id, "role": wanted})
    return AddedPerson(user_id, is_new)


def change_role(*, act: Act, user_id: int, role: str) -> None:
    """Give a person another role. Raises NotFound and ServiceRefused (unknown role, the last admin)."""
    wanted = _role(role)
    row = _membership(act, user_id)
    if row.role == wanted:
        return
    if wanted is not Role.ADMIN:
        _keep_an_admin(act, row)
    before, row.role = row.role, wanted
    row.save(update_fields=["role"])
    said = f"{row.user.get_full_name() or row.user.email}: {before} became {wanted}"
    record_activity(
        act=act, verb="person.role_changed", sentence=said, data={"user_id": user_id, "from": before, "to": wanted}
    )


def set_access(*, act: Act, user_id: int, is_active: bool) -> None:
    """Switch a person's access to this company off or on; takes effect with the person's next click.

    Raises NotFound and ServiceRefused (oneself, the last admin).
    """
    row = _membership(act, user_id)
    if row.is_active == is_active:
        return
    if not is_active:
        if user_id == act.user_id:
            raise ServiceRefused("oneself", "You cannot switch off your own access. Ask another admin.")
        _keep_an_admin(act, row)
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    state = "may work here again" if is_active else "may not work here any more"
    said = f"{row.user.get_full_name() or row.user.email} {state}"
    record_activity(act=act, verb="person.access", sentence=said, data={"user_id": user_id, "is_active": is_active})


def _membership(act: Act, user_id: int) -> Membership:
    """Lock the company's memberships, always in the same order, and return this person's."""
    rows = list(Membership.objects.select_for_update().filter(company_id=act.company_id).order_by("pk"))
    for row in rows:
        if row.user_id == user_id:
            return row
    raise NotFound("This person")


def _keep_an_admin(act: Act, row: Membership) -> None:
    if row.role != Role.ADMIN or not row.is_active:
        return
    others = Membership.objects.filter(company_id=act.company_id, role=Role.ADMIN, is_active=True).exclude(pk=row.pk)
    if not others.exists():
        raise ServiceRefused("last_admin", "The company needs an admin. Make somebody else an admin first.")
