"""A procedure that asks for no bank data, so that these pages do not depend on the clock of the machine."""

from __future__ import annotations

import copy

import pytest

from duly.core.dunning.default import DEFAULT_DOCUMENT
from duly.services.act import Act
from duly.store.models import DunningProcedure


@pytest.fixture
def procedure(act: Act) -> DunningProcedure:
    """The shipped procedure without its limit on the age of bank data."""
    document = copy.deepcopy(DEFAULT_DOCUMENT)
    document["silence"]["bank_data_max_age_hours"] = 0
    return DunningProcedure.objects.create(
        company_id=act.company_id, name=document["name"], version=1, document=document, is_default=True,
        created_by=act.actor,
    )  # fmt: skip
