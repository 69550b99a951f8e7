"""Of which kinds there is anything about a customer: what is not named here would not be shown on its page."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from duly.services.accounts.add_note import log_call
from duly.services.accounts.place_hold import end_hold, place_hold
from duly.services.act import Act
from duly.services.cases.open_dispute import open_dispute
from duly.services.cases.record_promise import record_promise
from duly.store.queries.account_cases import cases_of, last_said
from duly.store.queries.account_kinds import KINDS, kinds_about
from duly.store.queries.dunning_history import load_history
from tests.builders import make_customer, make_invoice


def test_what_there_is_is_found_and_nothing_else_is_asked_for(company: int, act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "R-1", 10_000, due=act.business_date - timedelta(days=9))
    assert kinds_about(company, customer.pk) == frozenset()
    with CaptureQueriesContext(connection) as sent:
        assert cases_of(company, customer.pk, act.business_date, kinds=frozenset()) == []
        assert last_said(company, customer.pk, kinds=frozenset()) == []
    assert len(sent) == 0
    hold = place_hold(act=act, customer_id=customer.pk, reason="new system", until_date=None)
    open_dispute(act=act, receivable_id=invoice, reason_code="price")
    record_promise(act=act, customer_id=customer.pk, promised_date=act.business_date + timedelta(days=3), note="")
    log_call(act=act, customer_id=customer.pk, outcome="reached", text="")
    found = kinds_about(company, customer.pk)
    assert found >= {"hold", "dispute", "promise", "call"} and found <= KINDS.keys()
    every = cases_of(company, customer.pk, act.business_date)
    assert cases_of(company, customer.pk, act.business_date, kinds=found) == every
    end_hold(act=act, hold_id=hold)
    assert "hold" not in kinds_about(company, customer.pk)
    other = make_customer(act, "C2")
    assert kinds_about(company, other.pk) == frozenset(), "another's are not its own"
    alone, together = (
        load_history(company, ids, act.business_date) for ids in ([customer.pk], [customer.pk, other.pk])
    )
    assert (dict(alone.disputed), dict(alone.promises)) == (dict(together.disputed), dict(together.promises))
    assert dict(alone.contact_events) == dict(together.contact_events) != {}
