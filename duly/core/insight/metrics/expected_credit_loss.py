"""Expected credit loss: a provision matrix, and the loss rates from how receivables roll through ages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from duly.core.insight.metrics.figure import PERCENT, Definition, Figure, Input, known, mixed, unknown
from duly.core.insight.reasons import reason
from duly.core.money.currency import exponent
from duly.core.money.money import Money

DEFINITION = Definition(
    "expected_credit_loss",
    "Expected credit loss",
    "major units",
    "sum over ages of balance × loss rate, plus the overlay",
    "What the receivables are expected to lose, by age; the overlay is management's forward-looking addition.",
    "IFRS 9, B5.5.35 (provision matrix).",
)


def roll_rates(*, sales: Money, paid_by_bucket: Sequence[Money]) -> tuple[Decimal | None, ...]:
    """Return the loss rate per bucket as a fraction: finally unpaid / amount that reached the bucket.

    `paid_by_bucket[i]` was paid while in bucket i (the first is current); one more rate than buckets
    is returned, for what is older than all of them. None where nothing reached a bucket.
    """
    reached = [sales.minor]
    for paid in paid_by_bucket:
        reached.append(reached[-1] - paid.minor)
    lost = Decimal(reached[-1])
    return tuple(lost / Decimal(amount) if amount > 0 else None for amount in reached)


def expected_credit_loss(buckets: Sequence[tuple[str, Money, Decimal]], *, overlay: Money | None = None) -> Figure:
    """Return Σ balance × rate + overlay in major units; `buckets` are (age, balance, rate as a fraction)."""
    inputs = tuple(
        Input(name, balance, f"Open amount of this age; loss rate {rate * PERCENT:.4f} %.")
        for name, balance, rate in buckets
    )
    if overlay is not None:
        inputs += (Input("overlay", overlay, "Forward-looking addition, set by management with its reason."),)
    if not buckets:
        return unknown(DEFINITION, reason("figure.no_buckets"), *inputs)
    problem = mixed([balance for _, balance, _ in buckets] + ([overlay] if overlay else []))
    if problem:
        return unknown(DEFINITION, problem, *inputs)
    currency = buckets[0][1].currency
    minor = sum(
        (Decimal(balance.minor) * rate for _, balance, rate in buckets), Decimal(overlay.minor if overlay else 0)
    )
    return known(replace(DEFINITION, unit=currency), minor.scaleb(-exponent(currency)), *inputs)
