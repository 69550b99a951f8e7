"""The demo bank's file can be taken from Cash, by those who may import, in a demo company only."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from duly.core.accounts.permissions import Role
from duly.services.accounts.create_company import create_person
from duly.services.act import Act
from duly.store.models import Company, Membership, User
from tests.builders import make_customer, make_invoice


def signed_in(company: int, role: Role) -> Client:
    person = create_person(email=f"{role}@test.example", password="a long password")
    Membership.objects.create(company_id=company, user_id=person, role=role)
    client = Client()
    client.force_login(User.objects.get(pk=person), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("is_demo", "role", "status"),
    [(True, Role.CLERK, 200), (False, Role.CLERK, 404), (True, Role.VIEWER, 403)],
)
def test_who_gets_the_file(company: int, act: Act, is_demo: bool, role: Role, status: int) -> None:
    Company.objects.filter(pk=company).update(is_demo=is_demo, iban="DE02120300000000202051")
    customer = make_customer(act)
    make_invoice(act, customer, "R-1", 10_000, due=date(2026, 3, 1))
    answer = signed_in(company, role).get(f"/cash/demo-file/?customer={customer.number}")
    assert answer.status_code == status
    if status == 200:
        assert b"100.00" in answer.content
