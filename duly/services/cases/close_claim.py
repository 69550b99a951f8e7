"""Answer a customer's word that it has paid: the money was found, or it was not."""

from __future__ import annotations

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound
from duly.store.models import PaymentClaim, Task


def close_claim(*, act: Act, claim_id: int, was_found: bool) -> None:
    """Close an open claim and the task to look for the money; a closed one stays as it is. Raises NotFound.

    When nothing was found, reminders go on as they are due. Called inside the company's scope.
    """
    row = PaymentClaim.objects.select_for_update().filter(company_id=act.company_id, pk=claim_id).first()
    if row is None:
        raise NotFound("The claim")
    if row.state != "open":
        return
    row.state = "found" if was_found else "not_found"
    row.save(update_fields=["state"])
    said = "The payment was found" if was_found else "No such payment was found; reminders go on"
    tasks = Task.objects.filter(company_id=act.company_id, idempotency_key=f"claim-{claim_id}", state="open")
    tasks.update(state="done", outcome=said, done_at=act.at, done_by=act.actor)
    record_activity(
        act=act,
        verb="payment.answered",
        sentence=said,
        customer_id=row.customer_id,
        data={"claim_id": claim_id, "found": was_found},
    )
