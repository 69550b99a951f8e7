"""`{% saved_views "outbox" %}`: the views of a list, to choose from and to keep, for any room's list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from duly.faces.console.access import DeskRequest
from duly.faces.console.shell.kept import EVERYTHING, LISTS, PLACE, plain
from duly.store.queries.saved_views import ViewFacts, views_of

register = template.Library()
SHAPE = frozenset({"sort", "cols", "currency"})
"""What a built-in view leaves open: order and columns."""


@register.inclusion_tag("console/shell/saved_views.html", takes_context=True)
def saved_views(context: Context, name: str, built_in: Sequence[dict[str, Any]] | None = ()) -> dict[str, Any]:
    """Draw the views of the list `name` (one of LISTS); `built_in` [{label, url}] come first (None: there are none,
    not even "All", because the list has tabs).

    The room's view is decorated with `keeps(name)`, so that a default view opens by itself.
    """
    assert name in LISTS, f"{name} is no list whose views are kept"
    request: DeskRequest = context["request"]
    desk, now = request.desk, request.GET.urlencode()
    found = views_of(desk.company.id, desk.user_id, name)
    query = plain(now)
    current = next((one for one in found if plain(one.query) == query), None)
    loose = plain(now, PLACE | SHAPE)
    offered = [] if built_in is None else built_in or [{"label": _("All"), "url": "?" + EVERYTHING}]
    first = [
        {"label": one["label"], "url": one["url"],
         "current": current is None and plain(str(one["url"]).lstrip("?"), PLACE | SHAPE) == loose}
        for one in offered
    ]  # fmt: skip
    return {
        "name": name, "query": query, "current": current, "csrf_token": context.get("csrf_token"),
        "views": first + [_drawn(one, current) for one in found],
            }  # fmt: skip


def _drawn(one: ViewFacts, current: ViewFacts | None) -> dict[str, Any]:
    hint = _("shared by %(name)s") % {"name": one.owner_name} if one.owner_name else ""
    if one.is_own and one.is_shared:
        hint = _("shared with everybody")
    return {
        "label": one.name, "url": "?" + (one.query or EVERYTHING), "current": one is current, "hint": hint,
        "is_default": one.is_default, "is_shared": one.is_shared,
    }  # fmt: skip
