"""A program that talks to the API, and a small world for it to find."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from duly.faces.api import limits
from duly.services.act import Act
from duly.services.api.create_token import create_token

_numbers = itertools.count(1)


class Program:
    """A program with a token. Requests answer with status, headers and `json()` as Django's test client gives them."""

    def __init__(self, token: str, **details: Any) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **headers: str) -> Any:
        """GET a path under /api/v1."""
        return self.client.get(f"/api/v1{path}", headers=self.headers | _named(headers))

    def post(self, path: str, body: Any = None, *, key: str | None = "new", **headers: str) -> Any:
        """POST JSON; `key` "new" makes a fresh Idempotency-Key, None sends none."""
        if key == "new":
            key = f"test-{next(_numbers)}"
        sent = self.headers | ({"Idempotency-Key": key} if key else {}) | _named(headers)
        return self.client.post(f"/api/v1{path}", json.dumps(body or {}), content_type="application/json", headers=sent)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        """PATCH JSON."""
        sent = self.headers | _named(headers)
        return self.client.patch(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=sent)


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def program(act: Act, role: str = "admin", **details: Any) -> Program:
    """A program of the act's company with a role."""
    return Program(create_token(act=act, name=f"{role} program", role=role, days=365, **details).token)


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test begins with nothing counted."""
    for name in ("by_token", "by_address"):
        counters = limits.Counters(getattr(limits, name)._window)
        monkeypatch.setattr(limits, name, counters)
        monkeypatch.setattr(f"duly.faces.api.access.{name}", counters)
    yield


@pytest.fixture
def now_act(act: Act) -> Act:
    """The clerk of the tests, acting now: the API reads the real clock."""
    from dataclasses import replace
    from datetime import UTC, datetime

    at = datetime.now(UTC)
    return replace(act, at=at, business_date=at.date())


@pytest.fixture
def api(now_act: Act) -> Program:
    """A program that may do everything in the test's company."""
    return program(now_act)
