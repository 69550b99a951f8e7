"""Judge open promises: kept or broken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Q

from duly.core.payments.promise import Promise, judge
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.store.models import OpenItem, Posting, PromiseToPay


def settle_promises(*, act: Act, customer_ids: Collection[int] | None = None, grace_days: int = 1) -> dict[str, int]:
    """Settle the open promises of some customers (None: all) as of the business date; return counts by state."""
    promises = PromiseToPay.objects.filter(company_id=act.company_id, state="open")
    if customer_ids is not None:
        promises = promises.filter(customer_id__in=customer_ids)
    rows = list(promises.select_for_update(skip_locked=True).order_by("pk"))
    receivable_ids = {i for row in rows for i in row.receivables}
    payments = _payments(act.company_id, receivable_ids)
    still_open = dict(
        OpenItem.objects.filter(company_id=act.company_id, pk__in=receivable_ids).values_list("pk", "open_minor")
    )
    counts = {"open": 0, "kept": 0, "broken": 0}
    for row in rows:
        paid = [movement for i in row.receivables for movement in payments[i]]
        rest = sum(still_open.get(i, 0) for i in row.receivables)
        promise = Promise(row.made_on_date, row.promised_date, row.amount_minor)
        state = judge(promise, paid, rest, as_of=act.business_date, grace_days=grace_days)
        counts[state] += 1
        if state != "open":
            row.state, row.settled_at = state, act.at
            row.save(update_fields=["state", "settled_at"])
            said = f"Promise of {row.promised_date.isoformat()} was {state}"
            record_activity(
                act=act, verb=f"promise.{state}", sentence=said, customer_id=row.customer_id,
                data={"promise_id": row.pk, "day": row.promised_date.isoformat()},
            )  # fmt: skip
    return counts


def _payments(company_id: int, receivable_ids: Collection[int]) -> dict[int, list[tuple[date, int]]]:
    """Return what settled each receivable, by day; a reversal counts against it."""
    moved: dict[int, list[tuple[date, int]]] = defaultdict(list)
    postings = Posting.objects.filter(company_id=company_id, receivable_id__in=receivable_ids).filter(
        Q(kind__in=["principal", "discount", "credit_applied"]) | Q(kind="reversal", receipt__isnull=False)
    )
    for receivable_id, kind, day, minor in postings.values_list(
        "receivable_id", "kind", "effective_date", "amount_minor"
    ):
        moved[receivable_id].append((day, -minor if kind == "reversal" else minor))
    return moved
