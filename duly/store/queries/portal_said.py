"""What a customer has told us on its page, read back for the confirmation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duly.store.models import Dispute, PaymentClaim, PromiseToPay, Receivable, Task


@dataclass(frozen=True, slots=True)
class SaidFacts:
    """A promise, claim of payment, dispute or proposed contact; what does not apply is empty (amounts 0).

    `day` is the promised day, the last day of a claim's rest, or None; `rest_minor` is what a dispute leaves due.
    """

    kind: str
    amount_minor: int = 0
    currency: str = ""
    day: date | None = None
    reason_code: str = ""
    numbers: tuple[str, ...] = ()
    rest_minor: int = 0
    name: str = ""
    email: str = ""


def said(company_id: int, customer_id: int, kind: str, pk: int) -> SaidFacts | None:
    """Return what was said, or None when it is not this customer's. Kinds: promise, paid, dispute, contact."""
    read = {"promise": _promise, "paid": _claim, "dispute": _dispute, "contact": _contact}
    return read[kind](company_id, customer_id, pk) if kind in read else None


def _numbers(company_id: int, ids: list[int]) -> tuple[str, ...]:
    rows = Receivable.objects.filter(company_id=company_id, pk__in=ids).order_by("due_date", "pk")
    return tuple(dict.fromkeys(rows.values_list("number", flat=True)))


def _promise(company_id: int, customer_id: int, pk: int) -> SaidFacts | None:
    row = PromiseToPay.objects.filter(company_id=company_id, customer_id=customer_id, pk=pk).first()
    if row is None:
        return None
    numbers = _numbers(company_id, row.receivables)
    return SaidFacts("promise", row.amount_minor, row.currency, row.promised_date, numbers=numbers)


def _claim(company_id: int, customer_id: int, pk: int) -> SaidFacts | None:
    row = PaymentClaim.objects.filter(company_id=company_id, customer_id=customer_id, pk=pk).first()
    if row is None:
        return None
    return SaidFacts("paid", day=row.rests_until_date, numbers=_numbers(company_id, row.receivables))


def _dispute(company_id: int, customer_id: int, pk: int) -> SaidFacts | None:
    rows = Dispute.objects.filter(company_id=company_id, customer_id=customer_id).select_related("receivable")
    row = rows.filter(pk=pk).first()
    if row is None:
        return None
    open_item = getattr(row.receivable, "open_item", None)
    disputed = sum(Dispute.objects.filter(
        company_id=company_id, receivable_id=row.receivable_id, state="open"
    ).values_list("amount_minor", flat=True))  # fmt: skip
    rest = max(0, open_item.open_minor - disputed) if open_item else 0
    return SaidFacts(
        "dispute", row.amount_minor, row.currency, reason_code=row.reason_code, numbers=(row.receivable.number,),
        rest_minor=rest,
    )  # fmt: skip


def _contact(company_id: int, customer_id: int, pk: int) -> SaidFacts | None:
    row = Task.objects.filter(company_id=company_id, customer_id=customer_id, kind="check_contact", pk=pk).first()
    if row is None:
        return None
    told = row.data.get("said", {})
    return SaidFacts("contact", name=str(told.get("name", "")), email=str(told.get("email", "")))
