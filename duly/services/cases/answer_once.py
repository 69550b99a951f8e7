"""What a customer says on its own page, once: a double click, a reload or a second tab adds nothing.

The same words about the same invoices on the same day are the same answer; the first one's id is returned.
The customer is locked, so that two requests at the same moment follow each other.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from duly.services.act import Act
from duly.services.cases.claim_payment import claim_payment
from duly.services.cases.open_dispute import open_dispute
from duly.services.cases.record_promise import record_promise
from duly.services.refused import NotFound
from duly.store.models import Dispute, PaymentClaim, PromiseToPay
from duly.store.queries.locks import lock_customer

VIA = "portal"


def _lock(act: Act, customer_id: int) -> None:
    if not lock_customer(act.company_id, customer_id):
        raise NotFound(f"Customer {customer_id}")


def promise_once(
    *, act: Act, customer_id: int, promised_date: date, receivable_ids: Collection[int], amount_minor: int, note: str
) -> int:
    """Record a promise (see `record_promise`) unless the same one is open already; return its id."""
    _lock(act, customer_id)
    same = PromiseToPay.objects.filter(
        company_id=act.company_id, customer_id=customer_id, state="open", made_via=VIA, promised_date=promised_date,
        receivables=sorted(receivable_ids), amount_minor=amount_minor, made_on_date=act.business_date,
    ).first()  # fmt: skip
    if same is not None:
        return same.pk
    return record_promise(
        act=act, customer_id=customer_id, promised_date=promised_date, receivable_ids=receivable_ids,
        amount_minor=amount_minor, note=note, via=VIA,
    )  # fmt: skip


def claim_once(
    *, act: Act, customer_id: int, receivable_ids: Collection[int], paid_date: date | None, method: str, text: str
) -> int:
    """Note that the customer says it has paid (see `claim_payment`) unless it said so before; return the claim's id."""
    _lock(act, customer_id)
    same = PaymentClaim.objects.filter(
        company_id=act.company_id, customer_id=customer_id, state="open", made_via=VIA, paid_date=paid_date,
        receivables=sorted(receivable_ids), made_on_date=act.business_date,
    ).first()  # fmt: skip
    if same is not None:
        return same.pk
    return claim_payment(
        act=act, customer_id=customer_id, receivable_ids=receivable_ids, paid_date=paid_date, method=method, text=text,
        via=VIA,
    )  # fmt: skip


def dispute_once(
    *, act: Act, customer_id: int, receivable_id: int, reason_code: str, amount_minor: int | None, text: str
) -> int:
    """Open a dispute (see `open_dispute`) unless the same one is open already; return its id.

    Without an amount, all that is open and not disputed yet; said again, that is the dispute of before.
    """
    _lock(act, customer_id)
    same = Dispute.objects.filter(
        company_id=act.company_id, customer_id=customer_id, receivable_id=receivable_id, state="open",
        opened_via=VIA, opened_on_date=act.business_date, reason_code=reason_code, text=text[:4000],
    )  # fmt: skip
    if amount_minor is not None:
        same = same.filter(amount_minor=amount_minor)
    first = same.order_by("pk").first()
    if first is not None:
        return first.pk
    return open_dispute(
        act=act, customer_id=customer_id, receivable_id=receivable_id, reason_code=reason_code,
        amount_minor=amount_minor, text=text, via=VIA,
    )  # fmt: skip
