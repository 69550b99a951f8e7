"""People: adding, links that work once, roles, access; and what one company may not do to another's people."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from duly.services.accounts.manage_people import add_person
from duly.services.act import Act
from duly.store.models import Activity, Membership, User
from duly.store.tenancy import in_company
from tests.faces.console.conftest import PASSWORD, Enter, add, signed_in, text

NEW = {"name": "New Person", "email": "New.Person@test.example", "role": "clerk"}


@pytest.fixture
def admin(enter: Enter) -> Client:
    return enter("admin")


def link_on(page: str) -> str:
    found = re.search(r'class="secret"[^>]*>([^<]+)<', page)
    return re.sub(r"^https?://[^/]+", "", found[1]) if found else ""


def test_a_new_person_sets_a_password_with_a_link_that_works_once(admin: Client) -> None:
    page = text(admin.post(reverse("console:people_add"), NEW, follow=True))
    link = link_on(page)
    assert link.startswith("/account/password/reset/key/")
    assert not link_on(text(admin.get("/people/"))), "the link is shown once"
    visitor = Client()
    form = visitor.get(link, follow=True)
    chosen = {"password1": "several words in a row", "password2": "several words in a row"}
    visitor.post(form.redirect_chain[-1][0], chosen)
    assert "does not work any more" in text(Client().get(link, follow=True))
    assert Client().login(username="new.person@test.example", password="several words in a row")


def test_a_first_password_is_held_to_the_rules(admin: Client) -> None:
    page = text(admin.post(reverse("console:people_add"), NEW | {"password": "short"}))
    assert "too short" in page
    assert not User.objects.filter(email__iexact=NEW["email"]).exists()
    assert not link_on(text(admin.post(reverse("console:people_add"), NEW | {"password": PASSWORD}, follow=True)))
    assert Client().login(username="new.person@test.example", password=PASSWORD)


def test_the_same_address_is_not_added_twice(admin: Client) -> None:
    admin.post(reverse("console:people_add"), NEW)
    page = text(admin.post(reverse("console:people_add"), NEW | {"email": "new.person@TEST.example"}))
    assert "is one of the company&#x27;s people already" in page
    assert Membership.objects.filter(user__email__iexact=NEW["email"]).count() == 1


def test_roles_change_and_the_timeline_says_so(admin: Client, act: Act) -> None:
    user = add(act, "clerk", "c@test.example", "Demo Clerk")
    admin.post(reverse("console:people_role", args=[user]), {"role": "manager"})
    assert Membership.objects.get(user_id=user).role == "manager"
    assert Activity.objects.latest("pk").sentence == "Demo Clerk: clerk became manager"
    admin.post(reverse("console:people_role", args=[user]), {"role": "emperor"})
    assert Membership.objects.get(user_id=user).role == "manager"


def test_the_last_admin_stays_admin(admin: Client) -> None:
    user = admin.user_id  # type: ignore[attr-defined]
    page = text(admin.post(reverse("console:people_role", args=[user]), {"role": "viewer"}, follow=True))
    assert "The company needs an admin" in page
    page = text(admin.post(reverse("console:people_active", args=[user]), {"active": "0"}, follow=True))
    assert "You cannot switch off your own access" in page
    assert Membership.objects.get(user_id=user).is_active


def test_switching_access_off_takes_effect_with_the_next_click(admin: Client, act: Act) -> None:
    user = add(act, "clerk", "c@test.example")
    clerk = signed_in(user)
    assert clerk.get("/today/").status_code == 200
    admin.post(reverse("console:people_active", args=[user]), {"active": "0"})
    assert clerk.get("/today/").status_code == 403
    admin.post(reverse("console:people_active", args=[user]), {"active": "1"})
    assert clerk.get("/today/").status_code == 200


def test_no_company_makes_a_password_link_for_somebody_who_also_works_elsewhere(
    admin: Client, act: Act, other_act: Act
) -> None:
    with in_company(other_act.company_id):
        user = add(other_act, "admin", "both@test.example")
    page = text(admin.post(reverse("console:people_add"), NEW | {"email": "both@test.example"}, follow=True))
    assert not link_on(page)
    assert "They have a password already and keep it" in page
    page = text(admin.post(reverse("console:people_link", args=[user]), follow=True))
    assert not link_on(page)
    assert "theirs alone to change" in page


def test_nobody_of_another_company_can_be_named(admin: Client, other_act: Act) -> None:
    with in_company(other_act.company_id):
        user = add(other_act, "admin", "far@test.example")
        before = Membership.objects.get(user_id=user).role
    for name, data in (("role", {"role": "viewer"}), ("active", {"active": "0"}), ("link", {})):
        assert admin.post(reverse(f"console:people_{name}", args=[user]), data).status_code == 404
    with in_company(other_act.company_id):
        assert Membership.objects.get(user_id=user).role == before


def test_an_address_is_needed(act: Act) -> None:
    from duly.services.refused import ServiceRefused

    with pytest.raises(ServiceRefused, match="email address is needed"):
        add_person(act=act, email="nobody", role="clerk")
