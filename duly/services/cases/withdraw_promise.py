"""Take a promise back: it was a misunderstanding, or the customer withdrew it."""

from __future__ import annotations

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound
from duly.store.models import PromiseToPay


def withdraw_promise(*, act: Act, promise_id: int) -> None:
    """Withdraw an open promise; a settled one stays as it is. Raises NotFound. Called inside the company's scope."""
    row = PromiseToPay.objects.select_for_update().filter(company_id=act.company_id, pk=promise_id).first()
    if row is None:
        raise NotFound("The promise")
    if row.state != "open":
        return
    row.state, row.settled_at = "withdrawn", act.at
    row.save(update_fields=["state", "settled_at"])
    record_activity(
        act=act, verb="promise.withdrawn", sentence=f"Promise of {row.promised_date.isoformat()} was withdrawn",
        customer_id=row.customer_id, data={"promise_id": row.pk, "day": row.promised_date.isoformat()},
    )  # fmt: skip
