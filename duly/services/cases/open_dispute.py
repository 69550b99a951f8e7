"""Open a dispute on a receivable: only what is disputed is silenced."""

from __future__ import annotations

from duly.core.cases.reasons import REASON_NAMES, DisputeReason
from duly.core.money.money import Money
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Dispute
from duly.store.queries.locks import lock_customer_of
from duly.store.queries.open_items import open_items_of


def open_dispute(
    *,
    act: Act,
    receivable_id: int,
    reason_code: str,
    amount_minor: int | None = None,
    text: str = "",
    via: str = "console",
    customer_id: int | None = None,
) -> int:
    """Store what is contested (default: all that is open) and return the dispute's id.

    `customer_id`, when given, must be the receivable's (the portal's scope). Raises NotFound and
    ServiceRefused (unknown reason, amount beyond what is open and not disputed yet).
    """
    lock_customer_of(act.company_id, receivable_id)  # two at once would both find the same amount undisputed
    found = open_items_of(act.company_id, receivable_ids=[receivable_id])
    if not found or (customer_id is not None and found[0].customer_id != customer_id):
        raise NotFound("An open invoice of this number")
    item = found[0]
    try:
        reason = DisputeReason(reason_code)
    except ValueError as error:
        raise ServiceRefused("reason", f"Choose one of: {', '.join(DisputeReason)}.") from error
    disputes = Dispute.objects.filter(company_id=act.company_id, receivable_id=receivable_id, state="open")
    free = item.open_minor - sum(row.amount_minor for row in disputes.select_for_update())
    amount = free if amount_minor is None else amount_minor
    if not 0 < amount <= free:
        rest = Money(max(free, 0), item.currency).plain()
        raise ServiceRefused("amount", f"Of this invoice {item.currency} {rest} is open and not disputed yet.")
    dispute = Dispute.objects.create(
        company_id=act.company_id,
        customer_id=item.customer_id,
        receivable_id=receivable_id,
        reason_code=reason,
        amount_minor=amount,
        currency=item.currency,
        text=text[:4000],
        opened_by=act.actor,
        opened_via=via,
        opened_on_date=act.business_date,
    )
    said = f"Dispute on {item.number}: {REASON_NAMES[reason]} ({item.currency} {Money(amount, item.currency).plain()})"
    record_activity(
        act=act, verb="dispute.opened", sentence=said, customer_id=item.customer_id, receivable_id=receivable_id,
        data={"dispute_id": dispute.pk, "text": text[:4000], "via": via, "number": item.number,
              "reason": str(reason), "amount_minor": amount, "currency": item.currency},
    )  # fmt: skip
    return dispute.pk
