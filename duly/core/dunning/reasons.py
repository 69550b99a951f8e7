"""Why something was done or left undone: codes, English sentences, remedies.

A reason is a code and its parameters; faces translate the sentence, the core keeps the English one.
Parameters are text or whole numbers. A pair `<name>_minor` and `currency` becomes `{<name>}` in a sentence.
The order of CATALOGUE is the order of weight: the first reason of an item is the one to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from duly.core.money.money import Money

Param = str | int


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `clear_date` is the first day on which it no longer holds; None: nobody knows."""

    code: str
    params: tuple[tuple[str, Param], ...] = ()
    clear_date: date | None = None

    def param(self, name: str) -> Param | None:
        """Return one parameter, None when the reason has no such parameter."""
        return dict(self.params).get(name)


class Entry(NamedTuple):
    """A sentence with named places, what a person can do about it, and whether it forbids contact."""

    sentence: str
    remedy: str
    is_guard: bool


def _guard(sentence: str, remedy: str) -> Entry:
    return Entry(sentence, remedy, True)


def _note(sentence: str, remedy: str = "") -> Entry:
    return Entry(sentence, remedy, False)


CATALOGUE: dict[str, Entry] = {
    "paid": _guard("Nothing is open on {number}.", "Nothing to do."),
    "legal_or_insolvent": _guard(
        "{customer} is marked {status}: no reminders are sent.",
        "Change the customer's status when the case is closed.",
    ),
    "disputed": _guard(
        "{number} is disputed ({amount}).", "Resolve the dispute; the level due then follows by itself."
    ),
    "receipt_waiting": _guard(
        "A receipt of {amount} received on {received} waits to be applied and may cover {number}.",
        "Apply the receipt in Cash, or mark it as not for this invoice.",
    ),
    "credit_waiting": _guard(
        "A credit note of {amount} for {number} waits to be applied.", "Apply the credit note to the invoice."
    ),
    "credit_balance": _guard(
        "{customer} owes nothing net in {currency}: credits and cash on account cover the open invoices.",
        "Apply the credits, or pay them out.",
    ),
    "promised": _guard(
        "Payment of {amount} on {number} is promised for {promised}.", "Wait for the date, or withdraw the promise."
    ),
    "payment_claimed": _guard(
        "The customer said on {claimed} that {number} is paid ({amount}).",
        "Look for the receipt; ask for proof of payment when none arrives.",
    ),
    "payment_scheduled": _guard("{number} will be collected automatically on {collected}.", "Wait for the collection."),
    "on_hold": _guard("On hold{until_text}: {reason}.", "Release the hold, or give it an end date."),
    "excluded_by_person": _guard("{by} took this out of the reminders{until_text}: {reason}.", "Put it back in."),
    "paused": _guard("Reminders of the {scope} are paused{until_text}: {reason}.", "Resume the reminders."),
    "stale_bank_data": _guard(
        "The newest bank data is {age_hours} hours old, more than {limit_hours} allow: a payment may not be seen yet.",
        "Import the newest bank statement.",
    ),
    "bank_data_missing": _guard(
        "No bank data was imported yet: a payment may not be seen.",
        "Import a bank statement, or allow any age (0 hours) in the procedure or in the settings.",
    ),
    "just_issued": _guard("{number} was issued on {issued}, too recently to be chased.", "Wait."),
    "below_minimum": _guard(
        "{amount} is less than the minimum of {minimum} per {scope}.", "Wait, or lower the minimum in the procedure."
    ),
    "notice_waiting": _guard(
        "A notice for {number} (level {level}) is planned and not sent yet.", "Approve, send or drop that notice."
    ),
    "no_address": _guard("No contact of {customer} can get this by e-mail.", "Add a contact with an e-mail address."),
    "bounced": _guard("Mail to {address} came back on {bounced}.", "Correct the address, or choose another contact."),
    "contacted_recently": _guard(
        "{contact} was contacted on {contacted}; the procedure leaves {spacing_days} days between messages.", "Wait."
    ),
    "frequency_cap": _guard("{contact} had {count} messages in {days} days, as many as the procedure allows.", "Wait."),
    "not_business_day": _guard("{day} is no business day for {customer}.", "Wait for the next business day."),
    "outside_window": _guard(
        "It is {time} at the customer's place; messages go between {opens} and {closes}.", "Wait."
    ),
    "level_done_already": _guard("Level {level} was already done for {number}.", "Nothing to do."),
    "level_too_soon": _guard(
        "Level {level} of {number} comes on {planned} at the earliest.", "Nothing to do; it follows by itself."
    ),
    "level_lapsed": _guard("{number} is past due: the notice before the due date is too late.", "Nothing to do."),
    "level_gone": _guard("The procedure has no level {level} any more.", "Nothing to do; the next run plans anew."),
    "level_not_reached": _note("Level {level} of {number} is planned for {planned}."),
    "levels_finished": _note("Every level was done for {number}.", "Decide by hand: call, agency, write-off."),
    "level_reached": _note("{number} reached level {level} on {planned}."),
    "caught_up": _note("Level {level} was planned for {planned} and is done {days} days later."),
    "merged": _note("Level {level} was passed over: it is too late for it, the later level takes its place."),
    "level_not_applicable": _note("Level {level} does not apply to {number}: {condition}."),
    "procedure_changed": _note(
        "{number} had level {level} of an earlier procedure; no level milder than that follows."
    ),
    "part_disputed": _note("{amount} of {number} is disputed; only the rest is asked for."),
    "part_promised": _note("{amount} of {number} is promised; only the rest is asked for."),
    "part_claimed": _note("{amount} of {number} is said to be paid; only the rest is asked for."),
    "part_credited": _note("A credit note of {amount} is taken off {number}; only the rest is asked for."),
    "on_account": _note("{amount} of unapplied cash is on account in {currency}."),
    "joined_message": _note("{number} joins the message of level {level} to the same contact."),
    "listed": _note("{number} is listed in the message; its own level stays as it is."),
    "contact_chosen": _note("{contact} is the first choice among the customer's contacts."),
    "contact_fallback": _note("{contact} takes the place of {instead}: {why}."),
    "no_contact_known": _note("No contact is known: the task begins with finding one.", "Add a contact."),
    "approval_needed": _note("Level {level} waits for a person's approval.", "Approve it in Tonight."),
    "amount_changed": _note("{number} asks for {amount} now, {before} when it was planned."),
}
"""Every reason the room can give, guards first, by weight."""

