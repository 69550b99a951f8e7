"""Turn entries of the ledger into events, in the database transaction that made them."""

from __future__ import annotations

from collections.abc import Sequence

from duly.core.accounts.events.catalogue import BULK_POSTINGS, LEDGER_KINDS
from duly.services.act import Act
from duly.store.bulk import refresh_young_statistics
from duly.store.queries.events_ledger import write_ledger_events
from duly.store.queries.events_writing import subscribed_kinds


def tell_entries(*, act: Act, entry_ids: Sequence[int], postings: int, is_import: bool = False) -> None:
    """Record the events of entries whose `postings` postings and open items have just been stored.

    A large step, and every step of an import, tells only what somebody subscribed to: without such an endpoint it
    costs one look at a table of a few rows. Called inside the company's scope.
    """
    if not entry_ids or not postings:
        return
    wanted = frozenset(LEDGER_KINDS)
    if is_import or postings > BULK_POSTINGS:
        subscribed = subscribed_kinds(act.company_id)
        wanted = wanted if subscribed is None else wanted & subscribed
    if wanted:
        if postings > BULK_POSTINGS:  # a young company's first rows would be planned for as if there were none
            refresh_young_statistics(["posting", "receivable", "receipt", "open_item", "customer"], postings)
        write_ledger_events(company_id=act.company_id, at=act.at, entry_ids=entry_ids, wanted=wanted)
