"""The way in, the company switch, search, the glossary and the first steps."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import COMPANY_IN_SESSION, DeskRequest, page
from duly.faces.console.addresses import customer_address, invoice_address
from duly.faces.console.shell.steps import first_steps
from duly.faces.look.figures import money_text
from duly.faces.look.glossary import TERMS
from duly.store.queries.desk import Hit, demo_people, find, has_receivables, progress_of


@require_GET
@page(Verb.SEE_OWN)
def home(request: DeskRequest) -> HttpResponse:
    """Lead to Today, or to the first steps while the company has no invoice."""
    empty = request.desk.may(Verb.SEE_ALL) and not has_receivables(request.desk.company.id)
    return redirect("console:start" if empty else "console:today")


@require_GET
@page(Verb.SEE_ALL)
def start(request: DeskRequest) -> HttpResponse:
    """Show what a new company does first, and what of it is done."""
    steps = first_steps(request.desk, progress_of(request.desk.company.id))
    done = sum(step.done for step in steps)
    return render(request, "console/shell/start.html", {"title": _("First steps"), "steps": steps, "done": done})


@require_POST
@page(Verb.SEE_OWN)
def switch_company(request: DeskRequest) -> HttpResponse:
    """Work for another company; the place stays the same where it is a list, else Today."""
    wanted = request.POST.get("company", "")
    if wanted not in {str(m.company_id) for m in request.desk.memberships}:
        raise Http404
    request.session[COMPANY_IN_SESSION] = int(wanted)
    path = request.POST.get("next", "").partition("?")[0]
    try:
        match = resolve(path)
    except Resolver404:
        return redirect("console:home")
    stays = match.namespace == "console" and not match.kwargs and match.url_name != "switch_company"
    return redirect(path if stays else reverse("console:home"))


def _hits(request: DeskRequest, limit: int) -> list[Hit]:
    desk = request.desk
    return find(desk.company.id, request.GET.get("q", ""), owner_id=desk.only_owner_id, limit=limit)


def _address(hit: Hit) -> str:
    return customer_address(hit.id) if hit.kind == "customer" else invoice_address(hit.id)


@require_GET
@page(Verb.SEE_OWN)
def search(request: DeskRequest) -> HttpResponse:
    """Show what a search finds; a single find opens at once."""
    hits = _hits(request, 50)
    if len(hits) == 1:
        return redirect(_address(hits[0]))
    text = request.GET.get("q", "")
    groups = [
        (_("Customers"), [(hit, _address(hit)) for hit in hits if hit.kind == "customer"]),
        (_("Invoices"), [(hit, _address(hit)) for hit in hits if hit.kind == "invoice"]),
    ]
    context = {"title": _("Search"), "search_value": text, "groups": [group for group in groups if group[1]]}
    return render(request, "console/shell/search.html", context)


@require_GET
@page(Verb.SEE_OWN)
def search_json(request: DeskRequest) -> HttpResponse:
    """Answer the palette."""
    results = []
    for hit in _hits(request, 6):
        if hit.kind == "customer":
            line = {"label": hit.customer_name, "hint": hit.label, "group": _("Customers")}
        else:
            state = money_text(hit.open_minor, hit.currency) if hit.open_minor else _("settled")
            line = {"label": f"{hit.label} \u00b7 {hit.customer_name}", "hint": state, "group": _("Invoices")}
        results.append(line | {"href": _address(hit)})
    return JsonResponse({"results": results})


@require_GET
@page(Verb.SEE_OWN)
def glossary(request: DeskRequest) -> HttpResponse:
    """Explain the words of the field."""
    terms = sorted(TERMS.values(), key=lambda term: term.short)
    return render(request, "console/shell/glossary.html", {"title": _("Glossary"), "terms": terms})


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Let a visitor in as one of the demo company's people; only where DULY_DEMO says so."""
    people = {str(person.user_id): person for person in demo_people()} if settings.DEMO_OPEN_SIGN_IN else {}
    chosen = people.get(request.POST.get("person", ""))
    if chosen is None:
        raise Http404
    user = get_user_model().objects.get(pk=chosen.user_id)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("console:home")
