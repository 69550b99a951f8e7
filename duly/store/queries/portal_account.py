"""What a customer's own page shows: who is asked, by whom, and every open item with what stands against it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from duly.core.payments.due import DueItem, spread
from duly.store.models import Contact, Customer, Dispute, OpenReceipt, PaymentClaim, PromiseToPay, Receivable
from duly.store.queries.open_items import OpenFacts, open_items_of


@dataclass(frozen=True, slots=True)
class GuestFacts:
    """Whose page it is, and who is reading it as far as the link knows."""

    customer_id: int
    customer_name: str
    customer_number: str
    language: str
    contact_name: str
    contact_email: str


@dataclass(frozen=True, slots=True)
class PortalItem:
    """An open item with what stands against it; the amounts are minor units.

    `promised_date` is the day of a live promise, `claimed_until` the last day on which a payment that the customer
    reported is waited for, `discount_minor` what may be taken off when paid by `discount_until`.
    """

    facts: OpenFacts
    due: DueItem
    disputed_minor: int
    promised_date: date | None
    claimed_until: date | None
    discount_minor: int
    discount_until: date | None

    @property
    def label(self) -> str:
        """The number, with the instalment where there are several."""
        one = self.facts
        return f"{one.number} ({one.instalment_no}/{one.instalment_count})" if one.instalment_count > 1 else one.number


def guest_facts(company_id: int, customer_id: int, contact_id: int | None) -> GuestFacts | None:
    """Return whose page it is, or None when the customer is gone."""
    customer = Customer.objects.filter(company_id=company_id, pk=customer_id).first()
    if customer is None:
        return None
    contacts = Contact.objects.filter(company_id=company_id, customer_id=customer_id)
    contact = contacts.filter(pk=contact_id).first() if contact_id else None
    language = (contact.language if contact else "") or customer.language
    return GuestFacts(
        customer.pk, customer.name, customer.number, language, contact.name if contact else "",
        contact.email if contact else "",
    )  # fmt: skip


def portal_items(company_id: int, customer_id: int, as_of: date) -> list[PortalItem]:
    """Return every open item of a customer, oldest due date first, credit notes last."""
    facts = open_items_of(company_id, customer_id=customer_id)
    own: dict[str, Any] = {"company_id": company_id, "customer_id": customer_id, "state": "open"}
    grouped = Dispute.objects.filter(**own).values_list("receivable_id").annotate(Sum("amount_minor"))
    disputed: dict[int, int] = {pk: minor for pk, minor in grouped.order_by()}
    promised = _promised(own, facts, as_of)
    claimed: dict[int, date] = {}
    for claim in PaymentClaim.objects.filter(**own, rests_until_date__gte=as_of):
        for pk in claim.receivables:
            claimed[pk] = max(claimed.get(pk, claim.rests_until_date), claim.rests_until_date)
    discounts = _discounts(company_id, facts, as_of)
    items = [_item(one, disputed, promised, claimed, discounts) for one in facts]
    return sorted(items, key=lambda item: item.facts.open_minor < 0)


Promised = dict[int, tuple[int, date]]
Discounts = dict[int, tuple[int, date]]


def _item(
    one: OpenFacts, disputed: dict[int, int], promised: Promised, claimed: dict[int, date], discounts: Discounts
) -> PortalItem:
    pk = one.receivable_id
    promised_minor, promised_date = promised.get(pk, (0, None))
    discount_minor, until = discounts.get(pk, (0, None))
    due = DueItem(pk, one.currency, one.due_date, one.open_minor, disputed.get(pk, 0), promised_minor, pk in claimed)
    return PortalItem(one, due, disputed.get(pk, 0), promised_date, claimed.get(pk), discount_minor, until)


def _promised(own: dict[str, Any], facts: list[OpenFacts], as_of: date) -> Promised:
    open_by_id = {one.receivable_id: one.open_minor for one in facts}
    found: Promised = {}
    for row in PromiseToPay.objects.filter(**own, promised_date__gte=as_of).order_by("pk"):
        covered = {pk: open_by_id[pk] for pk in open_by_id if pk in set(row.receivables)}
        for pk, minor in spread(row.amount_minor, covered).items():
            if minor:
                found[pk] = (minor, row.promised_date)
    return found


def _discounts(company_id: int, facts: list[OpenFacts], as_of: date) -> Discounts:
    """The largest discount that may still be taken, on items nothing of which is paid yet."""
    whole = [one.receivable_id for one in facts if one.open_minor == one.amount_minor]
    found: Discounts = {}
    rows = Receivable.objects.filter(company_id=company_id, pk__in=whole).exclude(discounts=[])
    for pk, tiers in rows.values_list("pk", "discounts"):
        for tier in tiers:
            until, minor = date.fromisoformat(str(tier["until_date"])), int(tier["discount_minor"])
            if until >= as_of and minor > found.get(pk, (0, until))[0]:
                found[pk] = (minor, until)
    return found


def are_own(company_id: int, customer_id: int, receivable_ids: Collection[int]) -> bool:
    """Say whether all of these receivables, open or settled, are this customer's."""
    ids = set(receivable_ids)
    rows = Receivable.objects.filter(company_id=company_id, customer_id=customer_id, pk__in=ids)
    return rows.count() == len(ids)


def on_account(company_id: int, customer_id: int) -> list[tuple[str, int]]:
    """Return money of the customer that is not used for an invoice yet: (currency, minor units)."""
    rows = OpenReceipt.objects.filter(company_id=company_id, customer_id=customer_id)
    return list(rows.values_list("currency").annotate(Sum("unapplied_minor")).order_by("currency"))
