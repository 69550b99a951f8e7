"""The form in which a person puts money on items: what stands in it, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils.translation import gettext as _

from duly.core.cash.netting import Share, closing_share
from duly.core.money.currency import exponent
from duly.core.money.money import Money
from duly.faces.console.numbers import whole
from duly.store.queries.cash_receipts import CandidateItem, ProposalRow

MAX_ITEMS = 500


@dataclass(frozen=True, slots=True)
class GridRow:
    """One item with what is put on it; `typed` and `close_as` as they stand in the form."""

    item: CandidateItem
    typed: str = ""
    close_as: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed: shares where all of it could be read, problems by receivable id otherwise."""

    shares: tuple[Share, ...]
    problems: Mapping[int, str]
    texts: Mapping[int, tuple[str, str]]


def plain_amount(minor: int, currency: str) -> str:
    """Return an amount as it is typed: digits and a point."""
    return Money(minor, currency).plain()


def read_amount(text: str, currency: str) -> int | None:
    """Return typed minor units; a comma or a point may be the decimal sign. None when it is no amount.

    What has more decimals than the currency is refused, so that `1,234` euro is never read as 1.23.
    """
    flat = "".join(text.split()).replace("\u2212", "-").replace("\u2019", "").replace("'", "")
    if flat.count(",") and flat.count("."):
        point = max(flat.rfind(","), flat.rfind("."))
        flat = flat[:point].replace(",", "").replace(".", "") + "." + flat[point + 1 :]
    flat = flat.replace(",", ".")
    places = exponent(currency)
    _head, sign, tail = flat.rpartition(".")
    if sign and len(tail) > places:
        return None
    try:
        value = Decimal(flat)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) > Decimal(10) ** 15:
        return None
    return int(value.scaleb(places))


def read_typed(posted: QueryDict, items: Sequence[CandidateItem]) -> Typed:
    """Return what was typed for these items."""
    shares: list[Share] = []
    problems: dict[int, str] = {}
    texts: dict[int, tuple[str, str]] = {}
    for item in items:
        text = posted.get(f"amount-{item.receivable_id}", "").strip()
        close_as = posted.get(f"close-{item.receivable_id}", "")
        if not text:
            continue
        texts[item.receivable_id] = (text, close_as)
        minor = read_amount(text, item.currency)
        if minor is None:
            problems[item.receivable_id] = _("This is no amount of %(currency)s.") % {"currency": item.currency}
        elif minor:
            signed = -abs(minor) if item.open_minor < 0 else minor
            shares.append(closing_share(item.receivable_id, item.open_minor, signed, close_as))
    return Typed(tuple(shares), problems, texts)


def ids_typed(posted: QueryDict) -> list[int]:
    """Return the receivables that stand in a posted form."""
    names = [name.removeprefix("amount-") for name in posted if name.startswith("amount-")]
    return [number for name in names if (number := whole(name)) is not None][:MAX_ITEMS]


def texts_of(proposal: ProposalRow | None, currency: str) -> dict[int, tuple[str, str]]:
    """Return a proposal as it would be typed."""
    if proposal is None:
        return {}
    return {
        receivable_id: (plain_amount(minor, currency), next(iter(residuals), ""))
        for receivable_id, minor, residuals in proposal.lines
    }


def grid(
    items: Sequence[CandidateItem], texts: Mapping[int, tuple[str, str]], problems: Mapping[int, str]
) -> list[GridRow]:
    """Return the rows of the form."""
    return [
        GridRow(item, *texts.get(item.receivable_id, ("", "")), problems.get(item.receivable_id, "")) for item in items
    ]
