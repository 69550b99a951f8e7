"""Give many customers an owner, a segment, a procedure, or a day until which they are off the worklist."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Literal

from duly.services.accounts.add_note import LONGEST_SNOOZE
from duly.services.accounts.many.head import Changed, check_size, open_head
from duly.services.accounts.record_activities import ActivityLine, record_activities
from duly.services.act import Act
from duly.services.refused import ServiceRefused
from duly.store.models import DunningProcedure, Membership
from duly.store.queries.many_customers import lock_those_that_differ, set_field

Field = Literal["owner", "segment", "procedure", "snooze"]
VERBS: dict[str, str] = {
    "owner": "customer.assigned", "segment": "customer.assigned", "procedure": "customer.assigned",
    "snooze": "customer.snoozed",
}  # fmt: skip


def assign_many(*, act: Act, customer_ids: Collection[int], field: Field, value: int | str | date | None) -> Changed:
    """Set one field of many customers; those that have the value already are left alone.

    `value` is a person's id or None (owner), a name or "" (segment, procedure), a day or None (snooze). Three
    statements, whatever the number. Raises ServiceRefused. Called inside the company's scope.
    """
    check_size(customer_ids)
    shown = _shown(act, field, value)
    before = lock_those_that_differ(act.company_id, customer_ids, field, value)
    if not before:
        return Changed(None, 0)
    now = value.isoformat() if isinstance(value, date) else None if value is None else str(value)
    head = open_head(act, field, f"{len(before)} customers: {shown}", {"value": now, "customers": len(before)})
    set_field(act.company_id, [pk for pk, _was in before], field, value)
    data = {"many_id": head, "field": field, "now": now, "shown": shown}
    lines = [ActivityLine(pk, shown, {**data, "was": was}) for pk, was in before]
    record_activities(act=act, verb=VERBS[field], lines=lines)
    return Changed(head, len(before))


def _shown(act: Act, field: Field, value: int | str | date | None) -> str:
    """Check the value and return the change as an English phrase."""
    if field == "owner":
        return f"Owner: {_member(act, value)}"
    if field == "snooze":
        return _snoozed(act, value)
    assert isinstance(value, str), "a name"
    if field == "procedure" and value:
        named = DunningProcedure.objects.filter(company_id=act.company_id, name=value, is_active=True)
        if not named.exists():
            raise ServiceRefused("procedure", f"There is no active procedure {value!r}.")
    if len(value) > 60:
        raise ServiceRefused("segment", "A segment's name has up to 60 characters.")
    return f"{field.capitalize()}: {value or 'none'}"


def _member(act: Act, user_id: int | str | date | None) -> str:
    if user_id is None:
        return "nobody"
    assert isinstance(user_id, int), "a person's id"
    member = Membership.objects.filter(company_id=act.company_id, user_id=user_id, is_active=True)
    found = member.select_related("user").first()
    if found is None:
        raise ServiceRefused("owner", "The owner must be an active member of the company.")
    return found.user.get_full_name() or found.user.email


def _snoozed(act: Act, until: int | str | date | None) -> str:
    if until is None:
        return "Back on the worklist"
    assert isinstance(until, date), "a day"
    if not act.business_date < until <= act.business_date + LONGEST_SNOOZE:
        raise ServiceRefused("until_date", "Choose a day after today and within two years.")
    return f"Off the worklist until {until.isoformat()}"
