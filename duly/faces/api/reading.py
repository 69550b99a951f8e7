"""How a body is read: JSON in which everything is said once."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class OnceSaid(Parser):
    """Refuses a name that stands twice: which of two amounts was meant, nobody can know; and NaN, which is no JSON."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body's values. Raises ValueError."""
        return json.loads(request.body, object_pairs_hook=_once, parse_constant=_refused)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A name stands twice in one object.")
    return found


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON.")
