"""Stop contact with a customer, or about one receivable, for a reason and until a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Hold, Receivable
from duly.store.queries.locks import lock_customer

LONGEST_HOLD = timedelta(days=3653)


def place_hold(
    *, act: Act, customer_id: int, reason: str, until_date: date | None, receivable_id: int | None = None
) -> int:
    """Store the hold and return its id; `until_date` is the last day of silence, None is until somebody ends it.

    The same hold again (a double press, a colleague) is the one that is there: ending it ends the silence.
    Raises NotFound and ServiceRefused (no reason, a day that has passed or is too far).
    """
    if not lock_customer(act.company_id, customer_id):
        raise NotFound(f"Customer {customer_id}")
    if receivable_id is not None:
        owned = Receivable.objects.filter(company_id=act.company_id, pk=receivable_id, customer_id=customer_id)
        if not owned.exists():
            raise NotFound(f"Receivable {receivable_id}")
    if not reason.strip():
        raise ServiceRefused("reason", "Say why: whoever reads this later needs to know.")
    if until_date and until_date < act.business_date:
        raise ServiceRefused("until_date", "The last day of the hold has passed. Choose today or a later day.")
    if until_date and until_date > act.business_date + LONGEST_HOLD:
        raise ServiceRefused("until_date", "That is more than ten years ahead. Leave the day empty: until you end it.")
    facts: dict[str, Any] = {
        "company_id": act.company_id, "customer_id": customer_id, "receivable_id": receivable_id,
        "reason": reason.strip()[:300], "from_date": act.business_date, "until_date": until_date,
    }  # fmt: skip
    same = Hold.objects.filter(ended_at=None, **facts).first()
    if same is not None:
        return same.pk
    hold = Hold.objects.create(created_by=act.actor, **facts)
    until = until_date.isoformat() if until_date else "further notice"
    record_activity(
        act=act.because(reason.strip()), verb="hold.placed", sentence=f"On hold until {until}: {reason.strip()}",
        customer_id=customer_id, receivable_id=receivable_id,
        data={"hold_id": hold.pk, "until": until_date.isoformat() if until_date else None, "reason": hold.reason},
    )  # fmt: skip
    return hold.pk


def end_hold(*, act: Act, hold_id: int) -> None:
    """End a hold now. Ending one that has ended changes nothing. Raises NotFound."""
    hold = Hold.objects.select_for_update().filter(company_id=act.company_id, pk=hold_id).first()
    if hold is None:
        raise NotFound("The hold")
    if hold.ended_at is None:
        hold.ended_at, hold.ended_by = act.at, act.actor
        hold.save(update_fields=["ended_at", "ended_by"])
        record_activity(
            act=act, verb="hold.ended", sentence=f"Hold ended ({hold.reason})", customer_id=hold.customer_id,
            receivable_id=hold.receivable_id, data={"hold_id": hold.pk, "reason": hold.reason},
        )  # fmt: skip
