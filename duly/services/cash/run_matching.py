"""Match everything that waits, in portions, each its own database transaction: the body of a job or a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from duly.services.act import Act
from duly.services.cash.match_receipts import MatchRun, match_receipts
from duly.store.models import BankFile
from duly.store.queries.cash_matching import waiting_ids
from duly.store.tenancy import in_company

PORTION = 5_000


def run_matching(
    *, act: Act, dry_run: bool = False, file_id: int | None = None, tell: Callable[[int, int], None] | None = None
) -> MatchRun:
    """Match all waiting receipts of a company, oldest first; opens its own scopes. Safe to repeat and to break off.

    `tell(done, of)` is called after each portion; with a `file_id` the same is kept on that bank
    file, so that its page can show how far matching is.
    """
    with in_company(act.company_id):
        ids = waiting_ids(act.company_id)
    total = MatchRun()
    for start in range(0, max(len(ids), 1), PORTION):
        with in_company(act.company_id):
            run = match_receipts(act=act, receipt_ids=ids[start : start + PORTION], dry_run=dry_run)
            done = min(start + PORTION, len(ids))
            if file_id is not None:
                keep_progress(act.company_id, file_id, done, len(ids))
        total = _sum(total, run)
        if tell is not None:
            tell(done, len(ids))
    return total


def keep_progress(company_id: int, file_id: int, done: int, of: int) -> None:
    """Note on a bank file how many of the waiting receipts the matcher has looked at."""
    row = BankFile.objects.select_for_update().filter(company_id=company_id, pk=file_id).first()
    if row is not None:
        row.counts = row.counts | {"matched": done, "to_match": of}
        row.save(update_fields=["counts"])


def _sum(one: MatchRun, other: MatchRun) -> MatchRun:
    def added(a: Mapping[str, int], b: Mapping[str, int]) -> dict[str, int]:
        return dict(Counter(a) + Counter(b))

    return replace(
        one, looked=one.looked + other.looked, applied=one.applied + other.applied,
        proposed=one.proposed + other.proposed, without=one.without + other.without,
        applied_minor=added(one.applied_minor, other.applied_minor),
        waiting_minor=added(one.waiting_minor, other.waiting_minor), tiers=added(one.tiers, other.tiers),
        decisions=one.decisions + other.decisions,
    )  # fmt: skip
