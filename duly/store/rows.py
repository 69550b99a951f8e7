"""Values of raw SQL: what the driver leaves as text."""

from __future__ import annotations

import json
from typing import Any


def json_value(stored: Any) -> Any:
    """Return a jsonb column of a raw query as a Python value: Django's driver hands it over as text."""
    return json.loads(stored) if isinstance(stored, str) else stored
