"""Record a promise to pay."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from duly.core.money.money import Money
from duly.core.payments.promise import date_problem
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import PromiseToPay
from duly.store.queries.locks import lock_customer
from duly.store.queries.open_items import OpenFacts, open_items_of


def record_promise(
    *,
    act: Act,
    customer_id: int,
    promised_date: date,
    receivable_ids: Collection[int] | None = None,
    amount_minor: int | None = None,
    note: str = "",
    via: str = "console",
) -> int:
    """Store what the customer promised; return the promise's id.

    Without `receivable_ids` it covers everything that is due by the promised day (or, if nothing is, everything
    open); without an amount, all that is open on them. An open promise on one of the same receivables is
    superseded. Raises NotFound and ServiceRefused (date, amount, mixed currencies, nothing open).
    """
    if not lock_customer(act.company_id, customer_id):
        raise NotFound(f"Customer {customer_id}")
    if problem := date_problem(promised_date, act.business_date):
        raise ServiceRefused("promised_date", problem)
    items = _items(act, customer_id, receivable_ids, promised_date)
    open_minor = sum(item.open_minor for item in items)
    amount = open_minor if amount_minor is None else amount_minor
    if not 0 < amount <= open_minor:
        limit = Money(open_minor, items[0].currency).plain()
        raise ServiceRefused("amount", f"The promised amount must lie between 0.01 and the open {limit}.")
    ids = sorted(item.receivable_id for item in items)
    _supersede(act, customer_id, ids)
    promise = PromiseToPay.objects.create(
        company_id=act.company_id,
        customer_id=customer_id,
        promised_date=promised_date,
        amount_minor=amount,
        currency=items[0].currency,
        receivables=ids,
        note=note[:2000],
        made_by=act.actor,
        made_via=via,
        made_on_date=act.business_date,
    )
    said = f"Promise: {items[0].currency} {Money(amount, items[0].currency).plain()} by {promised_date.isoformat()}"
    record_activity(
        act=act, verb="promise.recorded", sentence=said, customer_id=customer_id,
        data={"promise_id": promise.pk, "receivables": ids, "via": via, "note": note[:2000],
              "amount_minor": amount, "currency": items[0].currency, "day": promised_date.isoformat()},
    )  # fmt: skip
    return promise.pk


def _items(act: Act, customer_id: int, ids: Collection[int] | None, by: date) -> list[OpenFacts]:
    items = [
        item
        for item in open_items_of(act.company_id, customer_id=customer_id, receivable_ids=ids)
        if item.open_minor > 0
    ]
    if ids is None:
        items = [item for item in items if item.due_date <= by] or items
    if not items:
        raise ServiceRefused("nothing_open", "Nothing is open here that could be promised. Reload the page.")
    if len({item.currency for item in items}) > 1:
        raise ServiceRefused("currencies", "These invoices are in several currencies. Promise each on its own.")
    return items


def _supersede(act: Act, customer_id: int, ids: list[int]) -> None:
    earlier = PromiseToPay.objects.filter(company_id=act.company_id, customer_id=customer_id, state="open")
    for promise in earlier.select_for_update():
        if set(promise.receivables) & set(ids):
            promise.state, promise.settled_at = "withdrawn", act.at
            promise.save(update_fields=["state", "settled_at"])
