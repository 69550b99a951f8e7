"""The words of this room: names of states and kinds in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from duly.core.cases.reasons import REASON_NAMES, RESOLUTION_NAMES, DisputeReason, Resolution
from duly.faces.look.figures import reader_locale
from duly.services.accounts.add_note import CALL_OUTCOMES
from duly.services.accounts.assign_customer import IMPORTANCES, STATUSES
from duly.services.accounts.save_contact import CONTACT_ROLES

STATUS_TONES = {"legal": "bad", "insolvent": "bad", "agency": "bad", "closed": ""}
CASE_ICONS = {"promise": "promise", "dispute": "dispute", "hold": "hold", "claim": "cash", "task": "check"}
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


def level_words(key: str, levels: Mapping[str, str]) -> str:
    """Return the name of a level of a procedure; the key in words where no procedure knows it any more."""
    return levels.get(key) or key.replace("_", " ")


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
