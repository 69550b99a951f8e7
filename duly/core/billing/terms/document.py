"""Payment terms as a JSON document and back; refuses what it does not know, naming the place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

from duly.core.billing.terms.rules import RULES, DueRule, InvalidTerms, Trigger
from duly.core.billing.terms.values import (
    Balance,
    DiscountBase,
    DiscountTier,
    Fixed,
    Instalment,
    Part,
    PaymentTerms,
    Share,
)
from duly.core.money.calendar import Roll
from duly.core.money.money import Money

VERSION: Final = 1
MAX_ENTRIES: Final = 32
MAX_TEXT: Final = 40


class TermsDocumentError(ValueError):
    """A document that is no payment terms; the message names the place and the remedy."""


def to_dict(terms: PaymentTerms) -> dict[str, Any]:
    """Return the terms as plain JSON values, with the document version."""
    return {
        "version": VERSION,
        "instalments": [{"share": _share(item.share), "due": _rule(item.due)} for item in terms.instalments],
        "discounts": [
            {"percent": f"{tier.percent:f}", "base": tier.base.value, "until": _rule(tier.until)}
            for tier in terms.discounts
        ],
        "roll": terms.roll.value,
    }


def from_dict(document: object) -> PaymentTerms:
    """Return the terms a document holds. Raises TermsDocumentError with place and remedy."""
    body = _object(document, "terms", {"version", "instalments", "discounts", "roll"})
    if type(body["version"]) is not int or body["version"] != VERSION:
        raise TermsDocumentError(f"terms.version: this Duly reads version {VERSION}, not {body['version']!r}")
    try:
        return PaymentTerms(
            tuple(_read_instalment(item, where) for item, where in _list(body["instalments"], "terms.instalments")),
            tuple(_read_tier(item, where) for item, where in _list(body["discounts"], "terms.discounts")),
            _choice(Roll, body["roll"], "terms.roll"),
        )
    except InvalidTerms as problem:
        raise TermsDocumentError(f"terms: {problem}") from problem


def _share(share: Share) -> dict[str, Any]:
    match share:
        case Part(value):
            return {"part": f"{value.numerator}/{value.denominator}"}
        case Fixed(amount):
            return {"fixed_minor": amount.minor, "currency": amount.currency}
        case Balance():
            return {"balance": True}


def _rule(rule: DueRule) -> dict[str, Any]:
    document: dict[str, Any] = {"rule": rule.name}
    for field in fields(rule):
        value = getattr(rule, field.name)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, Trigger):
            value = value.value
        document[field.name] = value
    return document


def _object(value: object, where: str, keys: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or set(value) != keys:
        raise TermsDocumentError(f"{where}: expected an object with exactly the keys {', '.join(sorted(keys))}")
    return value


def _list(value: object, where: str) -> list[tuple[object, str]]:
    if not isinstance(value, list) or len(value) > MAX_ENTRIES:
        raise TermsDocumentError(f"{where}: expected a list of at most {MAX_ENTRIES} entries")
    return [(item, f"{where}[{index}]") for index, item in enumerate(value)]


def _choice(kind: Callable[[str], Any], value: object, where: str) -> Any:
    try:
        return kind(_text(value, where))
    except ValueError as problem:
        raise TermsDocumentError(f"{where}: {problem}") from problem


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise TermsDocumentError(f"{where}: expected a text of at most {MAX_TEXT} characters")
    return value


def _whole(value: object, where: str) -> int:
    if type(value) is not int:
        raise TermsDocumentError(f"{where}: expected a whole number, not {value!r}")
    return value


def _read_instalment(value: object, where: str) -> Instalment:
    body = _object(value, where, {"share", "due"})
    return Instalment(_read_share(body["share"], f"{where}.share"), _read_rule(body["due"], f"{where}.due"))


def _read_share(value: object, where: str) -> Share:
    if isinstance(value, Mapping) and set(value) == {"balance"} and value["balance"] is True:
        return Balance()
    if isinstance(value, Mapping) and set(value) == {"part"}:
        return _choice(_read_part, value["part"], f"{where}.part")  # type: ignore[no-any-return]
    body = _object(value, where, {"fixed_minor", "currency"})
    minor = _whole(body["fixed_minor"], f"{where}.fixed_minor")
    try:
        return Fixed(Money(minor, _text(body["currency"], f"{where}.currency")))
    except ValueError as problem:
        raise TermsDocumentError(f"{where}: {problem}") from problem


def _read_part(text: str) -> Part:
    top, slash, bottom = text.partition("/")
    if not (slash and top.isdecimal() and bottom.isdecimal() and int(bottom)):
        raise InvalidTerms("bad_share", f"a part is written as a fraction such as 1/3, not {text!r}")
    return Part(Fraction(int(top), int(bottom)))


def _read_tier(value: object, where: str) -> DiscountTier:
    body = _object(value, where, {"percent", "base", "until"})
    text = _text(body["percent"], f"{where}.percent")
    try:
        percent = Decimal(text)
    except InvalidOperation as problem:
        raise TermsDocumentError(f"{where}.percent: expected a number as text such as 2.5, not {text!r}") from problem
    until = _read_rule(body["until"], f"{where}.until")
    return DiscountTier(percent, until, _choice(DiscountBase, body["base"], f"{where}.base"))


def _read_rule(value: object, where: str) -> DueRule:
    name = value.get("rule") if isinstance(value, Mapping) else None
    rule = RULES.get(name) if isinstance(name, str) else None
    if rule is None:
        raise TermsDocumentError(f"{where}.rule: expected one of {', '.join(RULES)}, not {name!r}")
    names = [field.name for field in fields(rule)]
    body = _object(value, where, {"rule", *names})
    arguments = {name: _READERS[name](body[name], f"{where}.{name}") for name in names}
    try:
        return rule(**arguments)
    except InvalidTerms as problem:
        raise TermsDocumentError(f"{where}: {problem}") from problem


def _whole_or_none(value: object, where: str) -> int | None:
    return None if value is None else _whole(value, where)


def _whole_list(value: object, where: str) -> tuple[int, ...]:
    return tuple(_whole(item, place) for item, place in _list(value, where))


_READERS: Final[dict[str, Callable[[object, str], Any]]] = {
    "days": _whole,
    "min_days": _whole,
    "months": _whole,
    "day": _whole,
    "cutoff_day": _whole_or_none,
    "on_days": _whole_list,
    "on_date": lambda value, where: _choice(date.fromisoformat, value, where),
    "trigger": lambda value, where: _choice(Trigger, value, where),
}
