"""Some customers of a simulated company pay in two instalments: their invoices and payments, rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from duly.core.insight.simulator.parts import parts_of
from duly.core.insight.simulator.temperament import Temperament
from duly.core.insight.simulator.values import (
    Application,
    SimulatedCompany,
    SimulatedCustomer,
    SimulatedInvoice,
    SimulatedReceipt,
)

WHOLE_TEXT = "net 60"
INSTALMENT_TEXT = "50% net 30, balance net 60"
"""The balance is due when the whole was, so that every date of the simulation keeps its sense."""
FIRST_PART_DAYS = 30
"""The first instalment is paid so many days before the second, as it is due so many before."""


def in_instalments(company: SimulatedCompany) -> SimulatedCompany:
    """Return the company with `50% net 30, balance net 60` for whom it agreed on `net 60`.

    Undisputed invoices get a first payment of their own; what is paid in the end stays the same
    for the paid ones, and the first half of those still open is paid when it was due.
    """
    invoices = tuple(replace(one, terms_text=_text(one.terms_text)) for one in company.invoices)
    disputed = {dispute.invoice_number for dispute in company.disputes}
    divided = {i.number: i for i in invoices if i.terms_text == INSTALMENT_TEXT and i.number not in disputed}
    receipts = [part for receipt in company.receipts for part in _divided(receipt, divided)]
    touched = {entry.invoice_number for receipt in company.receipts for entry in receipt.applications}
    customers = {customer.number: customer for customer in company.customers}
    waiting = (invoice for number, invoice in divided.items() if number not in touched)
    receipts += _first_halves(company, waiting, customers)
    receipts.sort(key=lambda receipt: (receipt.receipt_date, receipt.number))
    return replace(
        company,
        customers=tuple(replace(one, terms_text=_text(one.terms_text)) for one in company.customers),
        invoices=invoices,
        receipts=tuple(receipts),
    )


def _text(text: str) -> str:
    return INSTALMENT_TEXT if text == WHOLE_TEXT else text


def _divided(receipt: SimulatedReceipt, divided: dict[str, SimulatedInvoice]) -> Iterator[SimulatedReceipt]:
    """Yield the two payments that an exact payment of a divided invoice really was, or the receipt as it is."""
    invoice = divided.get(receipt.applications[0].invoice_number) if receipt.applications else None
    first_day = _weekday(receipt.receipt_date - timedelta(days=FIRST_PART_DAYS))
    whole = invoice is not None and receipt.kind == "exact" and receipt.amount_minor == invoice.amount_minor
    if invoice is None or not whole or first_day <= invoice.invoice_date:
        yield receipt
        return
    first, second = (part.amount_minor for part in parts_of(invoice))
    for suffix, day, minor, kind in (("1", first_day, first, "part"), ("2", receipt.receipt_date, second, "rest")):
        applied = (Application(invoice.number, "principal", minor),)
        yield replace(
            receipt, number=f"{receipt.number}-{suffix}", receipt_date=day, amount_minor=minor, kind=kind,
            applications=applied,
        )  # fmt: skip


def _first_halves(
    company: SimulatedCompany, open_invoices: Iterable[SimulatedInvoice], customers: dict[str, SimulatedCustomer]
) -> Iterator[SimulatedReceipt]:
    for invoice in open_invoices:
        customer = customers[invoice.customer_number]
        first = parts_of(invoice)[0]
        day = _weekday(first.due_date + timedelta(days=2))
        bad = (Temperament.INSOLVENT, Temperament.PROMISE_BREAKING)
        if day > company.config.end_date or customer.payer.temperament in bad:
            continue
        yield SimulatedReceipt(
            number=f"BK-{invoice.number}-1",
            receipt_date=day,
            amount_minor=first.amount_minor,
            currency=invoice.currency,
            debtor_name=customer.name.upper(),
            debtor_iban=customer.iban,
            remittance_text=f"{invoice.number} 1/2",
            creditor_reference="",
            kind="part",
            customer_number=customer.number,
            applications=(Application(invoice.number, "principal", first.amount_minor),),
        )


def _weekday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= 5 else day
