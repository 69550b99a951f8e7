"""Stop and start an endpoint.

Paused by a person: what happens meanwhile waits and is sent afterwards. Disabled after long failure, or because it
said that it is gone: what waited is given up and nothing is kept for it; enabled again, it can be sent what it missed.
"""

from __future__ import annotations

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import WebhookDelivery, WebhookEndpoint


def pause_endpoint(*, act: Act, endpoint_id: int) -> None:
    """Hold back what is due for an endpoint. Raises NotFound and ServiceRefused (state)."""
    row = _locked(act, endpoint_id)
    if row.state != "active":
        raise ServiceRefused("state", f"This endpoint is {row.state}; only an active one can be paused.")
    _set(act, row, "paused", "paused", "paused; what happens meanwhile waits")


def resume_endpoint(*, act: Act, endpoint_id: int) -> None:
    """Send to a paused or disabled endpoint again; to an active one does nothing. Raises NotFound."""
    row = _locked(act, endpoint_id)
    if row.state != "active":
        row.failing_since, row.disabled_reason = None, ""
        _set(act, row, "active", "resumed", "is sent to again")


def disable_endpoint(*, act: Act, endpoint_id: int, why: str) -> None:
    """Stop sending to an endpoint for good, until a person enables it; what waited is given up. Raises NotFound."""
    row = _locked(act, endpoint_id)
    if row.state == "disabled":
        return
    row.disabled_reason = why[:300]
    WebhookDelivery.objects.filter(company_id=act.company_id, endpoint_id=endpoint_id, state="waiting").update(
        state="given_up", next_attempt_at=None
    )
    _set(act, row, "disabled", "disabled", f"disabled: {why}")


def _locked(act: Act, endpoint_id: int) -> WebhookEndpoint:
    row = WebhookEndpoint.objects.select_for_update().filter(company_id=act.company_id, pk=endpoint_id).first()
    if row is None:
        raise NotFound("This endpoint")
    return row


def _set(act: Act, row: WebhookEndpoint, state: str, verb: str, said: str) -> None:
    row.state = state
    row.save(update_fields=["state", "failing_since", "disabled_reason"])
    record_activity(act=act, verb=f"webhook.{verb}", sentence=f"Webhook {row.url} {said}", data={"endpoint_id": row.pk})
