"""A dunning procedure as values: levels, minimums, window, contact rules, silence.

The document (a plain dict from YAML or JSON) has the shape of `schema.SCHEMA`; a version of it is never edited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from typing import Any, Literal

from duly.core.dunning.schema import FORMAT, WEEKDAYS
from duly.core.dunning.wording.shipped.values import TONES
from duly.core.money.money import from_decimal

Amounts = tuple[tuple[str, int], ...]
Channel = Literal["email", "call_task", "none"]
TONE_RANK: dict[str, int] = {tone: rank for rank, tone in enumerate(TONES)}


class NewerFormat(ValueError):
    """The document was written for a newer release of Duly."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """When a level applies. Empty means always; a currency without an amount has no minimum. Amounts in minor units."""

    min_open: Amounts = ()
    min_total: Amounts = ()
    segments: tuple[str, ...] = ()
    not_segments: tuple[str, ...] = ()
    importance: tuple[str, ...] = ()
    not_importance: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """One step. `days` counts from the due date (negative: before it) or from the level done before.

    `number` is its place, from 1. `roles` overrides the procedure's order of contact roles.
    """

    number: int
    key: str
    name: str
    days: int
    channel: Channel
    tone: str
    template: str = ""
    anchor: Literal["due_date", "previous_level"] = "due_date"
    min_days_after_previous: int = 0
    approval: Literal["automatic", "manual"] = "automatic"
    roles: tuple[str, ...] = ()
    conditions: Conditions = Conditions()

    @property
    def is_before_due(self) -> bool:
        """Whether this is a notice before the due date, which is pointless after it."""
        return self.anchor == "due_date" and self.days < 0


@dataclass(frozen=True, slots=True)
class Window:
    """When messages may go, by the clock and calendar of the customer's place. Weekdays: Monday 0."""

    opens: time = time(8, 30)
    closes: time = time(17, 0)
    weekdays: frozenset[int] = frozenset(range(5))
    skip_holidays: bool = True


@dataclass(frozen=True, slots=True)
class ContactRules:
    """Whom to write to and how often: at most `cap_messages` in `cap_days` days (0: no cap)."""

    roles: tuple[str, ...] = ("billing", "main")
    spacing_days: int = 5
    cap_messages: int = 0
    cap_days: int = 1
    fallback_language: str = "en"
    mixed_template: str = ""


@dataclass(frozen=True, slots=True)
class SilenceRules:
    """What makes Duly wait. `bank_data_max_age_hours` None: the company's limit; 0: any age will do."""

    promise_grace_days: int = 2
    promise_longest_days: int = 45
    claim_days: int = 5
    bank_data_max_age_hours: int | None = None
    new_invoice_days: int = 0
    receipt_tolerance_percent: int = 3


@dataclass(frozen=True, slots=True)
class DunningProcedure:
    """A version of a procedure. `version` is the store's number of it."""

    name: str
    levels: tuple[Level, ...]
    version: int = 1
    note: str = ""
    min_item: Amounts = ()
    min_customer: Amounts = ()
    window: Window = Window()
    contact: ContactRules = ContactRules()
    silence: SilenceRules = SilenceRules()
    _by_key: dict[str, Level] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {level.key: level for level in self.levels})

    def level(self, key: str) -> Level | None:
        """Return the level of this key, None when this version has none."""
        return self._by_key.get(key)


def from_document(document: Mapping[str, Any], *, version: int = 1) -> DunningProcedure:
    """Return the procedure a document describes.

    The document must have passed `schema.SCHEMA` and `checks.check`; otherwise KeyError or ValueError may come.
    Raises NewerFormat for a document of a later format.
    """
    current = upgrade(document)
    minimums = current.get("minimums", {})
    return DunningProcedure(
        name=current["name"],
        note=current.get("note", ""),
        version=version,
        levels=tuple(_level(number, one) for number, one in enumerate(current["levels"], 1)),
        min_item=amounts(minimums.get("item", {})),
        min_customer=amounts(minimums.get("customer", {})),
        window=_window(current.get("window")),
        contact=_contact(current.get("contact", {})),
        silence=SilenceRules(**current.get("silence", {})),
    )


def upgrade(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document in the newest format. Format 1 is the first, so so far only later ones can differ.

    Raises NewerFormat when the document says a later format than this release knows.
    """
    if document["format"] > FORMAT:
        raise NewerFormat(
            f"the procedure has format {document['format']}, this release of Duly reads up to {FORMAT}: update Duly"
        )
    return dict(document)


def amounts(by_currency: Mapping[str, str | int]) -> Amounts:
    """Return minor units by currency, sorted. Raises money.NotExact for more decimals than the currency has."""
    pairs = ((code, from_decimal(Decimal(str(value)), code).minor) for code, value in by_currency.items())
    return tuple(sorted(pairs))


def minimum(limits: Amounts, currency: str) -> int:
    """Return the limit of a currency in minor units; a currency without a limit has 0."""
    for code, limit in limits:
        if code == currency:
            return limit
    return 0


def _level(number: int, one: Mapping[str, Any]) -> Level:
    plain = {name: value for name, value in one.items() if name not in {"conditions", "roles"}}
    rules = one.get("conditions", {})
    conditions = Conditions(
        min_open=amounts(rules.get("min_open", {})),
        min_total=amounts(rules.get("min_total", {})),
        **{name: tuple(rules.get(name, ())) for name in ("segments", "not_segments", "importance", "not_importance")},
    )
    return Level(number=number, conditions=conditions, roles=tuple(one.get("roles", ())), **plain)


def _window(given: Mapping[str, Any] | None) -> Window:
    if given is None:
        return Window()
    days = given.get("weekdays", WEEKDAYS[:5])
    return Window(
        opens=time.fromisoformat(given["opens"]),
        closes=time.fromisoformat(given["closes"]),
        weekdays=frozenset(WEEKDAYS.index(day) for day in days),
        skip_holidays=given.get("skip_holidays", True),
    )


def _contact(given: Mapping[str, Any]) -> ContactRules:
    cap = given.get("cap", {})
    plain = {name: value for name, value in given.items() if name not in {"cap", "roles"}}
    return ContactRules(
        roles=tuple(given.get("roles", ("billing", "main"))),
        cap_messages=cap.get("messages", 0),
        cap_days=cap.get("days", 1),
        **plain,
    )
