"""From a bank line to what the matcher reads."""

from __future__ import annotations

from datetime import date

from duly.core.cash.bank_line import BankLine
from duly.core.cash.matching.values import CashLine


def cash_line(
    line: BankLine, *, line_id: int, unapplied_minor: int, fallback_date: date, customer_id: int | None = None
) -> CashLine:
    """Return the matcher's view of a receipt from a bank line; `unapplied_minor` is what is left of it.

    The paid date is the earlier of value and booking date, so that a payer never loses a discount
    to the bank's delay. The bank's own text is read only where the payer left none.
    """
    days = [day for day in (line.value_date, line.booking_date) if day is not None]
    return CashLine(
        line_id=line_id,
        amount_minor=unapplied_minor,
        currency=line.currency,
        paid_date=min(days, default=fallback_date),
        texts=line.text or line.bank_text,
        structured=tuple(reference.value for reference in line.references if reference.value),
        payer_name=line.ultimate_debtor.name or line.debtor.name,
        payer_account=line.debtor.account,
        customer_id=customer_id,
    )
