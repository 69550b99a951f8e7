"""The message that carries an event, as the Standard Webhooks specification asks: type, timestamp, data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

MOST_BYTES = 64 * 1024


def message_id(uid: UUID) -> str:
    """Return the identifier under which receivers recognise an event they have had already."""
    return f"evt_{uid.hex}"


def envelope(*, uid: UUID, kind: str, at: datetime, company_id: int, data: Mapping[str, Any]) -> bytes:
    """Return the JSON of a message, byte for byte the same each time it is made, for the signature is over bytes."""
    body = {
        "id": message_id(uid), "type": kind, "timestamp": at.isoformat().replace("+00:00", "Z"),
        "company_id": company_id, "data": dict(data),
    }  # fmt: skip
    made = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=False).encode()
    assert len(made) <= MOST_BYTES, "an event's fields are bounded"
    return made
