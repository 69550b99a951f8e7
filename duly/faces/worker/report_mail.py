"""Write a report as a message: a few lines to read at once, the whole table as a file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from duly.core.insight.metrics.catalogue import CATALOGUE
from duly.core.money.money import Money
from duly.faces.look.buckets import bucket_label
from duly.faces.look.csv_file import csv_bytes
from duly.faces.look.figures import date_text, money_text
from duly.services.insight.measure_receivables import measure_receivables
from duly.services.insight.send_report import ReportMail
from duly.services.ports import Attachment
from duly.store.queries.activity_log import ActivityFilter, activity_by_actor
from duly.store.queries.aging_report import WIDTH, AgingFilter, aging_page
from duly.store.queries.companies import CompanyFacts
from duly.store.queries.metrics import Portfolio
from duly.store.queries.report_schedules import ScheduleFacts

LINES = 50_000
SHOWN = 15
CADENCE_DAYS = {"daily": 1, "weekly": 7, "monthly": 31}


def write_report(company: CompanyFacts, day: date, base_url: str, facts: ScheduleFacts) -> ReportMail:
    """Return the report as of a day, in its language. Called inside the company's scope; reads only."""
    with translation.override(facts.language or company.language):
        subject, lines, head, rows = WRITERS[facts.report](company, day, facts)
        text = [
            subject, "", *lines, "", _("The whole table is attached. The report itself, with every figure explained:"),
            f"{base_url}/{PATHS[facts.report]}", "",
            _("You get this because %(name)s lets it come by mail; it can be stopped on the same page.")
            % {"name": facts.owner_name},
        ]  # fmt: skip
        name = f"{facts.report}-{day.isoformat()}.csv"
    return ReportMail(subject, "\n".join(text) + "\n", Attachment(name, "text/csv", csv_bytes(head, rows)))


Written = tuple[str, list[str], list[str], list[tuple[object, ...]]]


def _aging(company: CompanyFacts, day: date, facts: ScheduleFacts) -> Written:
    code = facts.given.get("currency", company.currency)
    wanted = AgingFilter(day, code, facts.given.get("segment", ""), facts.given.get("owner", ""))
    found = aging_page(company.id, wanted, limit=LINES)
    names = [bucket_label(str(n)) for n in range(WIDTH)]
    subject = _("%(company)s: aging on %(day)s") % {"company": company.name, "day": date_text(day)}
    lines = [_("Nothing was open.")]
    if found.totals:
        total = found.totals[0]
        lines = [
            _("Balance: %(amount)s") % {"amount": money_text(total.balance_minor, code)},
            _("Overdue: %(amount)s") % {"amount": money_text(total.late_minor, code)},
            *(f"  {name}: {money_text(minor, code)}" for name, minor in zip(names, total.buckets, strict=True)),
            "", _("Most overdue:"),
            *(f"  {one.label}: {money_text(one.late_minor, code)}" for one in found.lines[:SHOWN] if one.late_minor),
        ]  # fmt: skip
    head = [_("Customer"), _("Currency"), *names, _("Credit notes"), _("Unapplied"), _("Balance")]
    rows: list[tuple[object, ...]] = [
        (
            line.label, line.currency, *(Money(minor, line.currency) for minor in line.buckets),
            Money(line.credit_minor, line.currency), Money(-line.unapplied_minor, line.currency),
            Money(line.balance_minor, line.currency),
        )
        for line in found.lines
    ]  # fmt: skip
    return subject, lines, head, rows


def _figures(company: CompanyFacts, day: date, facts: ScheduleFacts) -> Written:
    months = {"month": 1, "year": 12}.get(facts.given.get("period", ""), 3)
    code = facts.given.get("currency", company.currency)
    owner = facts.given.get("owner", "")
    portfolio = Portfolio(company.id, code, int(owner) if owner.isdigit() else None, facts.given.get("segment", ""))
    measures = measure_receivables(portfolio=portfolio, as_of=day, period_months=months)
    rows: list[tuple[object, ...]] = []
    lines = []
    for key, figure in measures.figures.items():
        value = figure.rounded(1)
        unit = "%" if figure.unit == "percent" else _("days")
        lines.append(f"{_(CATALOGUE[key].name)}: {_number(value)} {unit if value is not None else ''}".rstrip())
        rows.append((_(CATALOGUE[key].name), value, unit, _(CATALOGUE[key].formula)))
    subject = _("%(company)s: figures on %(day)s") % {"company": company.name, "day": date_text(day)}
    return subject, lines, [_("Figure"), _("Value"), _("Unit"), _("Formula")], rows


def _number(value: Decimal | None) -> str:
    return "\u2013" if value is None else f"{value}"


def _activity(company: CompanyFacts, day: date, facts: ScheduleFacts) -> Written:
    first = day - timedelta(days=CADENCE_DAYS.get(facts.cadence, 7) - 1)
    sums = activity_by_actor(company.id, ActivityFilter(from_date=first, to_date=day))
    subject = _("%(company)s: who did what until %(day)s") % {"company": company.name, "day": date_text(day)}
    lines = [
        _("%(who)s: %(deeds)d deeds for %(customers)d customers")
        % {"who": one.actor or one.actor_kind, "deeds": one.lines, "customers": one.customers}
        for one in sums[:SHOWN]
    ]
    rows: list[tuple[object, ...]] = [(one.actor_kind, one.actor, one.lines, one.customers) for one in sums]
    head = [_("Done by"), _("Who"), _("Deeds"), _("Customers")]
    return subject, lines or [_("Nothing was done.")], head, rows


WRITERS = {"aging": _aging, "figures": _figures, "activity": _activity}
PATHS = {"aging": "reports/aging/", "figures": "reports/figures/", "activity": "activity/people/"}
