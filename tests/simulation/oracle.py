"""The judge's own, plain idea of dunning: who may be written to, and which level is due. Shares no code with Duly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.simulation.facts import Invoice, Notice, Payment, Reach, Rules, Silence

LONGEST_PROMISE = 45
COUNTS = {"sent", "unknown", "sending", "done"}
WAITS = {"planned", "held", "queued"}


@dataclass
class Oracle:
    """All facts of a year, and what follows from them for a window of moments (`b` to `e`)."""

    invoices: dict[str, Invoice] = field(default_factory=dict)
    payments: list[Payment] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)
    rules: list[Rules] = field(default_factory=list)
    notices: dict[int, Notice] = field(default_factory=dict)
    reach: list[Reach] = field(default_factory=list)
    written_off: dict[str, tuple[int, int]] = field(default_factory=dict)

    def ruling(self, b: int, e: int) -> list[Rules]:
        """Return every procedure that may have ruled within a window; one, nearly always."""
        certain = [one for one in self.rules if one.is_certain(b)]
        later = [one for one in self.rules if not one.is_certain(b) and one.may_be(e)]
        return certain[-1:] + later

    def covered(self, number: str, at: int) -> int:
        """Return how much of an invoice is certainly paid: by money that names it, or that a clerk put on it."""
        known = (p for p in self.payments if number in p.shares)
        paid = sum(p.shares[number] for p in known if p.is_settled(at) or (p.is_named and p.is_certain(at)))
        off = self.written_off.get(number)
        return paid + (off[0] if off and off[1] <= at else 0)

    def must_be_silent(self, number: str, b: int, e: int, day: date) -> str:
        """Return why an invoice must not be asked for, whatever happened within the window; "" when it may be."""
        one = self.invoices[number]
        if not one.may_be(e):
            return "it was not known"
        paid = self.covered(number, b)
        if paid >= one.minor:
            return "it was paid"
        silent = paid
        for fact in self.silences:
            if fact.covers(one.customer, number) and fact.is_certain(b) and self._surely_in_force(fact, b, e, day):
                if fact.minor is None:
                    return f"there was a {fact.kind}"
                silent += fact.minor
        return "all of it was disputed or paid" if silent >= one.minor else ""

    def may_be_silent(self, number: str, b: int, e: int, day: date) -> bool:
        """Tell whether silence about an invoice can be explained by anything that may have been so in the window."""
        one = self.invoices[number]
        if not one.is_certain(b) or self.is_unsettled(one.customer, b, e):
            return True
        silent = self.covered(number, e)
        for fact in self.silences:
            if fact.covers(one.customer, number) and fact.may_be(e) and self._maybe_in_force(fact, b, e, day):
                silent += one.minor if fact.minor is None else fact.minor
        return silent >= one.minor

    def is_unsettled(self, customer: str, b: int, e: int) -> bool:
        """Tell whether money of this customer may be waiting somewhere: then Duly may rightly be careful."""
        mine = (p for p in self.payments if p.customer == customer)
        return any(p.may_be(e) and not p.is_settled(b) for p in mine)

    def _surely_in_force(self, fact: Silence, b: int, e: int, day: date) -> bool:
        if fact.end is not None and fact.end.may_be(e):
            return False
        if fact.kind == "promise":
            return day <= self._promise_end(fact, min(r.promise_grace for r in self.ruling(b, e)))
        return fact.until is None or day <= fact.until

    def _maybe_in_force(self, fact: Silence, b: int, e: int, day: date) -> bool:
        # A promise whose day has passed is broken: it is not taken back any more, and its grace goes on.
        was_over = fact.kind == "promise" and fact.until is not None and (fact.end_day or day) > fact.until
        if fact.end is not None and fact.end.is_certain(b) and (fact.end_day or day) < day and not was_over:
            return False
        if fact.kind == "promise":
            return day <= self._promise_end(fact, max(r.promise_grace for r in self.ruling(b, e)))
        return fact.until is None or day <= fact.until

    @staticmethod
    def _promise_end(fact: Silence, grace: int) -> date:
        assert fact.until is not None
        return min(fact.until + timedelta(days=grace), fact.made + timedelta(days=LONGEST_PROMISE))

    def put_right(self, day: date) -> None:
        """The clock had run ahead and shows its true day again: what went out meanwhile went out by that day."""
        for notice in self.notices.values():
            if notice.day > day:
                notice.early = min(notice.early or day, day)

    def lived(self, day: date) -> None:
        """A day begins to be run: from now on Duly can know that what bears a later day went out before."""
        for notice in self.notices.values():
            if notice.early and notice.late is None and day + timedelta(days=3) < notice.day:
                notice.late = day

    def reachable(self, customer: str, b: int, e: int) -> set[str]:
        """Return "yes", "no" or both: whether the customer's address works within the window."""
        mine = [one for one in self.reach if one.customer == customer and one.may_be(e)]
        last = [one.works for one in mine if one.is_certain(b)][-1:] or ["yes"]
        found = set(last) | {one.works for one in mine if not one.is_certain(b)}
        return {"yes", "no"} if "maybe" in found else found

    def level_due(
        self, number: str, rules: Rules, at: int, day: date, without: Notice | None = None, *, at_latest: bool = False
    ) -> str:
        """Return the key of the level an invoice has reached on a day; "" when none, or one waits to be sent.

        `without`: as if this notice did not exist.
        """
        one = self.invoices[number]
        place, last, waits = self._done(number, rules, at, without, at_latest=at_latest)
        if waits or day < one.issue + timedelta(days=rules.new_invoice_days):
            return ""

        def planned(days: int) -> date:
            own = one.due + timedelta(days=days)
            return own if last is None else max(own, last + timedelta(days=rules.spacing))

        left = rules.levels[place:]
        after = next(((key, days) for key, days, _ in left if days >= 0), None)
        if after and planned(after[1]) <= day:
            return after[0]
        before = [key for key, days, _ in left if days < 0 and planned(days) <= day <= one.due]
        return before[-1] if before else ""

    def _done(
        self, number: str, rules: Rules, at: int, without: Notice | None, *, at_latest: bool
    ) -> tuple[int, date | None, bool]:
        order = {key: place for place, (key, _, _) in enumerate(rules.levels, 1)}
        place, last, waits = 0, None, False
        for notice in self._about(number):
            if notice is without:
                continue
            state = notice.state(at)
            waits = waits or state in WAITS
            if state in COUNTS and number not in notice.left_out:
                place = max(place, order.get(notice.items[number], 0))
                day = notice.went_on(at_latest=at_latest)
                last = max(last or day, day)
        return place, last, waits

    def _about(self, number: str) -> Iterable[Notice]:
        return [one for one in self.notices.values() if number in one.items]

    def rested(self, customer: str, rules: Rules, at: int, day: date, *, at_latest: bool = False) -> bool:
        """Tell whether enough days have passed since the customer heard from us, or was about to."""
        mine = (one for one in self.notices.values() if one.customer == customer)
        days = [one.went_on(at_latest=at_latest) for one in mine if one.state(at) in COUNTS | WAITS]
        return not days or day >= max(days) + timedelta(days=rules.spacing)

    def expected(self, customer: str, b: int, e: int, day: date) -> tuple[dict[str, str], dict[str, set[str]]]:
        """Return what must be in a decision made within the window, and what may be: invoice numbers with levels."""
        guesses = (False, True) if any(one.early for one in self.notices.values()) else (False,)
        variants = [
            self._variant(customer, rules, at, b, e, day, at_latest=guess)
            for rules in self.ruling(b, e) for at in {b, e} for guess in guesses
        ]  # fmt: skip
        allowed: dict[str, set[str]] = {}
        for variant in variants:
            for number, level in variant.items():
                allowed.setdefault(number, set()).add(level)
        certain = {n: level for n, level in variants[0].items() if all(v.get(n) == level for v in variants)}
        if self.reachable(customer, b, e) != {"yes"}:
            certain = {}
        certain = {n: level for n, level in certain.items() if not self.may_be_silent(n, b, e, day)}
        if self.reachable(customer, b, e) == {"no"}:
            return {}, {}
        return certain, allowed

    def _variant(
        self, customer: str, rules: Rules, at: int, b: int, e: int, day: date, *, at_latest: bool
    ) -> dict[str, str]:
        if day.weekday() not in rules.weekdays or not self.rested(customer, rules, at, day, at_latest=at_latest):
            return {}
        found = {}
        for one in self.invoices.values():
            if one.customer != customer or not one.may_be(e):
                continue
            level = self.level_due(one.number, rules, at, day, at_latest=at_latest)
            if level and not self.must_be_silent(one.number, b, e, day):
                found[one.number] = level
        return found
