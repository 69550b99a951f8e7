"""What one does with the views of a list: keep it under a name, open with it, share it, delete it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.addresses import address
from duly.faces.console.shell.kept import EVERYTHING, LISTS, plain
from duly.services.refused import NotFound, ServiceRefused
from duly.services.views.change_view import delete_view, set_default_view, share_view
from duly.services.views.save_view import save_view
from duly.store.queries.saved_views import page_of_view


def _to(name: str, query: str) -> HttpResponse:
    return redirect(f"{address(LISTS[name])}?{query or EVERYTHING}")


@require_POST
@page(Verb.SEE_OWN)
def save(request: DeskRequest, name: str) -> HttpResponse:
    """Keep a list as it is seen, under a name; the same name again overwrites it."""
    if name not in LISTS:
        raise Http404
    query = plain(request.POST.get("query", "")[:4000])
    wanted = request.POST.get("name", "")
    try:
        made = save_view(
            act=request.desk.act(), page=name, name=wanted, query=query, is_shared=bool(request.POST.get("shared"))
        )
        if request.POST.get("default"):
            set_default_view(act=request.desk.act(), view_id=made, is_default=True)
        messages.success(request, _("The view \u201c%(name)s\u201d is kept.") % {"name": " ".join(wanted.split())})
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    return _to(name, query)


@require_POST
@page(Verb.SEE_OWN)
def change(request: DeskRequest, view_id: int) -> HttpResponse:
    """Share a view or not, open the list with it or not, or delete it: `do` says which."""
    desk, wanted = request.desk, request.POST.get("do", "")
    name = page_of_view(desk.company.id, desk.user_id, view_id)
    if name not in LISTS:
        raise Http404
    try:
        messages.success(request, _carry_out(request, view_id, wanted))
    except NotFound as missing:
        raise Http404 from missing
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    return _to(name, "" if wanted == "delete" else plain(request.POST.get("query", "")[:4000]))


def _carry_out(request: DeskRequest, view_id: int, wanted: str) -> str:
    act = request.desk.act()
    if wanted in ("share", "unshare"):
        share_view(act=act, view_id=view_id, is_shared=wanted == "share")
        return _("Everybody in the company sees this view.") if wanted == "share" else _("Only you see this view now.")
    if wanted in ("default", "no_default"):
        set_default_view(act=act, view_id=view_id, is_default=wanted == "default")
        if wanted == "default":
            return _("The list opens with this view from now on.")
        return _("The list opens with everything again.")
    if wanted == "delete":
        delete_view(act=act, view_id=view_id)
        return _("The view is deleted; the list itself is as it was.")
    raise Http404
