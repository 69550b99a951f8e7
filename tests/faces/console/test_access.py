"""Who may open which page: the role's verbs decide, and nobody gets in without signing in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.faces.console.conftest import Enter, text

PAGES = {
    "today": {"clerk", "manager", "sales", "viewer", "admin"},
    "customers": {"clerk", "manager", "sales", "viewer", "admin"},
    "customers_export": {"clerk", "manager", "sales", "viewer", "admin"},
    "glossary": {"clerk", "manager", "sales", "viewer", "admin"},
    "search": {"clerk", "manager", "sales", "viewer", "admin"},
    "search_json": {"clerk", "manager", "sales", "viewer", "admin"},
    "start": {"clerk", "manager", "viewer", "admin"},
    "people": {"clerk", "manager", "viewer", "admin"},
    "settings": {"clerk", "manager", "viewer", "admin"},
}
POSTS = {
    ("people_add", ()): {"admin"},
    ("people_role", (1,)): {"admin"},
    ("people_active", (1,)): {"admin"},
    ("people_link", (1,)): {"admin"},
    ("settings_pause", ()): {"clerk", "manager", "admin"},
    ("settings_resume", ()): {"clerk", "manager", "admin"},
    ("settings_test_message", ()): {"admin"},
    ("today_call", (1,)): {"clerk", "manager", "sales", "admin"},
    ("today_note", (1,)): {"clerk", "manager", "sales", "admin"},
    ("today_promise", (1,)): {"clerk", "manager", "sales", "admin"},
    ("today_dispute", (1,)): {"clerk", "manager", "sales", "admin"},
    ("today_snooze", (1,)): {"clerk", "manager", "sales", "admin"},
    ("today_task", (1,)): {"clerk", "manager", "sales", "admin"},
}
ROLES = ("clerk", "manager", "sales", "viewer", "admin")


@pytest.mark.parametrize("role", ROLES)
def test_a_page_opens_for_the_roles_that_may_see_it(enter: Enter, role: str) -> None:
    client = enter(role)
    opened = {name: client.get(reverse(f"console:{name}")).status_code for name in PAGES}
    assert opened == {name: 200 if role in roles else 403 for name, roles in PAGES.items()}


@pytest.mark.parametrize("role", ROLES)
def test_an_action_is_refused_to_the_roles_that_may_not_take_it(enter: Enter, role: str) -> None:
    client = enter(role)
    refused = {
        (name, args): client.post(reverse(f"console:{name}", args=args)).status_code == 403 for name, args in POSTS
    }
    assert refused == {key: role not in roles for key, roles in POSTS.items()}


def test_nobody_gets_in_without_signing_in(company: int) -> None:
    client = Client()
    for name in PAGES:
        answer = client.get(reverse(f"console:{name}"))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")


def test_a_refusal_says_what_to_do(enter: Enter) -> None:
    answer = enter("sales").get(reverse("console:people"))
    assert answer.status_code == 403
    assert "An admin of the company can give you another role" in text(answer)


def test_posting_without_the_token_changes_nothing(enter: Enter) -> None:
    user = enter("admin")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = user.cookies
    answer = strict.post(reverse("console:settings_pause"), {"reason": "forged"})
    assert answer.status_code == 403
    assert "forged" not in text(user.get(reverse("console:settings")))


def test_somebody_of_no_company_is_told_so(company: int) -> None:
    from duly.services.accounts.create_company import create_person
    from tests.faces.console.conftest import signed_in

    client = signed_in(create_person(email="lost@test.example", password=None))
    answer = client.get("/today/")
    assert answer.status_code == 403
    assert "You belong to no company here" in text(answer)
