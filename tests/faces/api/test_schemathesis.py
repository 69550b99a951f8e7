"""Schemathesis over the whole API: no 5xx, and no answer that the description does not know."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks as known
from schemathesis.specs.openapi import checks as openapi_checks

from duly.faces.api.openapi import document
from duly.services.accounts.create_company import create_company
from duly.services.act import Act
from duly.store.tenancy import in_company
from duly.wiring.wsgi import application
from tests.faces.api.conftest import program
from tests.faces.api.world import fill_company

schema = schemathesis.openapi.from_dict(document())
schema.app = application
schema.config.phases.coverage.unexpected_methods = {"PUT"}  # one for all the others: they meet the same door
CHECKS = [
    known.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
]
EXAMPLES = int(os.environ.get("DULY_API_EXAMPLES", "2"))
"""Requests that are made up for each operation; those that the description shows come on top."""
pytestmark = pytest.mark.django_db  # what an operation changes is undone before the next one is tried
_tried: Counter[str] = Counter()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    """Ids that exist and a token that may do everything; undone when all operations were tried."""
    at = datetime.now(UTC)
    with (
        django_db_blocker.unblock(),
        override_settings(API_RATE_PER_MINUTE=1_000_000, MEDIA_ROOT=tmp_path_factory.mktemp("files")),
        transaction.atomic(),
    ):
        company_id = create_company(name="Fuzz Trading GmbH", slug="fuzz", currency="EUR", country="DE")
        act = Act(company_id, "person", "clerk@test.example", at, at.date())
        with in_company(company_id):
            ids = fill_company(act, "W")
            headers = program(act).headers
        for signal in (request_started, request_finished):  # a request must not close the test's own connection
            signal.disconnect(close_old_connections)
        yield {"ids": ids, "headers": headers}
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        transaction.set_rollback(True)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate], database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_nothing_undocumented_comes_back(case: Any, world: dict[str, Any]) -> None:
    _tried[case.operation.label] += 1
    number = _tried[case.operation.label]
    for name, values in world["ids"].items():
        # every other request meets something that is there
        if values and name in (case.path_parameters or {}) and number % 2:
            case.path_parameters[name] = values[number % len(values)]
    headers = world["headers"] | {"Accept-Encoding": "identity"}
    if case.method == "POST" and number % 4:
        headers["Idempotency-Key"] = f"fuzz-{number}"
    if case.headers is not None:
        for name in ("If-Match", "If-None-Match"):
            case.headers.pop(name, None) if number % 3 else None
    # Who asks for some fields only gets an answer without the others, which no schema can say.
    checks = CHECKS[:-1] if "fields" in (case.query or {}) else CHECKS
    case.call_and_validate(headers=headers, checks=checks)
