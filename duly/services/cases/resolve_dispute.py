"""End a dispute."""

from __future__ import annotations

from duly.core.cases.reasons import RESOLUTION_NAMES, Resolution
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Dispute


def resolve_dispute(*, act: Act, dispute_id: int, resolution: str, text: str = "") -> None:
    """Store how a dispute ended; from then on the amount is asked for again, unless it was credited.

    Raises NotFound and ServiceRefused (unknown resolution, ended before).
    """
    row = Dispute.objects.select_for_update().filter(company_id=act.company_id, pk=dispute_id).first()
    if row is None:
        raise NotFound("The dispute")
    if row.state != "open":
        raise ServiceRefused("ended", "This dispute has ended already. Open a new one if it goes on.")
    try:
        ended = Resolution(resolution)
    except ValueError as error:
        raise ServiceRefused("resolution", f"Choose one of: {', '.join(Resolution)}.") from error
    row.state = "withdrawn" if ended is Resolution.WITHDRAWN else "resolved"
    row.resolution, row.resolution_text = ended, text[:4000]
    row.resolved_at, row.resolved_on_date = act.at, act.business_date
    row.save(update_fields=["state", "resolution", "resolution_text", "resolved_at", "resolved_on_date"])
    record_activity(
        act=act, verb="dispute.resolved", sentence=f"Dispute ended: {RESOLUTION_NAMES[ended]}",
        customer_id=row.customer_id, receivable_id=row.receivable_id,
        data={"dispute_id": row.pk, "resolution": ended, "text": text[:4000]},
    )  # fmt: skip
