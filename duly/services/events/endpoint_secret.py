"""The secret with which messages to an endpoint are signed: made, shown once, replaced without a gap."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.ports import CannotUnseal, Sealer
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import WebhookEndpoint

SECRET_BYTES = 32
OVERLAP = timedelta(hours=24)
"""How long the secret before still signs beside the new one."""


def new_secret() -> str:
    """Return a secret as Standard Webhooks writes it: `whsec_` and 32 random bytes in base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def context_of(endpoint: WebhookEndpoint) -> str:
    """Return whose secret it is, for the sealer."""
    return f"webhook/{endpoint.company_id}/{endpoint.pk}"


def signing_secrets(sealer: Sealer, endpoint: WebhookEndpoint, at: datetime) -> tuple[str, ...]:
    """Return the secrets that sign now: one, or two within a day of a change. Raises CannotUnseal."""
    context = context_of(endpoint)
    found = [sealer.unseal(endpoint.secret_encrypted, context=context)]
    until = endpoint.previous_secret_until
    if endpoint.previous_secret_encrypted and until is not None and at < until:
        found.append(sealer.unseal(endpoint.previous_secret_encrypted, context=context))
    return tuple(found)


def rotate_secret(*, act: Act, sealer: Sealer, endpoint_id: int) -> str:
    """Give an endpoint a new secret and return it; for a day both sign. Raises NotFound."""
    row = WebhookEndpoint.objects.select_for_update().filter(company_id=act.company_id, pk=endpoint_id).first()
    if row is None:
        raise NotFound("This endpoint")
    made = new_secret()
    row.previous_secret_encrypted, row.previous_secret_until = row.secret_encrypted, act.at + OVERLAP
    row.secret_encrypted = sealer.seal(made, context=context_of(row))
    row.save(update_fields=["secret_encrypted", "previous_secret_encrypted", "previous_secret_until"])
    said = f"Webhook {row.url}: new secret; the one before signs for another day"
    record_activity(act=act, verb="webhook.rotated", sentence=said, data={"endpoint_id": row.pk})
    return made


def read_secret(*, act: Act, sealer: Sealer, endpoint_id: int) -> str:
    """Return an endpoint's secret for a program that sets itself up; that it was read is written down.

    Raises NotFound, and ServiceRefused when it does not open any more.
    """
    row = WebhookEndpoint.objects.filter(company_id=act.company_id, pk=endpoint_id).first()
    if row is None:
        raise NotFound("This endpoint")
    try:
        secret = sealer.unseal(row.secret_encrypted, context=context_of(row))
    except CannotUnseal as problem:
        raise ServiceRefused("secret", f"{problem} Or give the endpoint a new secret.") from problem
    said = f"Webhook {row.url}: its secret was read"
    record_activity(act=act, verb="webhook.secret_read", sentence=said, data={"endpoint_id": row.pk})
    return secret


def reseal_secrets(*, act: Act, sealer: Sealer) -> int:
    """Encrypt with the newest key whatever was encrypted with an older one; return how many endpoints changed.

    Raises CannotUnseal. Called inside the company's scope.
    """
    changed = 0
    for row in WebhookEndpoint.objects.select_for_update().filter(company_id=act.company_id).order_by("pk"):
        before = (row.secret_encrypted, row.previous_secret_encrypted)
        fresh = [_resealed(sealer, text, context_of(row)) for text in before]
        if tuple(fresh) != before:
            row.secret_encrypted, row.previous_secret_encrypted = fresh
            row.save(update_fields=["secret_encrypted", "previous_secret_encrypted"])
            changed += 1
    return changed


def _resealed(sealer: Sealer, sealed: str, context: str) -> str:
    if not sealed or sealer.is_current(sealed):
        return sealed
    return sealer.seal(sealer.unseal(sealed, context=context), context=context)
