"""Derive the projections anew from the ledger."""

from __future__ import annotations

from duly.store.queries.balances import rebuild_balances
from duly.store.queries.projections import refresh_open_items, refresh_open_receipts


def rebuild_projections(*, company_id: int) -> None:
    """Throw open items and open receipts of a company away and derive them, and all balances, from its postings."""
    refresh_open_items(company_id, None)
    refresh_open_receipts(company_id, None)
    rebuild_balances(company_id)
