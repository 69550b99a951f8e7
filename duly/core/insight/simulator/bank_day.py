"""A day of the demo bank: what customers pay towards what is open, as banks and payers write it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from duly.core.cash.bank_line import Amount, BankLine, Charge, Party, ReferenceKind, StructuredReference
from duly.core.insight.simulator.iban import demo_iban
from duly.core.money.currency import exponent

FEE_MAJOR = 15
"""What a correspondent bank keeps, in major units; at most a fifth of the payment."""
STRANGER = Party("DEMO CASH POOL SERVICES SA", demo_iban("FR", 99_000_000))
TAX_OFFICE = Party("DEMO TAX OFFICE", demo_iban("DE", 99_000_001))


@dataclass(frozen=True, slots=True)
class Owed:
    """An open invoice; `discount_minor` is what may still be taken off for paying on the day (0: nothing)."""

    number: str
    creditor_reference: str
    currency: str
    open_minor: int
    customer_number: str
    customer_name: str
    customer_account: str = ""
    discount_minor: int = 0


def pay_everything(owed: Sequence[Owed], *, account: str, day: date) -> tuple[BankLine, ...]:
    """Return one exact payment for each invoice: by its number and by its creditor reference in turn."""
    return tuple(
        _finished(_by_reference(one) if place % 2 else _by_number(one), account, day, place)
        for place, one in enumerate(owed)
    )


def pay_variously(owed: Sequence[Owed], *, account: str, day: date, at_most: int = 12) -> tuple[BankLine, ...]:
    """Return a day's bank lines that show each way of paying once, each by another customer.

    `owed` stands in the order of preference. In turn: discount taken, two invoices together, exact with number,
    exact with creditor reference, short by a bank fee, number mistyped, an unknown payer without reference,
    a part payment, no reference at all; then exact ones up to `at_most`, and money that is no payment of ours.
    """
    groups = [tuple(group) for _, group in groupby(_by_customer(owed), key=lambda one: one.customer_number)]
    lines: list[BankLine] = []
    for fits, pay in _WAYS:
        chosen = next((group for group in groups if fits(group)), None)
        if chosen is not None:
            groups.remove(chosen)
            lines.append(pay(chosen))
    lines += [_by_number(group[0]) for group in groups[: max(0, at_most - 1 - len(lines))]]
    if lines:
        refund = BankLine(account, 123_456, lines[0].currency, debtor=TAX_OFFICE, text=("TAX REFUND DEMO",))
        lines.append(refund)
    return tuple(_finished(line, account, day, place) for place, line in enumerate(lines))


def _by_customer(owed: Sequence[Owed]) -> Iterable[Owed]:
    place = {number: at for at, number in reversed(list(enumerate(one.customer_number for one in owed)))}
    return sorted(owed, key=lambda one: place[one.customer_number])


def _line(one: Owed, minor: int, text: str = "") -> BankLine:
    payer = Party(one.customer_name.upper(), one.customer_account)
    return BankLine("", minor, one.currency, debtor=payer, text=(text,) if text else ())


def _by_number(one: Owed) -> BankLine:
    return _line(one, one.open_minor, f"Invoice {one.number}")


def _by_reference(one: Owed) -> BankLine:
    reference = StructuredReference(ReferenceKind.CREDITOR, one.creditor_reference, "SCOR")
    return replace(_line(one, one.open_minor), references=(reference,))


def _together(group: tuple[Owed, ...]) -> BankLine:
    first, second = group[:2]
    return _line(first, first.open_minor + second.open_minor, f"{first.number}, {second.number}")


def _short_by_fee(one: Owed) -> BankLine:
    fee = min(FEE_MAJOR * 10 ** exponent(one.currency), one.open_minor // 5)
    charge = Charge(Amount(fee, one.currency), included=True)
    instructed = Amount(one.open_minor, one.currency)
    line = _line(one, one.open_minor - fee, one.number)
    return replace(line, charges=(charge,), instructed=instructed)


def _discounted(group: tuple[Owed, ...]) -> BankLine:
    one = next(one for one in group if one.discount_minor)
    return _line(one, one.open_minor - one.discount_minor, f"{one.number} less discount")


def _mistyped(one: Owed) -> BankLine:
    head, last, before = one.number[:-2], one.number[-1], one.number[-2]
    digits = last + before if last != before else f"{(int(last) + 1) % 10}{last}" if last.isdigit() else last
    return _line(one, one.open_minor, f"Invoice {head}{digits}")


def _by_stranger(one: Owed) -> BankLine:
    return replace(_line(one, one.open_minor, "Payment on behalf of an affiliate"), debtor=STRANGER)


def _has_one(group: tuple[Owed, ...]) -> bool:
    return len(group) == 1


def _any(group: tuple[Owed, ...]) -> bool:
    return True


_Way = tuple[Callable[[tuple[Owed, ...]], bool], Callable[[tuple[Owed, ...]], BankLine]]
_WAYS: tuple[_Way, ...] = (
    (lambda group: any(one.discount_minor for one in group), _discounted),
    (lambda group: len(group) > 1, _together),
    (_has_one, lambda group: _by_number(group[0])),
    (_has_one, lambda group: _by_reference(group[0])),
    (_any, lambda group: _short_by_fee(group[0])),
    (_any, lambda group: _mistyped(group[0])),
    (_any, lambda group: _by_stranger(group[0])),
    (_any, lambda group: _line(group[0], max(1, group[0].open_minor * 2 // 5), f"{group[0].number} part payment")),
    (_any, lambda group: _line(group[0], group[0].open_minor, "Thank you")),
)
"""The rare ways choose first; who fits none pays exactly."""


def _finished(line: BankLine, account: str, day: date, place: int) -> BankLine:
    said = "".join(line.text) or "".join(one.value for one in line.references)
    token = f"{sum(ord(sign) * (at + 7) for at, sign in enumerate(said)) + line.amount_minor:08X}"[-8:]
    return replace(
        line,
        account=account,
        booking_date=day,
        value_date=day,
        servicer_reference=f"DEMO{day:%y%m%d}{place + 1:03}{token}",
        bank_code="PMNT/RCDT/ESCT",
    )
