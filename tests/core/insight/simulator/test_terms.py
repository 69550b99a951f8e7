"""The demo's terms mean what their text says."""

from datetime import date, timedelta

import pytest

from duly.core.billing.terms.text.outcome import Parsed
from duly.core.billing.terms.text.parse import parse
from duly.core.insight.simulator.terms import EVERYBODY, SimulatedTerms
from duly.core.money.calendar import Calendar


@pytest.mark.parametrize("terms", [terms for terms, _ in EVERYBODY], ids=lambda terms: terms.text)
def test_the_text_is_read_as_the_rule_it_was_made_from(terms: SimulatedTerms) -> None:
    outcome = parse(terms.text)
    assert isinstance(outcome, Parsed)
    (instalment,) = outcome.terms.instalments
    tiers = outcome.terms.discounts
    assert [tier.percent for tier in tiers] == ([terms.discount_percent] if terms.discount_days else [])
    for offset in range(0, 400, 7):
        day = date(2024, 1, 29) + timedelta(days=offset)
        assert instalment.due.date_for(day, Calendar(frozenset())) == terms.due_date(day)
        for tier in tiers:
            assert tier.until.date_for(day, Calendar(frozenset())) == terms.discount_date(day)
