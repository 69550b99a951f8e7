"""How much of an item may be asked for today, and what takes the rest away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from duly.core.dunning.procedure import SilenceRules
from duly.core.dunning.reasons import Reason, reason
from duly.core.dunning.snapshot import Claim, CustomerSnapshot, OpenItem, Promise

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an item that is not asked for: why (a guard's code), how much, and until when."""

    code: str
    note_code: str
    minor: int
    reason: Reason
    note: Reason


@dataclass(frozen=True, slots=True)
class Ask:
    """`ask_minor` = open minus disputed, promised, claimed and credited, never below zero."""

    item: OpenItem
    ask_minor: int
    parts: tuple[Part, ...]

    @property
    def silencers(self) -> list[Reason]:
        """The guards when nothing is left to ask for, else none."""
        return [] if self.ask_minor > 0 else [part.reason for part in self.parts]

    @property
    def notes(self) -> list[Reason]:
        """What is left out of the sum when something is left to ask for."""
        return [part.note for part in self.parts] if self.ask_minor > 0 else []


def ask_for(item: OpenItem, snapshot: CustomerSnapshot, rules: SilenceRules, as_of: date) -> Ask:
    """Return what may be asked for on an open invoice (`open_minor` > 0) as of a day.

    A dispute, a promise, a claim of payment and a credit note each silence only the amount they are about.
    """
    assert item.open_minor > 0, "only an open invoice can be asked for"
    if not (item.disputed_minor or item.promises or item.claims) and not _has_credits(item, snapshot):
        return Ask(item, item.open_minor, ())
    parts = [
        part
        for part in (
            _disputed(item),
            _promised(item, rules, as_of),
            _claimed(item, rules, as_of),
            _credited(item, snapshot),
        )
        if part is not None
    ]
    return Ask(item, max(0, item.open_minor - sum(part.minor for part in parts)), tuple(parts))


def promise_end(promise: Promise, rules: SilenceRules) -> date:
    """Return the first day on which a promise no longer silences: after its grace, or its longest life."""
    longest = promise.made_date + timedelta(days=rules.promise_longest_days)
    return min(promise.promised_date + timedelta(days=rules.promise_grace_days), longest) + DAY


def claim_end(claim: Claim, rules: SilenceRules) -> date:
    """Return the first day on which a claim of payment no longer silences."""
    return (claim.rests_until_date or claim.claimed_date + timedelta(days=rules.claim_days)) + DAY


def _part(code: str, note: str, minor: int, item: OpenItem, clear: date | None, **more: str | date) -> Part:
    about: dict[str, str | int | date] = {"number": item.number, "amount_minor": minor, "currency": item.currency}
    return Part(code, note, minor, reason(code, clear, **about, **more), reason(note, clear, **about))


def _disputed(item: OpenItem) -> Part | None:
    minor = min(item.disputed_minor, item.open_minor)
    return _part("disputed", "part_disputed", minor, item, None) if minor > 0 else None


def _promised(item: OpenItem, rules: SilenceRules, as_of: date) -> Part | None:
    live = [one for one in item.promises if as_of < promise_end(one, rules)]
    if not live:
        return None
    given = [item.open_minor if one.amount_minor is None else one.amount_minor for one in live]
    minor, clear = min(sum(given), item.open_minor), min(promise_end(one, rules) for one in live)
    if minor <= 0:
        return None
    promised = min(one.promised_date for one in live)
    return _part("promised", "part_promised", minor, item, clear, promised=promised)


def _claimed(item: OpenItem, rules: SilenceRules, as_of: date) -> Part | None:
    live = [one for one in item.claims if as_of < claim_end(one, rules)]
    if not live:
        return None
    given = [item.open_minor if one.amount_minor is None else one.amount_minor for one in live]
    minor, clear = min(sum(given), item.open_minor), min(claim_end(one, rules) for one in live)
    if minor <= 0:
        return None
    claimed = min(one.claimed_date for one in live)
    return _part("payment_claimed", "part_claimed", minor, item, clear, claimed=claimed)


def _has_credits(item: OpenItem, snapshot: CustomerSnapshot) -> bool:
    return any(one.open_minor < 0 and one.for_receivable_id == item.receivable_id for one in snapshot.items)


def _credited(item: OpenItem, snapshot: CustomerSnapshot) -> Part | None:
    credits = (one for one in snapshot.items if one.for_receivable_id == item.receivable_id)
    minor = min(-sum(min(0, one.open_minor) for one in credits if one.currency == item.currency), item.open_minor)
    return _part("credit_waiting", "part_credited", minor, item, None) if minor > 0 else None
