"""Statement of account for a period: a page, and a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from duly.core.billing.intake.escape import csv_safe
from duly.core.ledger.statement import StatementLine, StatementOfAccount, statement
from duly.core.money.money import Money
from duly.faces.portal.access import Guest, GuestRequest, visited
from duly.faces.portal.forms import PeriodForm
from duly.faces.portal.pages import page
from duly.faces.portal.words import KIND_WORDS
from duly.store.queries.statement_postings import AccountPostings, account_postings

SHOWN_LINES = 200
USUAL_DAYS = 90


@dataclass(frozen=True, slots=True)
class Line:
    """A line in words: what happened, to which document."""

    what: str
    number: str
    purchase_order: str
    line: StatementLine


def _period(request: GuestRequest) -> tuple[PeriodForm, date, date]:
    today = request.guest.today
    usual = {"from_date": today - timedelta(days=USUAL_DAYS), "to_date": today}
    asked = request.GET if {"from_date", "to_date"} & set(request.GET) else None
    form = PeriodForm(asked, initial=usual)
    if asked is not None and form.is_valid():
        return form, form.cleaned_data["from_date"], form.cleaned_data["to_date"]
    return form, usual["from_date"], usual["to_date"]


def _statements(guest: Guest, from_date: date, to_date: date) -> tuple[list[StatementOfAccount], AccountPostings]:
    found = account_postings(guest.company.id, guest.customer_id)
    made = [statement(guest.customer_id, currency, found.postings, from_date, to_date) for currency in found.currencies]
    return [one for one in made if one.lines or one.opening_minor or one.closing_minor], found


def _line(one: StatementLine, names: AccountPostings) -> Line:
    what = str(KIND_WORDS[one.kind])
    if one.reversed_kind is not None:
        what = _("Correction: %(what)s") % {"what": KIND_WORDS[one.reversed_kind]}
    pk = one.receivable_id if isinstance(one.receivable_id, int) else 0
    return Line(what, names.receivables.get(pk, ""), names.purchase_orders.get(pk, ""), one)


@visited
def statement_page(request: GuestRequest) -> HttpResponse:
    """Show the latest lines of each currency; the file has them all."""
    form, from_date, to_date = _period(request)
    made, names = _statements(request.guest, from_date, to_date)
    values = {
        "title": _("Statement of account"),
        "form": form,
        "from_date": from_date,
        "to_date": to_date,
        "statements": [
            (one, [_line(line, names) for line in one.lines[-SHOWN_LINES:]], max(0, len(one.lines) - SHOWN_LINES))
            for one in made
        ],
    }
    return page(request, "statement", values)


@visited
def statement_file(request: GuestRequest) -> HttpResponse:
    """Answer with the statement as CSV (UTF-8, comma, CRLF): amounts as plain decimals, debit positive."""
    _form, from_date, to_date = _period(request)
    made, names = _statements(request.guest, from_date, to_date)
    buffer = io.StringIO()
    out = csv.writer(buffer)
    out.writerow(
        [_("Date"), _("What happened"), _("Number"), _("Your order number"), _("Currency"), _("Amount"), _("Balance")]
    )
    for one in made:
        opening = Money(one.opening_minor, one.currency).plain()
        out.writerow([from_date.isoformat(), _("Balance before"), "", "", one.currency, "", opening])
        for line in (_line(line, names) for line in one.lines):
            texts = [csv_safe(text) for text in (line.what, line.number, line.purchase_order)]
            change = Money(line.line.change_minor, one.currency).plain()
            balance = Money(line.line.balance_minor, one.currency).plain()
            out.writerow([line.line.effective_date.isoformat(), *texts, one.currency, change, balance])
        closing = Money(one.closing_minor, one.currency).plain()
        out.writerow([to_date.isoformat(), _("Balance after"), "", "", one.currency, "", closing])
    response = HttpResponse("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"statement-{from_date.isoformat()}-{to_date.isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Language"] = get_language() or "en"
    return response
