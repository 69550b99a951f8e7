"""Answers are remembered with their effect, for a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from duly.services.act import Act
from duly.services.api.create_token import create_token
from duly.services.api.forget_old_answers import forget_old_answers
from duly.services.api.remember_answer import KEPT_DAYS, Answer, Asked, recall_answer, remember_answer
from duly.services.refused import ServiceRefused


@pytest.fixture
def asked(act: Act) -> Asked:
    token = create_token(act=act, name="Shop", role="clerk")
    return Asked(act.company_id, token.id, "key-1", "POST", "/api/v1/notes", "0" * 64)


def test_the_same_request_gets_the_same_answer(act: Act, asked: Asked) -> None:
    assert recall_answer(asked) is None
    remember_answer(asked, Answer(201, {}, '{"id":1}'), at=act.at)
    assert recall_answer(asked) == Answer(201, {}, '{"id":1}')
    assert recall_answer(replace(asked, key="key-2")) is None


@pytest.mark.parametrize("other", [{"body_sha256": "1" * 64}, {"path": "/api/v1/x"}, {"method": "PUT"}])
def test_another_request_with_the_key_is_refused(act: Act, asked: Asked, other: dict[str, str]) -> None:
    remember_answer(asked, Answer(201, {}, "{}"), at=act.at)
    with pytest.raises(ServiceRefused) as refusal:
        recall_answer(replace(asked, **other))  # type: ignore[arg-type]
    assert refusal.value.code == "key_reused"


def test_answers_are_forgotten_after_a_week(act: Act, asked: Asked) -> None:
    remember_answer(asked, Answer(201, {}, "{}"), at=act.at)
    assert forget_old_answers(at=act.at + timedelta(days=KEPT_DAYS)) == 0
    assert forget_old_answers(at=act.at + timedelta(days=KEPT_DAYS, seconds=1)) == 1
    assert recall_answer(asked) is None
