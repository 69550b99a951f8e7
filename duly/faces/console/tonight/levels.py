"""The levels of an evening: choose one, act on all of it, and see how the money lies over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from duly.faces.console.access import Desk
from duly.faces.console.procedures.funnel import amounts_chart
from duly.faces.console.tonight.preview import Preview
from duly.faces.console.tonight.words import Levels, whole
from duly.store.queries.level_sums import LevelSum
from duly.store.queries.procedures import list_procedures

WHOLE_GROUP: dict[str, tuple[str, ...]] = {
    "held": ("approve", "leave_out"), "queued": ("send_now", "leave_out"), "failed": ("send_again",),
    "unknown": ("send_again",),
}  # fmt: skip
"""What can be done to all of a tab at once."""


def level_order(company_id: int) -> dict[str, int]:
    """Return the place of each level by key: by days, over the procedures that rule."""
    rows = list_procedures(company_id)
    keys = [
        (place, str(level["key"])) for row in rows for place, level in enumerate(row.document.get("levels", ()))
    ]  # fmt: skip
    return {key: place for place, key in sorted(keys, reverse=True)}


def level_chips(sums: Sequence[LevelSum], names: Levels, wanted: str, base: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return one address per level of a tab, with how many messages are of it; none where there is one level."""
    counts: Counter[str] = Counter()
    for one in sums:
        counts[one.level_key] += one.notices
    if len(counts) < 2 and not wanted:
        return []
    chips = [{"label": _("Every level"), "url": "?" + urlencode(base), "count": counts.total(), "current": not wanted}]
    chips += [
        {"label": names.get(key, key), "url": "?" + urlencode({**base, "level": key}), "count": count,
         "current": key == wanted}
        for key, count in sorted(counts.items())
    ]  # fmt: skip
    return chips


def group_deeds(tab: str, day: str, level: str, count: int) -> list[dict[str, Any]]:
    """Return what can be done to all messages that a tab shows, on this page and the others."""
    if count < 2:
        return []
    words = {
        "approve": _("Approve all %(n)s"), "leave_out": _("Leave all %(n)s out"), "send_now": _("Send all %(n)s now"),
        "send_again": _("Send all %(n)s again"),
    }  # fmt: skip
    fields = [("all", "1"), ("day", day), ("level", level)]
    return [
        {"label": words[name] % {"n": whole(count)}, "url": f"console:tonight_{name}", "fields": fields}
        for name in WHOLE_GROUP.get(tab, ())
    ]


def stored_chart(desk: Desk, sums: Sequence[LevelSum], names: Levels) -> dict[str, Any] | None:
    """Return what the messages of a day ask for, level by level, in the company's currency."""
    own = desk.company.currency
    found: Counter[str] = Counter()
    for one in sums:
        if one.currency == own:
            found[one.level_key] += one.total_minor
    return _chart(desk, found, names)


def planned_chart(desk: Desk, found: Preview, names: Levels) -> dict[str, Any] | None:
    """Return what the messages to come ask for, level by level, in the company's currency."""
    return _chart(desk, found.by_level(desk.company.currency), names)


def _chart(desk: Desk, found: Counter[str], names: Levels) -> dict[str, Any] | None:
    order = level_order(desk.company.id)
    keys = sorted((key for key, minor in found.items() if minor > 0), key=lambda key: (order.get(key, 99), key))
    return amounts_chart("level-amounts", [(names.get(key, key), found[key]) for key in keys], desk.company.currency)
