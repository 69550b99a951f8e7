"""The first-run guide: what a new company does first."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import Desk
from duly.faces.console.addresses import address
from duly.store.queries.desk import Progress


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what, why, where, and whether it is done."""

    title: str
    text: str
    url: str
    action: str
    done: bool


def first_steps(desk: Desk, progress: Progress) -> list[Step]:
    """Return the steps in the order in which they help; a step one may not take has no address."""
    company = desk.company

    def at(name: str, verb: Verb, anchor: str = "") -> str:
        found = address(name) if desk.may(verb) else ""
        return found + anchor if found else ""

    return [
        Step(
            _("Say who you are"),
            _("Name, address and bank account stand on every statement and payment page your customers see."),
            at("settings", Verb.EDIT_COMPANY), _("Open settings"), bool(company.address and company.iban),
        ),
        Step(
            _("Bring your ledger"),
            _("A CSV or Excel file with customers and open invoices is enough. "
              "Nothing is written before you have seen what will be."),
            at("imports", Verb.IMPORT), _("Import a file"), progress.receivables,
        ),
        Step(
            _("Choose how you remind"),
            _("A procedure says when which message goes out, and what keeps it back."),
            at("procedures", Verb.SEE_ALL), _("Look at procedures"), progress.procedures > 0,
        ),
        Step(
            _("Name the sender"),
            _("Messages come from a person with a name. Without a mail server they stay in the Outbox."),
            at("settings", Verb.EDIT_COMPANY, "#sender"), _("Name the sender"), bool(company.sender_email),
        ),
        Step(
            _("Send a test message to yourself"),
            _("So you know that mail leaves the house, before a customer does.")
            if settings.EMAIL_URL
            else _("No mail server is set up: EMAIL_URL tells Duly which one. Until then nothing leaves the house."),
            at("settings", Verb.EDIT_COMPANY, "#mail"), _("Test the mail server"), progress.mail_tested,
        ),
        Step(
            _("Watch the first night without sending"),
            _("Tonight shows who would get what, who would not, and why."),
            at("tonight", Verb.SEE_ALL), _("Preview tonight"), progress.cycles > 0,
        ),
    ]  # fmt: skip
