"""Take a token back: the next request with it is refused."""

from __future__ import annotations

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound
from duly.store.models import ApiToken


def revoke_token(*, act: Act, token_id: int) -> bool:
    """Revoke a token; False when it was revoked before. Raises NotFound."""
    row = ApiToken.objects.select_for_update().filter(company_id=act.company_id, pk=token_id).first()
    if row is None:
        raise NotFound("This token")
    if row.revoked_at is not None:
        return False
    row.revoked_at, row.revoked_by = act.at, act.actor[:200]
    row.save(update_fields=["revoked_at", "revoked_by"])
    said = f"API token {row.name} ({row.prefix}…) was revoked"
    record_activity(act=act, verb="token.revoked", sentence=said, data={"token_id": row.pk})
    return True
