"""Tokens: made once, shown once, known by their hash, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duly.services.accounts.create_company import create_person
from duly.services.accounts.manage_people import add_person
from duly.services.act import Act
from duly.services.api.create_token import create_token
from duly.services.api.note_token_use import note_token_use
from duly.services.api.revoke_token import revoke_token
from duly.services.api.token_text import company_of, hash_of, new_token, prefix_of
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Activity, ApiToken
from duly.store.queries.api_tokens import token_by_hash, tokens_of


def test_a_token_names_its_company_and_only_its_hash_is_kept(act: Act) -> None:
    made = create_token(act=act, name="Shop system", role="clerk")
    assert made.token.startswith(f"duly_{act.company_id}_")
    assert company_of(made.token) == act.company_id
    row = ApiToken.objects.get(pk=made.id)
    assert row.token_hash == hash_of(made.token)
    kept = [str(value) for value in ApiToken.objects.filter(pk=made.id).values_list()[0]]
    assert not any(made.token in value or made.token.split("_", 2)[2] in value for value in kept)
    assert made.expires_at == act.at + timedelta(days=90)
    assert "Shop system" in Activity.objects.get(verb="token.created").sentence


@pytest.mark.parametrize("text", ["", "duly", "duly_", "duly_0_x", "duly_x_y", "duly_1_", "key_1_x", "duly_²_x",
                                  "duly_1_" + "x" * 99, f"duly_{2**63}_x"])  # fmt: skip
def test_what_is_no_token_names_no_company(text: str) -> None:
    assert company_of(text) is None


def test_the_prefix_shows_six_characters_of_the_secret() -> None:
    token = new_token(7)
    assert prefix_of(token) == token[: len("duly_7_") + 6]


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "x" * 81}),
        ("role", {"role": "king"}),
        ("days", {"days": 0}),
        ("days", {"days": 366}),
        ("person", {"role": "sales"}),
        ("person", {"for_user_id": 10**9}),
    ],
)
def test_a_token_without_name_role_end_or_person_is_refused(act: Act, code: str, given: dict[str, object]) -> None:
    wanted = {"name": "Shop", "role": "viewer"} | given
    with pytest.raises(ServiceRefused) as refusal:
        create_token(act=act, **wanted)  # type: ignore[arg-type]
    assert refusal.value.code == code


def test_a_sales_token_is_one_persons(act: Act) -> None:
    person = add_person(act=act, email="rep@test.example", role="sales").user_id
    made = create_token(act=act, name="Rep", role="sales", for_user_id=person)
    facts = token_by_hash(act.company_id, hash_of(made.token))
    assert facts is not None and facts.person_id == person and facts.person_may_enter


def test_somebody_of_another_company_gets_no_token_here(act: Act) -> None:
    stranger = create_person(email="stranger@test.example", password=None)
    with pytest.raises(ServiceRefused):
        create_token(act=act, name="X", role="viewer", for_user_id=stranger)


def test_a_revoked_token_stays_in_the_list_and_is_revoked_once(act: Act) -> None:
    made = create_token(act=act, name="Old", role="viewer", days=1)
    assert revoke_token(act=act, token_id=made.id)
    assert not revoke_token(act=act, token_id=made.id)
    (facts,) = tokens_of(act.company_id)
    assert facts.state(act.at) == "revoked" and facts.revoked_by == act.actor
    with pytest.raises(NotFound):
        revoke_token(act=act, token_id=made.id + 1)


def test_a_token_ends_by_itself(act: Act) -> None:
    made = create_token(act=act, name="Short", role="viewer", days=1)
    facts = token_by_hash(act.company_id, hash_of(made.token))
    assert facts is not None
    assert facts.state(act.at) == "active"
    assert facts.state(act.at + timedelta(days=1)) == "expired"


def test_the_last_use_is_noted_at_most_once_a_minute(act: Act) -> None:
    made = create_token(act=act, name="Busy", role="viewer")

    def use(at_second: int) -> object:
        facts = token_by_hash(act.company_id, hash_of(made.token))
        assert facts is not None
        at = act.at + timedelta(seconds=at_second)
        note_token_use(company_id=act.company_id, token_id=made.id, last_used_at=facts.last_used_at, at=at)
        return ApiToken.objects.get(pk=made.id).last_used_at

    assert use(0) == act.at
    assert use(59) == act.at
    assert use(61) == act.at + timedelta(seconds=61)
