"""Reading events back in tests, each held to the catalogue."""

from __future__ import annotations

from typing import Any

from duly.core.accounts.events.catalogue import BY_NAME
from duly.store.models import Event

_TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "object": (dict,), "array": (list,)}


def told(*kinds: str) -> list[tuple[str, dict[str, Any]]]:
    """All events so far (of these kinds), oldest first; fails when one says other than the catalogue promises."""
    rows = list(Event.objects.order_by("pk"))
    for row in rows:
        fields = {field.name: field for field in BY_NAME[row.kind].fields}
        assert set(row.data) == set(fields), f"{row.kind}: {set(row.data) ^ set(fields)}"
        for name, value in row.data.items():
            kind = fields[name].type
            allowed = _TYPES[kind.removesuffix("?")] + ((type(None),) if kind.endswith("?") else ())
            assert isinstance(value, allowed), f"{row.kind}.{name} is {value!r}, not {kind}"
    return [(row.kind, row.data) for row in rows if not kinds or row.kind in kinds]


def names() -> list[str]:
    """The kinds of all events so far, oldest first."""
    return [kind for kind, _ in told()]
