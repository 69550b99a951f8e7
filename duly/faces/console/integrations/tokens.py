"""API tokens: which programs may use the API, as what, until when."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.context import role_name
from duly.faces.console.integrations.forms import TokenForm
from duly.faces.console.integrations.frame import Badge, frame, show_once, take_shown
from duly.services.api.create_token import create_token
from duly.services.api.revoke_token import revoke_token
from duly.services.refused import NotFound, ServiceRefused
from duly.store.queries.api_tokens import TokenFacts, tokens_of


@require_GET
@page(Verb.INTEGRATE)
def tokens(request: DeskRequest) -> HttpResponse:
    """Show the tokens, those that work first."""
    return _show(request, TokenForm())


def _show(request: DeskRequest, form: TokenForm, *, is_open: bool = False) -> HttpResponse:
    found = tokens_of(request.desk.company.id)
    lines = [{"facts": one, "role": role_name(one.role), "badge": _badge(request, one)} for one in found]
    context = frame(
        _("Integrations"), "integrations_tokens", form=form, lines=lines, shown=take_shown(request),
        is_open=is_open or not found or bool(request.GET.get("add")),
    )  # fmt: skip
    return render(request, "console/integrations/tokens.html", context)


def _badge(request: DeskRequest, one: TokenFacts) -> Badge:
    words: dict[str, Badge] = {
        "active": (_("works"), "good"),
        "expired": (_("expired"), ""),
        "revoked": (_("revoked"), ""),
    }
    return words[one.state(request.desk.now)]


def add(request: DeskRequest) -> HttpResponse:
    """Make a token; the next page shows it once."""
    if request.method == "POST":
        return _add(request)
    return redirect(f"{reverse('console:integrations_tokens')}?add=1#add")


@page(Verb.INTEGRATE)
def _add(request: DeskRequest) -> HttpResponse:
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _show(request, form, is_open=True)
    data = form.cleaned_data
    try:
        made = create_token(act=request.desk.act(), name=data["name"], role=data["role"], days=data["days"])
    except ServiceRefused as refusal:
        form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
        return _show(request, form, is_open=True)
    hint = _("Hand it to the program that uses the API. It is shown only now, and kept nowhere here.")
    show_once(request, _("Token for %(name)s") % {"name": data["name"]}, hint, made.token)
    return redirect("console:integrations_tokens")


@require_POST
@page(Verb.INTEGRATE)
def revoke(request: DeskRequest, token_id: int) -> HttpResponse:
    """Take a token back at once."""
    try:
        revoke_token(act=request.desk.act(), token_id=token_id)
    except NotFound as missing:
        raise Http404 from missing
    messages.success(request, _("The token is revoked; the next request with it is refused."))
    return redirect("console:integrations_tokens")
