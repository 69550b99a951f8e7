"""From payments to what the bank reports: combined, short, over, mistyped, by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from random import Random

from duly.core.insight.simulator.config import SimulationConfig
from duly.core.insight.simulator.draw import between, chance, pick, stream, weighted
from duly.core.insight.simulator.iban import demo_iban
from duly.core.insight.simulator.names import EMPTY_WORDS, INVOICE_WORD, SHORT_WORD, plain
from duly.core.insight.simulator.settle import Story
from duly.core.insight.simulator.values import Application, SimulatedCustomer, SimulatedReceipt
from duly.core.money.currency import exponent
from duly.core.money.mod97 import check_digits

COMBINES_PERCENT = 88
"""Invoices paid on one day go out as one transfer so often."""
MAX_COMBINED = 12
REMITTANCE_LENGTH = 140
"""SEPA unstructured remittance information holds 140 characters."""
QUIRKS = (
    ("exact", 74), ("no_reference", 6), ("typo", 6), ("part", 5), ("third_party", 3), ("over", 2), ("short_by_fee", 1)
)  # fmt: skip
ABROAD_FEE_PERCENT = 12
THIRD_PARTY = "DEMO CASH POOL SERVICES SA"


@dataclass(frozen=True, slots=True)
class _Payment:
    """One transfer before the bank: what it is meant to settle."""

    customer: SimulatedCustomer
    day: date
    stories: tuple[Story, ...]


def make_receipts(
    config: SimulationConfig, customer: SimulatedCustomer, stories: Sequence[Story]
) -> list[SimulatedReceipt]:
    """Return the customer's receipts up to the end of the simulation, with empty numbers."""
    paid = [(story.paid_date, story) for story in stories if story.paid_date is not None]
    paid.sort(key=lambda pair: (pair[0], pair[1].invoice.number))
    receipts: list[SimulatedReceipt] = []
    for day, group in groupby(paid, key=lambda pair: pair[0]):
        for payment in _transfers(config, customer, day, tuple(story for _, story in group)):
            receipts.extend(_receipts_of(config, payment))
    return [receipt for receipt in receipts if receipt.receipt_date <= config.end_date]


def make_not_ours(config: SimulationConfig) -> list[SimulatedReceipt]:
    """Return the money on the account that pays no receivable: a tax refund each quarter."""
    rng = stream(config.seed, "not ours")
    day, receipts = config.start_date + timedelta(days=40), []
    while day <= config.end_date:
        amount = between(rng, 200, 3_000) * 10 ** exponent(config.currency)
        text = f"TAX REFUND {day:%Y}Q{(day.month + 2) // 3} DEMO"
        receipts.append(
            SimulatedReceipt("", day, amount, config.currency, "DEMO TAX OFFICE", "", text, "", "not_ours", None, ())
        )
        day += timedelta(days=91)
    return receipts


def _transfers(
    config: SimulationConfig, customer: SimulatedCustomer, day: date, stories: tuple[Story, ...]
) -> list[_Payment]:
    rng = stream(config.seed, "transfer", customer.number, day.isoformat())
    if len(stories) > 1 and chance(rng, COMBINES_PERCENT):
        chunks = [stories[start : start + MAX_COMBINED] for start in range(0, len(stories), MAX_COMBINED)]
        return [_Payment(customer, day, chunk) for chunk in chunks]
    return [_Payment(customer, day, (story,)) for story in stories]


