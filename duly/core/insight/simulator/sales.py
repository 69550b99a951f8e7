"""The demo invoices, and credit notes that have no dispute behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from duly.core.insight.simulator.config import SimulationConfig
from duly.core.insight.simulator.draw import between, chance, pick, stream
from duly.core.insight.simulator.names import SUBJECTS
from duly.core.insight.simulator.terms import SimulatedTerms
from duly.core.insight.simulator.values import SimulatedCreditNote, SimulatedCustomer, SimulatedInvoice
from duly.core.money.currency import exponent
from duly.core.money.money import Money, percent_of

GAP_DAYS = {"key": (3, 14), "standard": (14, 45), "small": (25, 100)}
"""From one invoice to the next."""
AMOUNTS = {"key": (900, 60_000), "standard": (150, 14_000), "small": (40, 1_600)}
"""In major units, least and most; small amounts are more frequent."""
TAX_PERCENT = 19
REBATE_PERCENT = 2


def make_invoices(
    config: SimulationConfig, customer: SimulatedCustomer, terms: SimulatedTerms
) -> list[SimulatedInvoice]:
    """Return a customer's invoices by date, with empty numbers; see `number_documents`."""
    rng = stream(config.seed, "invoices", customer.number)
    return [_invoice(customer, terms, day, rng) for day in _days(config, customer, rng)]


def make_rebate(config: SimulationConfig, customer: SimulatedCustomer) -> list[SimulatedCreditNote]:
    """Return the yearly rebate of a few customers: a credit note that nobody has used yet."""
    rng = stream(config.seed, "rebate", customer.number)
    day = config.end_date - timedelta(days=between(rng, 5, 90))
    if not chance(rng, REBATE_PERCENT) or day < customer.since_date:
        return []
    amount = between(rng, 50, 400) * 10 ** exponent(customer.currency)
    return [SimulatedCreditNote("", customer.number, day, amount, customer.currency, "rebate", None)]


def number_documents(invoices: list[SimulatedInvoice]) -> list[SimulatedInvoice]:
    """Return the invoices of all customers by date, numbered without a gap within each year."""
    ordered = sorted(invoices, key=lambda invoice: (invoice.invoice_date, invoice.customer_number))
    counters: dict[int, int] = {}
    result = []
    for invoice in ordered:
        year = invoice.invoice_date.year
        counters[year] = counters.get(year, 0) + 1
        result.append(replace(invoice, number=f"INV-{year}-{counters[year]:05}"))
    return result


def _days(config: SimulationConfig, customer: SimulatedCustomer, rng: Random) -> Iterator[date]:
    low, high = GAP_DAYS[customer.segment]
    last = min(config.end_date, customer.payer.last_order_date or config.end_date)
    # Somebody who came lately is a customer because of a first invoice.
    first_gap = 0 if customer.since_date > config.start_date else between(rng, 0, high)
    day = customer.since_date + timedelta(days=first_gap)
    while day <= last:
        yield day - timedelta(days=max(0, day.weekday() - 4))
        lean = day.month in customer.payer.off_season
        day += timedelta(days=between(rng, low, high) * (2 if lean else 1))


def _invoice(customer: SimulatedCustomer, terms: SimulatedTerms, day: date, rng: Random) -> SimulatedInvoice:
    day = max(day, customer.since_date)
    low, high = AMOUNTS[customer.segment]
    scale = 10 ** exponent(customer.currency)
    lot = rng.random()
    net = int((low + (high - low) * lot * lot * lot) * scale) + between(rng, 0, scale - 1)
    gross = net + percent_of(Money(net, customer.currency), Decimal(TAX_PERCENT)).minor
    discount = percent_of(Money(gross, customer.currency), terms.discount_percent).minor
    return SimulatedInvoice(
        number="",
        customer_number=customer.number,
        invoice_date=day,
        due_date=terms.due_date(day),
        amount_minor=gross,
        net_minor=net,
        currency=customer.currency,
        terms_text=terms.text,
        subject=f"{pick(rng, SUBJECTS[customer.language])} {day:%Y-%m}",
        order_number=f"PO-{between(rng, 10_000, 99_999)}" if chance(rng, 60) else "",
        discount_date=terms.discount_date(day),
        discount_minor=discount,
    )
