"""Match the money that arrived and that the matcher has not looked at: asked for before anybody is chased."""

from __future__ import annotations

from duly.services.act import Act
from duly.services.cash.match_receipts import match_receipts
from duly.store.queries.cash_matching import ids_not_looked_at
from duly.store.tenancy import in_company

PORTION = 5_000


def match_new_receipts(*, act: Act) -> int:
    """Match the receipts nobody has looked at; return how many there were. Opens its own scopes.

    Matching follows an import at once or as a job; a process that dies in between, or a queue that is long, must not
    lead to a reminder for somebody whose money is here.
    """
    with in_company(act.company_id):
        ids = ids_not_looked_at(act.company_id)
    for start in range(0, len(ids), PORTION):
        with in_company(act.company_id):
            match_receipts(act=act, receipt_ids=ids[start : start + PORTION])
    return len(ids)
