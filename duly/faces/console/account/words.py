"""The words of this room: names of states and kinds in the reader's language, reasons of the dunning decision."""

from __future__ import annotations

import re
from datetime import date

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from duly.core.cases.reasons import REASON_NAMES, RESOLUTION_NAMES, DisputeReason, Resolution
from duly.core.dunning.reasons import CATALOGUE, GUARD_CODES, Reason, places
from duly.faces.look.figures import date_text, money_text, reader_locale
from duly.services.accounts.add_note import CALL_OUTCOMES
from duly.services.accounts.assign_customer import IMPORTANCES, STATUSES
from duly.services.accounts.save_contact import CONTACT_ROLES

STATUS_TONES = {"legal": "bad", "insolvent": "bad", "agency": "bad", "closed": ""}
CASE_ICONS = {"promise": "promise", "dispute": "dispute", "hold": "hold", "claim": "cash", "task": "check"}
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
POSTING_WORDS = {
    "invoice": lazy("Invoice issued"), "debit_note": lazy("Debit note issued"),
    "credit_note": lazy("Credit note issued"), "receipt": lazy("Payment received"),
    "principal": lazy("Payment applied"), "discount": lazy("Early-payment discount taken"),
    "bank_fee": lazy("Bank fee borne by us"), "short_payment": lazy("Short payment accepted"),
    "fx_difference": lazy("Exchange difference"), "rounding": lazy("Rounding difference"),
    "credit_applied": lazy("Credit note used"), "write_off": lazy("Written off"),
    "refund": lazy("Payment sent back"), "credit_refund": lazy("Credit note paid out"),
    "not_ours": lazy("Payment that was not for us"), "identified": lazy("Payment recognised as this customer's"),
}  # fmt: skip
NOTICE_STATES = {
    "planned": lazy("planned"), "held": lazy("waits for approval"), "excluded": lazy("taken out"),
    "queued": lazy("about to be sent"), "sending": lazy("being sent"), "sent": lazy("sent"),
    "failed": lazy("failed"), "unknown": lazy("outcome unknown"), "dropped": lazy("dropped"), "done": lazy("done"),
}  # fmt: skip
WAITS_WORDS = {
    "promised": lazy("a promise"), "disputed": lazy("the dispute"), "on_hold": lazy("the hold"),
    "payment_claimed": lazy("the payment the customer announced"), "receipt_waiting": lazy("a receipt to be applied"),
    "credit_waiting": lazy("a credit note to be applied"), "credit_balance": lazy("credits to be applied"),
    "bank_data_missing": lazy("bank data"), "stale_bank_data": lazy("newer bank data"),
    "no_address": lazy("an address to write to"), "bounced": lazy("an address that works"),
    "legal_or_insolvent": lazy("a change of the customer's status"), "paused": lazy("the pause to end"),
    "notice_waiting": lazy("the message that is planned already"), "below_minimum": lazy("a larger amount"),
    "excluded_by_person": lazy("a person to put it back"), "payment_scheduled": lazy("the collection"),
}  # fmt: skip


def posting_words(code: str) -> str:
    """Return what a kind of posting is called; `reversal:<kind>` says what was taken back."""
    kind, _colon, reversed_kind = code.partition(":")
    if kind == "reversal":
        return _("Taken back: %(what)s") % {"what": POSTING_WORDS.get(reversed_kind, reversed_kind)}
    return str(POSTING_WORDS.get(kind, kind))


def kind_words(kind: str) -> str:
    """Return what a document is called."""
    names = {"invoice": _("Invoice"), "debit_note": _("Debit note"), "credit_note": _("Credit note")}
    return names.get(kind, kind)


def status_words(status: str) -> str:
    """Return a customer's status."""
    return _(STATUSES.get(status, status))


def importance_words(importance: str) -> str:
    """Return how important a customer is."""
    return _(IMPORTANCES.get(importance, importance))


def role_words(role: str) -> str:
    """Return a contact's role."""
    return _(CONTACT_ROLES.get(role, role))


def outcome_choices() -> list[tuple[str, str]]:
    """Return how a call can end."""
    return [(code, _(words)) for code, words in CALL_OUTCOMES.items()]


def dispute_words(code: str) -> str:
    """Return what is wrong according to the customer."""
    return _(REASON_NAMES[DisputeReason(code)]) if code in set(DisputeReason) else code


def resolution_words(code: str) -> str:
    """Return how a dispute ended."""
    return _(RESOLUTION_NAMES[Resolution(code)]) if code in set(Resolution) else code


def language_words(code: str) -> str:
    """Return a language's name in the reader's language."""
    if not code:
        return ""
    try:
        return str(Locale.parse(code.replace("-", "_")).get_display_name(reader_locale()) or code)
    except (UnknownLocaleError, ValueError):
        return code


def via_words(via: str) -> str:
    """Return how something reached us, "" for the console."""
    return {"portal": _("on the customer's page"), "api": _("by a connected system")}.get(via, "")


def notice_state(state: str) -> str:
    """Return what became of a message."""
    return str(NOTICE_STATES.get(state, state))


def channel_words(channel: str) -> str:
    """Return the way a message goes."""
    names = {
        "email": pgettext("channel", "e-mail"), "call_task": pgettext("channel", "call"),
        "call": pgettext("channel", "call"), "none": pgettext("channel", "note on file"),
    }  # fmt: skip
    return names.get(channel, channel)


def waits_words(codes: tuple[str, ...]) -> str:
    """Return what a next step waits for."""
    return ", ".join(str(WAITS_WORDS.get(code, code.replace("_", " "))) for code in codes)


def reason_words(of: Reason) -> str:
    """Return the sentence of a reason of the dunning decision, amounts and days in the reader's locale."""
    values = {name: _drawn(value) for name, value in places(of).items()}
    currency = of.param("currency")
    for name, value in of.params:
        if name.endswith("_minor") and isinstance(value, int) and isinstance(currency, str):
            values[name.removesuffix("_minor")] = money_text(value, currency)
    until = of.param("until")
    values["until_text"] = _(" until %(day)s") % {"day": _drawn(until)} if until else ""
    return _(CATALOGUE[of.code].sentence).format_map(values)


def reason_line(of: Reason, url: str = "") -> dict[str, str]:
    """Return a reason for look/parts/reasons.html."""
    effect = "against" if of.code in GUARD_CODES else ""
    return {"text": reason_words(of), "effect": effect, "url": url}


def _drawn(value: object) -> str:
    if isinstance(value, str) and ISO_DAY.match(value):
        return date_text(date.fromisoformat(value))
    return str(value)
