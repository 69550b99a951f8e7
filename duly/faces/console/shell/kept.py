"""Lists stay as one left them: filter, order, columns and place, for as long as one is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpResponse, QueryDict

from duly.faces.console.access import DeskRequest
from duly.store.queries.saved_views import default_query

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponse]

LISTS: dict[str, str] = {
    "customers": "customers", "today": "today", "outbox": "outbox", "cash": "cash", "aging": "reports_aging",
    "activity": "activity",
}  # fmt: skip
"""Lists whose views can be kept, by the name of their address; a room adds its own line here."""

IN_SESSION = "lists"
PLACE = frozenset({"after", "before", "page", "account", "view"})
"""Where one is in a list, which is not part of a view of it."""
EVERYTHING = "view=all"
"""The query of a list as it is without any view; an empty one opens what was kept."""
LONGEST = 1500
MOST_FIELDS = 200


def plain(query: str, without: frozenset[str] = PLACE) -> str:
    """Return a query in one spelling: nothing empty, no place, names in order."""
    if query.count("&") >= MOST_FIELDS:  # none of ours; nothing of it is kept
        return ""
    pairs = [(name, value) for name, value in parse_qsl(query) if value and name not in without]
    return urlencode(sorted(pairs))


def keeps(name: str, is_place_kept: bool = True) -> Callable[[View[P]], View[P]]:
    """Open a list as it was left when the address asks for nothing; at first with the person's default view.

    Goes below `@page`. With `is_place_kept` false only the default view counts, and nothing is remembered.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def kept(request: DeskRequest, /, *arguments: P.args, **named: P.kwargs) -> HttpResponse:
            open_as_left(request, name, is_place_kept)
            return view(request, *arguments, **named)

        return kept

    return decorate


def open_as_left(request: DeskRequest, name: str, is_place_kept: bool) -> None:
    """Put the kept query into the request, or keep the one it has."""
    desk = request.desk
    key = f"{desk.company.id}:{name}"
    lists = request.session.get(IN_SESSION, {})
    if request.GET:
        now = urlencode([(one, value) for one, value in parse_qsl(request.GET.urlencode()) if one != "account"])
        if is_place_kept and len(now) <= LONGEST and lists.get(key) != now:
            request.session[IN_SESSION] = {**lists, key: now}
        return
    if is_place_kept and urlsplit(request.headers.get("Referer", "")).path == request.path:
        request.session[IN_SESSION] = {**lists, key: EVERYTHING}  # everything was taken away on the list itself
        return
    kept = lists.get(key) if is_place_kept else None
    if kept is None:
        kept = default_query(desk.company.id, desk.user_id, name)
    if kept:
        request.GET = QueryDict(kept)
