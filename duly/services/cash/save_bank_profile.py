"""Remember how a bank's CSV is read."""

from __future__ import annotations

from typing import Any

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.store.models import BankProfile


def save_bank_profile(*, act: Act, name: str, document: dict[str, Any]) -> None:
    """Store the profile under this name; an earlier one of the name is replaced."""
    name = name.strip()[:60]
    BankProfile.objects.update_or_create(
        company_id=act.company_id, name=name, defaults={"profile": document | {"name": name}}
    )
    record_activity(act=act, verb="bank.profile_saved", sentence=f"Bank profile {name} saved", data={"name": name})
