"""A console with people of every role, on Monday 16 March 2026."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from duly.services.accounts.edit_company import edit_company
from duly.services.accounts.manage_people import add_person
from duly.services.act import Act
from tests.conftest import TODAY

PASSWORD = "a long enough one"
Enter = Callable[..., Client]


@pytest.fixture(autouse=True)
def pinned_day(request: pytest.FixtureRequest) -> None:
    """The company lives on the test's day, whatever the clock says; a test in a browser has its own server."""
    if request.node.get_closest_marker("browser") is None:
        edit_company(act=request.getfixturevalue("act"), changes={"business_date_override": TODAY})


def add(act: Act, role: str, email: str = "", name: str = "") -> int:
    """Add a person of this role and return the id."""
    address = email or f"{role}@test.example"
    return add_person(act=act, email=address, role=role, name=name or role.title(), password=PASSWORD).user_id


def signed_in(user_id: int) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    user = get_user_model().objects.get(pk=user_id)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def enter(company: int, act: Act) -> Enter:
    """Sign a new person of a role in: `enter("clerk")`."""

    def make(role: str, email: str = "") -> Client:
        client = signed_in(add(act, role, email))
        client.user_id = int(client.session["_auth_user_id"])  # type: ignore[attr-defined]
        return client

    return make


@pytest.fixture
def other_act(act: Act, db: None) -> Act:
    """The same clerk in another company, whose rows nobody of the first may see."""
    from duly.services.accounts.create_company import create_company

    return replace(act, company_id=create_company(name="Other Company AG", slug="other-company"))


def text(response: object) -> str:
    """The page as text."""
    return response.content.decode()  # type: ignore[attr-defined]
