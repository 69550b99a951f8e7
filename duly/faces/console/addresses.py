"""Addresses that pages of several rooms need; an address whose room is not there yet is empty."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address(name: str, *args: object) -> str:
    """Return the address of a page of the console, or "" where there is none."""
    try:
        return reverse(f"console:{name}", args=args or None)
    except NoReverseMatch:
        return ""


def customer_address(customer_id: int | str) -> str:
    """Return the address of a customer's page."""
    return f"{reverse('console:customers')}{customer_id}/"


def invoice_address(receivable_id: int | str) -> str:
    """Return the address of an invoice's page."""
    return f"{reverse('console:home')}invoices/{receivable_id}/"
