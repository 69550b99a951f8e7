"""Many reversals at once: the same answer as one by one for documents that hang together, all or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from duly.core.ledger.postings import Kind, Posting, posting
from duly.core.ledger.refusal import Code, Refused
from duly.core.ledger.rules.reverse import reverse
from duly.core.ledger.rules.reverse_together import reverse_together
from duly.core.money.money import Money

DAY, LATER = date(2026, 1, 5), date(2026, 3, 1)


def ledger(paid: list[int]) -> list[Posting]:
    """Invoices of 100 cents, each with a receipt of which so much was applied."""
    rows: list[Posting] = []
    for number, minor in enumerate(paid, 1):
        rows.append(posting(Kind.INVOICE, Money(100, "EUR"), DAY, customer_id=1, receivable_id=number))
        if minor:
            rows.append(posting(Kind.RECEIPT, Money(minor, "EUR"), DAY, customer_id=1, receipt_id=number))
            documents = {"customer_id": 1, "receivable_id": number, "receipt_id": number}
            rows.append(posting(Kind.PRINCIPAL, Money(minor, "EUR"), DAY, **documents))
    return [replace(row, id=place, entry_id=1) for place, row in enumerate(rows, 1)]


@given(st.lists(st.integers(0, 100), min_size=1, max_size=12))
def test_a_whole_ledger_is_undone_as_one_by_one(paid: list[int]) -> None:
    rows = ledger(paid)
    together, whole = reverse_together(rows, rows, LATER), reverse(rows, rows, LATER)
    assert not isinstance(whole, Refused)
    assert {one.reverses_id for one in together if isinstance(one, Posting)} == {one.reverses_id for one in whole}


@given(st.lists(st.integers(1, 100), min_size=2, max_size=8), st.data())
def test_one_document_in_use_refuses_everything(paid: list[int], data: st.DataObject) -> None:
    rows = ledger(paid)
    kept = data.draw(st.sampled_from([row for row in rows if row.kind is Kind.PRINCIPAL]))
    decided = reverse_together([row for row in rows if row is not kept], rows, LATER)
    codes = [one.code for one in decided if isinstance(one, Refused)]
    assert codes in ([Code.RECEIPT_IN_USE], [Code.RECEIVABLE_IN_USE])
    assert not any(isinstance(one, Posting) for one in decided)
