"""What a payment history says became of an invoice, as amounts to book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from duly.core.billing.intake.parts import DuePart
from duly.core.billing.intake.values import CreditNoteRow, HistoryRow, InvoiceRow, Outcome


@dataclass(frozen=True, slots=True)
class PartSettled:
    """What is booked on one open item, in minor units: cash applied, and the difference closed with it."""

    no: int
    principal_minor: int
    residual_minor: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What closes an invoice wholly or in part, on `on` (never before the invoice's own date).

    Either cash: `receipt_minor` came on `received_date`, `parts` say where it went, what is left over
    stays unapplied; `residual_kind` is "discount" when the invoice's terms granted the difference on
    that day, else "short_payment". Or no cash: `credit_minor` is closed by a credit note, and
    `credit_reason` says why.
    """

    on: date
    received_date: date | None = None
    receipt_minor: int = 0
    parts: tuple[PartSettled, ...] = ()
    residual_kind: str = ""
    credit_minor: int = 0
    credit_reason: str = ""


def settlement_of(
    row: InvoiceRow, parts: Sequence[DuePart], discounts: Sequence[Mapping[str, Any]] = ()
) -> Settlement | None:
    """Return what is to be booked against a new invoice; None when nothing is."""
    if not isinstance(row, HistoryRow) or row.outcome is Outcome.OPEN:
        return _before(row)
    assert row.settled_date is not None
    on = max(row.settled_date, row.issue_date)
    if row.outcome is Outcome.WITHDRAWN:
        reason = f"Withdrawn: {row.close_reason}" if row.close_reason else "Withdrawn"
        return Settlement(on=on, credit_minor=row.amount_minor, credit_reason=f"{reason} ({row.settled_date})")
    assert row.settled_minor is not None
    settled = _over_parts(row, parts, row.settled_minor)
    short = sum(part.residual_minor for part in settled)
    day = row.settled_date.isoformat()
    granted = max((one["discount_minor"] for one in discounts if day <= one["until_date"]), default=0)
    return Settlement(
        on=on, received_date=row.settled_date, receipt_minor=row.settled_minor, parts=settled,
        residual_kind="" if not short else "discount" if short <= granted else "short_payment",
    )  # fmt: skip


def _before(row: InvoiceRow) -> Settlement | None:
    """What the source's open amount says was settled before the invoice came here."""
    if row.open_minor is None or row.open_minor == row.amount_minor:
        return None
    return Settlement(
        on=row.issue_date, credit_minor=row.amount_minor - row.open_minor,
        credit_reason=f"Settled in the source system before the import of {row.number}",
    )  # fmt: skip


def _over_parts(row: HistoryRow, parts: Sequence[DuePart], cash_minor: int) -> tuple[PartSettled, ...]:
    """Spread cash over the instalments, earliest first; full discharge closes what it does not reach."""
    settled, left = [], cash_minor
    for part in parts:
        taken = min(left, part.amount_minor)
        left -= taken
        residual = part.amount_minor - taken if row.outcome is Outcome.SETTLED else 0
        if taken or residual:
            settled.append(PartSettled(part.no, taken, residual))
    return tuple(settled)


def used_before(row: CreditNoteRow) -> int:
    """Return how much of a credit note the source says was used before it came here, in minor units."""
    return 0 if row.open_minor is None else row.amount_minor - row.open_minor