GUARD_CODES: frozenset[str] = frozenset(code for code, entry in CATALOGUE.items() if entry.is_guard)
"""The codes that forbid contact."""

_RANK: dict[str, int] = {code: rank for rank, code in enumerate(CATALOGUE)}


def reason(code: str, clear_date: date | None = None, /, **params: Param | date) -> Reason:
    """Build a reason; dates become ISO text. The code must be in CATALOGUE (programmer error otherwise)."""
    assert code in CATALOGUE, f"{code!r} is not in the catalogue of reasons"
    pairs = tuple((name, v.isoformat() if isinstance(v, date) else v) for name, v in params.items())
    return Reason(code, pairs, clear_date)


def ranked(reasons: list[Reason]) -> tuple[Reason, ...]:
    """Return reasons by weight, equal ones once; the order they came in does not matter."""
    if len(reasons) < 2:
        return tuple(reasons)
    return tuple(sorted(set(reasons), key=lambda r: (_RANK[r.code], repr(r.params))))


def sentence(of: Reason) -> str:
    """Return the English sentence of a reason with its places filled."""
    return CATALOGUE[of.code].sentence.format_map(places(of))


def remedy(of: Reason) -> str:
    """Return what a person can do about a reason, empty when there is nothing to say."""
    return CATALOGUE[of.code].remedy


def places(of: Reason) -> dict[str, Param]:
    """Return the values for a sentence's places: the parameters, and amounts as `EUR 12.34`."""
    values: dict[str, Param] = dict(of.params)
    currency = values.get("currency")
    for name, value in of.params:
        if name.endswith("_minor") and isinstance(value, int) and isinstance(currency, str):
            values[name.removesuffix("_minor")] = f"{currency} {Money(value, currency).plain()}"
    until = values.get("until")
    values["until_text"] = f" until {until}" if until else ""
    return values
