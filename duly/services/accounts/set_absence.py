"""A person's team, and who stands in while they are away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Membership


@dataclass(frozen=True, slots=True)
class Presence:
    """The team, the substitute, and the first and last day of an absence (None: not away, or no end yet)."""

    team: str = ""
    substitute_id: int | None = None
    absent_from: date | None = None
    absent_until: date | None = None


def set_presence(*, act: Act, user_id: int, to: Presence) -> bool:
    """Store it; tell whether anything changed. While a person is away the substitute sees their accounts on Today.

    Raises NotFound and ServiceRefused (a substitute is missing, is the person, or does not work here; the days).
    Called inside the company's scope.
    """
    row = Membership.objects.select_for_update().filter(company_id=act.company_id, user_id=user_id).first()
    if row is None:
        raise NotFound("This person")
    team = " ".join(to.team.split())[:60]
    _check(act, user_id, to)
    if (row.team, row.substitute_id, row.absent_from, row.absent_until) == (
        team, to.substitute_id, to.absent_from, to.absent_until,
    ):  # fmt: skip
        return False
    row.team, row.substitute_id = team, to.substitute_id
    row.absent_from, row.absent_until = to.absent_from, to.absent_until
    row.save(update_fields=["team", "substitute", "absent_from", "absent_until"])
    days = [day.isoformat() if day else "" for day in (to.absent_from, to.absent_until)]
    away = f", away {days[0]} to {days[1] or 'further notice'}" if days[0] else ""
    name = row.user.get_full_name() or row.user.email
    record_activity(
        act=act, verb="person.presence", sentence=f"{name}: team {team or '-'}{away}",
        data={"user_id": user_id, "team": team, "substitute_id": to.substitute_id, "from": days[0], "until": days[1]},
    )  # fmt: skip
    return True


def _check(act: Act, user_id: int, to: Presence) -> None:
    if to.absent_until and not to.absent_from:
        raise ServiceRefused("absent_from", "Say from which day on they are away.")
    if to.absent_from and to.absent_until and to.absent_until < to.absent_from:
        raise ServiceRefused("absent_until", "The last day of the absence lies before the first.")
    if to.absent_from and to.substitute_id is None:
        raise ServiceRefused("substitute_id", "Choose who stands in, so that nobody's accounts are forgotten.")
    if to.substitute_id == user_id:
        raise ServiceRefused("substitute_id", "Nobody can stand in for themselves. Choose somebody else.")
    here = Membership.objects.filter(company_id=act.company_id, user_id=to.substitute_id or 0, is_active=True)
    if to.substitute_id is not None and not here.exists():
        raise ServiceRefused("substitute_id", "The substitute must be an active member of the company.")
