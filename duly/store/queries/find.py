"""Find what a person means by a word: customers by number or name, receivables by number."""

from __future__ import annotations

from django.db.models import Q

from duly.store.models import Customer, Receivable


def find_customers(company_id: int, what: str, limit: int = 5) -> list[int]:
    """Return customer ids for an invoice number, a customer number, or (part of) a name, best first."""
    by_invoice = Receivable.objects.filter(company_id=company_id, number=what).values_list("customer_id", flat=True)
    by_number = Customer.objects.filter(company_id=company_id).filter(Q(number=what) | Q(external_id=what))
    exact = [*by_invoice.distinct()[:limit], *by_number.values_list("pk", flat=True)[:limit]]
    if exact:
        return list(dict.fromkeys(exact))[:limit]
    by_name = Customer.objects.filter(company_id=company_id, name__icontains=what)
    return list(by_name.order_by("name", "pk").values_list("pk", flat=True)[:limit])
