"""The words of the field in one sentence each, for `{% term %}` and the glossary page.

Definitions are our own wording of common practice in receivables management; the formulas are
those the reports show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Term:
    """A short form, its full name and one sentence about it."""

    short: str
    name: str | Promise
    meaning: str | Promise


def _terms(*terms: Term) -> dict[str, Term]:
    return {term.short: term for term in terms}


TERMS: Final = _terms(
    Term("AR", _("Accounts receivable"), _("What customers owe for goods and services delivered.")),
    Term("DSO", _("Days sales outstanding"), _("How many days of sales are still waiting to be paid.")),
    Term("BPDSO", _("Best possible DSO"), _("What DSO would be if everything were paid by its due date.")),
    Term("ADD", _("Average days delinquent"), _("DSO less best possible DSO: the days that lateness costs.")),
    Term("CEI", _("Collection effectiveness index"), _("Share of what could be collected that was collected.")),
    Term("DBT", _("Days beyond terms"), _("How many days after the due date invoices are paid on average.")),
    Term("PTP", _("Promise to pay"), _("A date and an amount that a customer has promised.")),
    Term("SLA", _("Service level agreement"), _("The time within which a case should be answered.")),
    Term("IBAN", _("International bank account number"), _("The number of a bank account, ISO 13616.")),
    Term("SEPA", _("Single Euro Payments Area"), _("The countries that share one way of paying in euro.")),
    Term("RF", _("Creditor reference"), _("A payment reference with check digits, ISO 11649.")),
    Term("EOM", _("End of month"), _("Terms that count from the last day of the month.")),
)