def _receipts_of(config: SimulationConfig, payment: _Payment) -> list[SimulatedReceipt]:
    numbers = ",".join(story.invoice.number for story in payment.stories)
    rng = stream(config.seed, "receipt", payment.customer.number, payment.day.isoformat(), numbers)
    kind = _kind(config, payment, rng)
    applications = [entry for story in payment.stories for entry in _applications(story, payment.day)]
    owed = sum(entry.amount_minor for entry in applications if entry.kind == "principal")
    if kind == "part":
        return _in_two_parts(payment, owed, rng)
    fee = 0
    if kind == "short_by_fee":
        fee = min(between(rng, 3, 25) * 10 ** exponent(config.currency), owed // 4)
        applications = _less_fee(applications, fee)
    over = between(rng, 1, 90) * 10 ** exponent(config.currency) if kind == "over" else 0
    text, reference = _remittance(payment, kind, rng)
    return [_receipt(payment, payment.day, owed - fee + over, kind, tuple(applications), (text, reference))]


def _kind(config: SimulationConfig, payment: _Payment, rng: Random) -> str:
    abroad = payment.customer.country in ("GB", "US") and payment.customer.country != config.country
    quirk = "short_by_fee" if chance(rng, ABROAD_FEE_PERCENT if abroad else 0) else weighted(rng, QUIRKS)
    if len(payment.stories) > 1:
        return "combined" if quirk in ("exact", "part", "short_by_fee", "over") else quirk
    story = payment.stories[0]
    kept = story.promise is not None and story.promise.outcome == "kept"
    if quirk == "part" and (kept or story.invoice.amount_minor - story.credited_minor < 2_000):
        return "exact"
    if quirk in ("exact", "part") and _takes_discount(story, payment.day):
        return "discounted"
    return quirk


def _takes_discount(story: Story, day: date) -> bool:
    """Take the discount up to its day, and a little after it too, as customers do."""
    last = story.invoice.discount_date
    return last is not None and day <= last + timedelta(days=4) and story.credited_minor == 0


def _applications(story: Story, day: date) -> list[Application]:
    invoice = story.invoice
    discount = invoice.discount_minor if _takes_discount(story, day) else 0
    principal = invoice.amount_minor - story.credited_minor - discount
    entries = [Application(invoice.number, "principal", principal)]
    return [*entries, Application(invoice.number, "discount", discount)] if discount else entries


def _less_fee(applications: list[Application], fee: int) -> list[Application]:
    """Let the bank's fee stand in for a part of the first invoice's principal."""
    first, rest = applications[0], applications[1:]
    if not fee:
        return applications
    paid = Application(first.invoice_number, "principal", first.amount_minor - fee)
    return [paid, Application(first.invoice_number, "bank_fee", fee), *rest]


def _in_two_parts(payment: _Payment, owed: int, rng: Random) -> list[SimulatedReceipt]:
    number = payment.stories[0].invoice.number
    first = owed * pick(rng, (30, 40, 50, 60)) // 100
    later = payment.day + timedelta(days=7 * between(rng, 2, 5))
    text, reference = _remittance(payment, "part", rng)
    return [
        _receipt(payment, payment.day, first, "part", (Application(number, "principal", first),), (text, reference)),
        _receipt(
            payment, later, owed - first, "rest", (Application(number, "principal", owed - first),), (text, reference)
        ),
    ]


def _receipt(
    payment: _Payment,
    day: date,
    amount: int,
    kind: str,
    applications: tuple[Application, ...],
    text_and_reference: tuple[str, str],
) -> SimulatedReceipt:
    customer, is_third = payment.customer, kind == "third_party"
    return SimulatedReceipt(
        number="",
        receipt_date=day,
        amount_minor=amount,
        currency=customer.currency,
        debtor_name=THIRD_PARTY if is_third else plain(customer.name).upper(),
        debtor_iban=demo_iban("FR", 99_000_000) if is_third else customer.iban,
        remittance_text=text_and_reference[0],
        creditor_reference=text_and_reference[1],
        kind=kind,
        customer_number=customer.number,
        applications=applications,
    )


def _remittance(payment: _Payment, kind: str, rng: Random) -> tuple[str, str]:
    """Return the remittance text and the structured creditor reference (one of them may be empty)."""
    customer, numbers = payment.customer, [story.invoice.number for story in payment.stories]
    lot = between(rng, 1, 100)
    if kind == "no_reference":
        return pick(rng, EMPTY_WORDS[customer.language]), ""
    if kind == "typo":
        numbers = [_mistyped(numbers[0], rng), *numbers[1:]]
    elif len(numbers) == 1 and lot <= 12:
        body = numbers[0].replace("-", "")
        return "", f"RF{check_digits('RF', body)}{body}"
    if kind == "third_party":
        return _fit(f"{customer.number} {', '.join(numbers)} {plain(customer.name)}"), ""
    return _fit(_wording(customer, numbers, lot)), ""


def _wording(customer: SimulatedCustomer, numbers: list[str], lot: int) -> str:
    listed = ", ".join(numbers)
    if lot <= 40:
        return f"{INVOICE_WORD[customer.language]} {listed}"
    if lot <= 60:
        return listed
    if lot <= 75:
        return f"{SHORT_WORD[customer.language]} {' '.join(number.removeprefix('INV-') for number in numbers)}"
    if lot <= 90:
        return f"{customer.number} / {listed}"
    return " ".join(number.replace("-", "") for number in numbers)


def _mistyped(number: str, rng: Random) -> str:
    """Return the number with a digit dropped, doubled or exchanged for its neighbour, as fingers do."""
    head, digits = number[:-5], number[-5:]
    way, place = between(rng, 1, 3), between(rng, 1, 3)
    if way == 1:
        return head + digits[:place] + digits[place + 1 :]
    if way == 2:
        return head + digits[: place + 1] + digits[place:]
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    return head + (swapped if swapped != digits else f"{(int(digits) + 10) % 100_000:05}")


def _fit(text: str) -> str:
    return text[:REMITTANCE_LENGTH]
