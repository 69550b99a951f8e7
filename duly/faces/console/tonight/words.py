"""Decisions, states and levels in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_skeleton, format_time
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from duly.core.dunning.decision import NextStep
from duly.core.dunning.reasons import CATALOGUE, GUARD_CODES, Reason
from duly.faces.console.account.words import waits_words
from duly.faces.look.figures import EN_DASH, amount_text, date_text, money_text, reader_locale

Levels = Mapping[str, str]
"""Names of levels by key."""

GROUPS: dict[str, str] = {
    "paid": gettext_noop("Paid"),
    "legal_or_insolvent": gettext_noop("With the lawyers or insolvent"),
    "disputed": gettext_noop("Disputed"),
    "receipt_waiting": gettext_noop("A receipt waits to be applied"),
    "credit_waiting": gettext_noop("A credit note waits to be applied"),
    "credit_balance": gettext_noop("Owes nothing net"),
    "promised": gettext_noop("Payment promised"),
    "payment_claimed": gettext_noop("Says it has paid"),
    "payment_scheduled": gettext_noop("Will be collected"),
    "on_hold": gettext_noop("On hold"),
    "excluded_by_person": gettext_noop("Taken out by a person"),
    "paused": gettext_noop("Paused"),
    "stale_bank_data": gettext_noop("Bank data is too old"),
    "bank_data_missing": gettext_noop("No bank data yet"),
    "just_issued": gettext_noop("Just issued"),
    "below_minimum": gettext_noop("Below the minimum"),
    "notice_waiting": gettext_noop("A message is planned already"),
    "no_address": gettext_noop("No mail address"),
    "bounced": gettext_noop("Mail came back"),
    "contacted_recently": gettext_noop("Contacted recently"),
    "frequency_cap": gettext_noop("Enough messages lately"),
    "not_business_day": gettext_noop("No business day there"),
    "level_not_reached": gettext_noop("No level reached yet"),
    "levels_finished": gettext_noop("Every level is done"),
}
"""A few words for a reason, where many customers are grouped by it."""

TONES = {"sent": "good", "failed": "bad", "unknown": "bad", "held": "warn", "queued": "accent", "sending": "accent"}


def group_name(code: str) -> str:
    """Return a few words for a reason's code."""
    return _(GROUPS[code]) if code in GROUPS else code.replace("_", " ")


def state_name(state: str) -> str:
    """Return the state of a message in the reader's words."""
    return {
        "planned": pgettext("message", "planned"), "held": pgettext("message", "waits for approval"),
        "queued": pgettext("message", "queued"), "sending": pgettext("message", "being sent"),
        "sent": pgettext("message", "sent"), "failed": pgettext("message", "failed"),
        "unknown": pgettext("message", "outcome unknown"), "excluded": pgettext("message", "left out"),
        "dropped": pgettext("message", "dropped"), "done": pgettext("message", "done"),
    }.get(state, state)  # fmt: skip


def state_badge(state: str) -> tuple[str, str]:
    """Return words and tone of a state."""
    return state_name(state), TONES.get(state, "")


def tone_name(tone: str) -> str:
    """Return a tone in the reader's words."""
    return {
        "friendly": pgettext("tone", "friendly"), "polite": pgettext("tone", "polite"),
        "firm": pgettext("tone", "firm"), "final": pgettext("tone", "final"),
    }.get(tone, tone)  # fmt: skip


def _level_name(value: Any, levels: Levels) -> str:
    return f"\u201c{levels[value]}\u201d" if value in levels else str(value)


def _drawn(name: str, value: Any, levels: Levels) -> str:
    if name == "level":
        return _level_name(value, levels)
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
        try:
            return date_text(date.fromisoformat(value))
        except ValueError:
            return value
    return str(value)


def in_words(reason: Reason, levels: Levels) -> str:
    """Return the sentence of a reason: amounts and dates in the reader's locale, levels by name."""
    drawn = {name: _drawn(name, value, levels) for name, value in reason.params}
    currency = reason.param("currency")
    for name, value in reason.params:
        if name.endswith("_minor") and isinstance(value, int) and isinstance(currency, str):
            drawn[name.removesuffix("_minor")] = money_text(value, currency)
    until = drawn.get("until")
    drawn["until_text"] = _(" until %(day)s") % {"day": until} if until else ""
    text = _template(reason).format_map(drawn)
    return text[:1].upper() + text[1:]


def _template(reason: Reason) -> str:
    days = reason.param("days")
    if reason.code == "caught_up" and isinstance(days, int):
        return ngettext(
            "Level {level} was planned for {planned} and is done {days} day later.",
            "Level {level} was planned for {planned} and is done {days} days later.", days,
        )  # fmt: skip
    return _(CATALOGUE[reason.code].sentence)


def remedy_of(reason: Reason) -> str:
    """Return what a person can do about a reason, "" when there is nothing to say."""
    remedy = CATALOGUE[reason.code].remedy
    return _(remedy) if remedy else ""


def effect_of(reason: Reason) -> str:
    """Return whether a reason speaks against contact, or only tells something."""
    return "against" if reason.code in GUARD_CODES else ""


def drawn_reasons(reasons: tuple[Reason, ...], levels: Levels) -> list[dict[str, str]]:
    """Return reasons as `look/parts/reasons.html` draws them."""
    return [
        {"text": in_words(reason, levels), "effect": effect_of(reason), "remedy": remedy_of(reason)}
        for reason in reasons
    ]  # fmt: skip


def step_words(step: NextStep) -> str:
    """Say what comes next for an invoice."""
    if step.planned is None:
        words = {"level": step.level_name, "waits": waits_words(step.waits_for)}
        return _("%(level)s, once this is settled: %(waits)s") % words
    day = date_text(step.planned)
    return _("%(level)s on %(day)s, unless paid, promised or disputed before") % {"level": step.level_name, "day": day}


def totals_text(totals: tuple[tuple[str, int], ...]) -> str:
    """Return amounts of several currencies in one line."""
    return " + ".join(money_text(minor, code) for code, minor in totals) or EN_DASH


def clock_text(moment: datetime) -> str:
    """Return a time of day, in the reader's locale."""
    return str(format_time(moment, "short", locale=reader_locale()))


def weekday_text(day: date) -> str:
    """Return a day with its weekday, short."""
    return str(format_skeleton("MMMEd", datetime.combine(day, datetime.min.time()), locale=reader_locale()))


def moment_text(moment: datetime, today: date) -> str:
    """Return when something goes: the time, with the day when it is not today."""
    if moment.date() == today:
        return clock_text(moment)
    return f"{weekday_text(moment.date())}, {clock_text(moment)}"


def counted(notices: int, customers: int, invoices: int, totals: tuple[tuple[str, int], ...]) -> str:
    """Return `12 messages to 12 customers about 31 invoices, EUR 12,400.00`."""
    parts = {
        "messages": ngettext("%(n)s message", "%(n)s messages", notices) % {"n": whole(notices)},
        "customers": ngettext("%(n)s customer", "%(n)s customers", customers) % {"n": whole(customers)},
        "invoices": ngettext("%(n)s invoice", "%(n)s invoices", invoices) % {"n": whole(invoices)},
        "total": totals_text(totals),
    }
    return _("%(messages)s to %(customers)s about %(invoices)s, %(total)s") % parts


def whole(number: int) -> str:
    """Return a grouped whole number."""
    return amount_text(number, "JPY")
