"""The customer says it has paid: contact rests while the money has time to arrive, and somebody looks for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import ServiceRefused
from duly.store.models import PaymentClaim, Task
from duly.store.queries.open_items import open_items_of

REST_DAYS = 5


def claim_payment(
    *,
    act: Act,
    customer_id: int,
    receivable_ids: Collection[int] | None = None,
    paid_date: date | None = None,
    method: str = "",
    text: str = "",
    via: str = "portal",
) -> int:
    """Store the claim (default: for all that is open) and a task to find the money; return the claim's id.

    Raises ServiceRefused when nothing of it is open, or the day lies ahead.
    """
    items = open_items_of(act.company_id, customer_id=customer_id, receivable_ids=receivable_ids)
    ids = sorted(item.receivable_id for item in items if item.open_minor > 0)
    if not ids:
        raise ServiceRefused("nothing_open", "Nothing is open here: it may have arrived already. Thank you.")
    if paid_date and paid_date > act.business_date:
        raise ServiceRefused("paid_date", "This day lies ahead. To say when you will pay, promise a date instead.")
    rests_until = act.business_date + timedelta(days=REST_DAYS)
    claim = PaymentClaim.objects.create(
        company_id=act.company_id,
        customer_id=customer_id,
        receivables=ids,
        paid_date=paid_date,
        method=method[:40],
        text=text[:2000],
        made_via=via,
        made_by=act.actor,
        made_on_date=act.business_date,
        rests_until_date=rests_until,
    )
    Task.objects.create(
        company_id=act.company_id,
        customer_id=customer_id,
        kind="find_payment",
        title=f"Find the payment that {act.actor} says was made",
        due_date=rests_until,
        data={"claim_id": claim.pk, "receivables": ids},
        idempotency_key=f"claim-{claim.pk}",
    )
    record_activity(
        act=act, verb="payment.claimed", sentence=f"Says it has paid; contact rests until {rests_until.isoformat()}",
        customer_id=customer_id, data={"claim_id": claim.pk, "receivables": ids, "text": text[:2000],
              "until": rests_until.isoformat()},
    )  # fmt: skip
    return claim.pk
