"""Amounts, dates and flags of ISO 20022, read strictly: what is not plainly right is not read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from duly.adapters.bank.camt.nodes import Node
from duly.adapters.bank.camt.report import Report
from duly.core.cash.bank_line import Amount, Charge
from duly.core.money.currency import UnknownCurrency
from duly.core.money.money import NotExact, from_decimal

_DECIMAL = re.compile(r"\+?(\d{1,18}(\.\d{0,17})?|\.\d{1,17})\Z", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(\Z|[T+\-Z ])", re.ASCII)


@dataclass(frozen=True, slots=True)
class BadField:
    """A field whose text cannot be read; the sentence says why."""

    field: str
    value: str
    sentence: str


def amount_of(node: Node | None, fallback_currency: str = "") -> Amount | BadField | None:
    """Return an unsigned amount, None when the element is absent, BadField when it cannot be read."""
    if node is None:
        return None
    node.seen = True
    currency = node.currency or fallback_currency
    if not _DECIMAL.match(node.text):
        return BadField(node.name, node.text, f"{node.text!r} is not an amount such as 1234.50.")
    if not currency:
        return BadField(node.name, node.text, "The amount has no currency.")
    try:
        return Amount(from_decimal(Decimal(node.text), currency).minor, currency)
    except (UnknownCurrency, NotExact) as problem:
        return BadField(node.name, f"{node.text} {currency}", f"{problem}.")


def amount_or_warning(node: Node | None, report: Report, place: str, fallback: str = "") -> Amount | None:
    """Return a secondary amount; one that cannot be read is left out with a warning."""
    result = amount_of(node, fallback)
    if isinstance(result, BadField):
        report.warn("bad_amount", place, result.field, result.value, result.sentence + " It was left out.")
        return None
    return result


def direction(text: str) -> int:
    """Return +1 for CRDT, -1 for DBIT, 0 for anything else."""
    return {"CRDT": 1, "DBIT": -1}.get(text.upper(), 0)


def date_of(node: Node | None, report: Report, place: str) -> date | None:
    """Return the calendar day of a date choice (Dt or DtTm) as the bank wrote it, zones not shifted."""
    if node is None:
        return None
    text = node.value("Dt", "DtTm") or node.value("Dt/Dt", "Dt/DtTm")
    if not text and node.text:
        node.seen = True
        text = node.text
    return day(text, report, place, node.name)


def day(text: str, report: Report, place: str, field: str) -> date | None:
    """Return the day of an ISO 8601 date or instant; None, with a warning, when it is not one."""
    if not text:
        return None
    match = _DATE.match(text)
    try:
        if match is not None:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    report.warn("bad_date", place, field, text, f"{text!r} is not a date such as 2026-01-31. It was left out.")
    return None


def flag(text: str, report: Report, place: str, field: str) -> bool:
    """Return an XML boolean; anything else counts as false, with a warning."""
    if text.lower() in ("true", "1"):
        return True
    if text.lower() not in ("", "false", "0"):
        report.warn("bad_flag", place, field, text, f"{text!r} is neither true nor false. It was taken as false.")
    return False


def charges_of(parent: Node, report: Report, place: str, currency: str) -> tuple[Charge, ...]:
    """Return the bank charges of an entry or detail; positive is what the bank took."""
    result: list[Charge] = []
    for group in parent.all("Chrgs"):
        records = group.all("Rcrd") or [group]
        total = group.first("TtlChrgsAndTaxAmt")
        for record in records:
            node = record.first("Amt") or (total if record is group else None)
            amount = amount_or_warning(node, report, place, currency)
            if amount is None:
                continue
            sign = -1 if direction(record.value("CdtDbtInd")) > 0 else 1
            included = record.value("ChrgInclInd")
            result.append(
                Charge(
                    Amount(sign * amount.minor, amount.currency),
                    flag(included, report, place, "ChrgInclInd") if included else None,
                )
            )
        if total is not None:
            total.seen = True
    return tuple(result)
