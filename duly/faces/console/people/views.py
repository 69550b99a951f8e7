"""People: who works here, as what; adding them, changing their role, switching their access."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duly.core.accounts.permissions import SENTENCES, Role, Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.account.forms import DayInput
from duly.faces.console.context import role_name
from duly.services.accounts.manage_people import add_person, change_role, set_access
from duly.services.accounts.set_absence import Presence, set_presence
from duly.services.refused import NotFound, ServiceRefused
from duly.store.queries.people import PersonFacts, belongs_elsewhere, people_of
from duly.wiring.sign_in import password_link

LINK_IN_SESSION = "person_link"
ROLES = (Role.CLERK, Role.MANAGER, Role.SALES, Role.VIEWER, Role.ADMIN)


class PersonForm(forms.Form):
    """Who, and as what."""

    name = forms.CharField(label=lazy("Name"), max_length=120)
    email = forms.EmailField(label=lazy("Email"), max_length=254)
    role = forms.ChoiceField(label=lazy("Role"))
    password = forms.CharField(
        label=lazy("First password"), required=False, widget=forms.PasswordInput(render_value=False),
        strip=False, help_text=lazy("Leave it empty to get a one-time link instead, which is safer."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["role"].choices = [(role.value, role_name(role)) for role in ROLES]  # type: ignore[attr-defined]
        self.fields["password"].widget.attrs["autocomplete"] = "new-password"

    def clean_password(self) -> str:
        """Hold a first password to the same rules as any other."""
        password = str(self.cleaned_data.get("password") or "")
        if password:
            validate_password(password)
        return password


class PresenceForm(forms.Form):
    """A person's team, and who stands in while they are away."""

    team = forms.CharField(
        label=lazy("Team"), required=False, max_length=60, help_text=lazy("Today shows the accounts of one's team.")
    )
    substitute_id = forms.TypedChoiceField(label=lazy("Stands in"), coerce=int, empty_value=None, required=False)
    absent_from = forms.DateField(label=lazy("Away from"), required=False, widget=DayInput())
    absent_until = forms.DateField(label=lazy("Last day away"), required=False, widget=DayInput())

    def __init__(self, *arguments: Any, others: list[tuple[Any, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["substitute_id"].choices = others  # type: ignore[attr-defined]


@require_GET
@page(Verb.SEE_ALL)
def people(request: DeskRequest) -> HttpResponse:
    """Show who works here and what each role may do."""
    return _show(request, PersonForm(), request.session.pop(LINK_IN_SESSION, None))


def _show(request: DeskRequest, form: PersonForm, link: Any = None, is_open: bool = False) -> HttpResponse:
    desk = request.desk
    found = people_of(desk.company.id)
    context = {
        "title": _("People"), "nav": "people", "people": found, "form": form, "link": link,
        "away": {person.user_id for person in found if person.is_away(desk.today)},
        "is_open": is_open or bool(request.GET.get("add")), "may_manage": desk.may(Verb.MANAGE_PEOPLE),
        "roles": [(role.value, role_name(role)) for role in ROLES],
        "role_table": [(role_name(role), _(SENTENCES[role])) for role in ROLES],
    }  # fmt: skip
    return render(request, "console/people/people.html", context)


def add(request: DeskRequest) -> HttpResponse:
    """Add a person; the answer shows the one-time link where no password was given."""
    return _add(request) if request.method == "POST" else redirect("/people/?add=1#add")


@page(Verb.MANAGE_PEOPLE)
def _add(request: DeskRequest) -> HttpResponse:
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _show(request, form, is_open=True)
    data = form.cleaned_data
    try:
        added = add_person(
            act=request.desk.act(), email=data["email"], role=data["role"], name=data["name"],
            password=data["password"] or None,
        )  # fmt: skip
    except ServiceRefused as refusal:
        form.add_error("email" if refusal.code in ("email", "already_here") else None, str(refusal))
        return _show(request, form, is_open=True)
    messages.success(request, _("%(name)s is added.") % {"name": data["name"]})
    if not added.is_new:
        messages.info(request, _("They have a password already and keep it."))
    elif not data["password"]:
        _keep_link(request, added.user_id, data["name"], data["email"])
    return redirect("console:people")


def _keep_link(request: DeskRequest, user_id: int, name: str, email: str) -> None:
    """Show the link once, on the next page; it is stored nowhere else."""
    request.session[LINK_IN_SESSION] = {"name": name, "email": email, "url": password_link(user_id)}


def _person(request: DeskRequest, user_id: int) -> PersonFacts:
    for person in people_of(request.desk.company.id):
        if person.user_id == user_id:
            return person
    raise Http404


@require_POST
@page(Verb.MANAGE_PEOPLE)
def role(request: DeskRequest, user_id: int) -> HttpResponse:
    """Give a person another role."""
    person = _person(request, user_id)
    wanted = request.POST.get("role", "")
    try:
        change_role(act=request.desk.act(), user_id=user_id, role=wanted)
        words = {"name": person.name or person.email, "role": role_name(wanted)}
        messages.success(request, _("%(name)s: role is now %(role)s.") % words)
    except NotFound as missing:
        raise Http404 from missing
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("console:people")


@require_http_methods(["GET", "POST"])
@page(Verb.SEE_ALL)
def presence(request: DeskRequest, user_id: int) -> HttpResponse:
    """Show and change a person's team and absence: one's own, or anybody's for who manages the people."""
    desk = request.desk
    if user_id != desk.user_id and not desk.may(Verb.MANAGE_PEOPLE):
        raise PermissionDenied("Only an admin changes somebody else's absence.")
    person = _person(request, user_id)
    others = [(one.user_id, one.name or one.email) for one in people_of(desk.company.id) if one.user_id != user_id]
    initial = {name: getattr(person, name) for name in PresenceForm.base_fields}
    form = PresenceForm(request.POST or None, others=[("", _("nobody")), *others], initial=initial)
    if form.is_bound and form.is_valid():
        try:
            set_presence(act=desk.act(), user_id=user_id, to=Presence(**form.cleaned_data))
            messages.success(request, _("Kept. Today shows the accounts accordingly."))
            return redirect("console:people")
        except ServiceRefused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
    context = {"title": person.name or person.email, "nav": "people", "form": form, "person": person}
    return render(request, "console/people/presence.html", context)


@require_POST
@page(Verb.MANAGE_PEOPLE)
def active(request: DeskRequest, user_id: int) -> HttpResponse:
    """Switch a person's access off or on."""
    person = _person(request, user_id)
    is_active = request.POST.get("active") == "1"
    try:
        set_access(act=request.desk.act(), user_id=user_id, is_active=is_active)
        said = _("%(name)s may work here again.") if is_active else _("%(name)s may not work here any more.")
        messages.success(request, said % {"name": person.name or person.email})
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("console:people")


@require_POST
@page(Verb.MANAGE_PEOPLE)
def link(request: DeskRequest, user_id: int) -> HttpResponse:
    """Make a link with which a person sets a new password; not for people who also work for another company."""
    person = _person(request, user_id)
    if belongs_elsewhere(request.desk.company.id, user_id):
        messages.error(
            request, _("This person also works for another company, so the password is theirs alone to change.")
        )
    elif not person.is_active:
        messages.error(request, _("Switch the access on first."))
    else:
        _keep_link(request, user_id, person.name or person.email, person.email)
    return redirect("console:people")
