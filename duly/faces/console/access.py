"""Who may open a page: signed in, a member of the company, and the role grants the page's verb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.utils import timezone

from duly.core.accounts.permissions import Verb, can
from duly.services.act import Act
from duly.store.queries.companies import CompanyFacts, MembershipFacts, company_facts, memberships_of
from duly.store.tenancy import in_company

P = ParamSpec("P")
COMPANY_IN_SESSION = "company_id"


@dataclass(frozen=True, slots=True)
class Desk:
    """The place at which a page is opened: company, person, role and the time, read once."""

    company: CompanyFacts
    role: str
    user_id: int
    user_name: str
    now: datetime
    memberships: tuple[MembershipFacts, ...]

    @property
    def today(self) -> date:
        """The business date in the company's time zone."""
        return self.company.business_date(self.now)

    @property
    def only_owner_id(self) -> int | None:
        """Whose customers alone may be seen here: this person's own (sales), or None for all."""
        return None if self.may(Verb.SEE_ALL) else self.user_id

    def may(self, verb: Verb | str) -> bool:
        """Tell whether this person may do this."""
        return can(self.role, Verb(verb))

    def act(self, reason: str = "") -> Act:
        """Return the circumstances for a service."""
        return Act(self.company.id, "person", self.user_name, self.now, self.today, reason, self.user_id)


class DeskRequest(HttpRequest):
    """A request that has been let in."""

    desk: Desk


View = Callable[Concatenate[DeskRequest, P], HttpResponse]


def _chosen(request: HttpRequest) -> tuple[MembershipFacts, tuple[MembershipFacts, ...]] | None:
    """Return the membership that is worked for, and all of this person's; None without any."""
    assert request.user.is_authenticated
    memberships = memberships_of(request.user.pk)
    if not memberships:
        return None
    wanted = request.session.get(COMPANY_IN_SESSION)
    return next((m for m in memberships if m.company_id == wanted), memberships[0]), tuple(memberships)


def _open_desk(request: HttpRequest, chosen: MembershipFacts, memberships: tuple[MembershipFacts, ...]) -> Desk:
    """Return the desk; called inside the company's scope."""
    assert request.user.is_authenticated
    company = company_facts(chosen.company_id)
    assert company is not None
    name = request.user.get_full_name() or request.user.email
    return Desk(company, chosen.role, request.user.pk, name, datetime.now(UTC), memberships)


def page(verb: Verb) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Let a view run inside its company's scope if the person may; the whole view is one database transaction."""

    def decorate(view: View[P]) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            found = _chosen(request)
            if found is None:
                return render(request, "console/no_company.html", status=403)
            with in_company(found[0].company_id):
                desk = _open_desk(request, *found)
                if not desk.may(verb):
                    raise PermissionDenied(f"The role {desk.role} does not allow this: {verb}.")
                request.desk = desk  # type: ignore[attr-defined]
                with timezone.override(desk.company.time_zone):
                    response = view(request, *args, **kwargs)  # type: ignore[arg-type]
                    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                        response.render()  # templates may read lazily: render while the company is in scope
                    return response

        opened.verb = verb  # type: ignore[attr-defined]
        return opened

    return decorate
