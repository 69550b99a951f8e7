"""The customer page: everything about one account on one screen."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.numbers import format_decimal, format_percent
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.core.insight.behaviour import Behaviour, behaviour_of
from duly.core.insight.charts import Heading, StripWords, behaviour_strip
from duly.core.money.money import Money
from duly.faces.console.access import Desk, DeskRequest, page
from duly.faces.console.account.events import drawn
from duly.faces.console.account.figures import headline, legend
from duly.faces.console.account.lists import cash_table, credits_table, invoices_table
from duly.faces.console.account.outlook import outlook_of
from duly.faces.console.account.words import (
    CASE_ICONS,
    STATUS_TONES,
    channel_words,
    dispute_words,
    importance_words,
    language_words,
    role_words,
    status_words,
    via_words,
)
from duly.faces.console.addresses import address
from duly.faces.console.reasons import in_words
from duly.faces.console.tonight.words import state_name
from duly.faces.look.figures import MINUS, date_text, money_text, reader_locale
from duly.store.queries.account_cases import (
    CaseFacts,
    ContactFacts,
    SaidFacts,
    cases_of,
    contacts_of,
    last_said,
    portal_links,
)
from duly.store.queries.account_group import group_of
from duly.store.queries.account_kinds import kinds_about
from duly.store.queries.account_page import AccountFacts, account_facts, account_sums
from duly.store.queries.payment_history import payments_of
from duly.store.queries.people import stand_in_for
from duly.store.queries.procedures import level_names
from duly.store.queries.timeline import FILTERS, timeline_page

STRIP_WIDTH = 336
PAYMENTS_SHOWN = 24


@require_GET
@page(Verb.SEE_OWN)
def customer(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Show a customer; to htmx, which turns the timeline's pages, only that."""
    account = find_account(request.desk, customer_id)
    if request.headers.get("HX-Target") == "timeline":
        levels = level_names(request.desk.company.id)
        return render(request, "console/account/timeline.html", timeline_context(request, account.id, levels))
    return account_page(request, account)


def find_account(desk: Desk, customer_id: int) -> AccountFacts:
    """Return the customer as far as this person may see it. Raises Http404."""
    found = account_facts(desk.company.id, customer_id, owner_id=desk.only_owner_id)
    if found is None:
        raise Http404
    return found


def account_page(request: DeskRequest, account: AccountFacts, panel: dict[str, Any] | None = None) -> HttpResponse:
    """Draw the whole page; `panel` takes the place of the right column."""
    desk = request.desk
    company, today = desk.company.id, desk.today
    sums = account_sums(company, account.id, today)
    currency = sums[0].currency if sums else desk.company.currency
    habits, levels = _habits(company, account.id, currency, today), level_names(company)
    kinds = kinds_about(company, account.id)
    cases = cases_of(company, account.id, today, kinds=kinds)
    context: dict[str, Any] = {
        "title": account.name, "nav": "customers", "account": account, "panel": panel,
        "badges": _badges(account, today), "subtitle": _subtitle(account),
        "figures": headline(sums, currency, habits, cases, today), "sums": sums,
        "legend": [(one.currency, one.ages, legend(one)) for one in sums if one.debt_minor],
        "cases": [_case(desk, account, one) for one in cases],
        "people": _people(desk, account), "strip": strip(habits), "habits": habits,
        "said": [_said(one) for one in last_said(company, account.id, kinds=kinds)],
        "outlook": outlook_of(desk, account.id, cases, account.snoozed_until),
        "invoices": invoices_table(request, account, currency, len({one.currency for one in sums}) > 1, levels),
        "credits": credits_table(desk, account.id) if any(one.credit_minor for one in sums) else None,
        "cash": cash_table(desk, account.id) if any(one.unapplied_minor for one in sums) else None,
        "group": group_of(company, account.id, today, currency=currency, owner_id=desk.only_owner_id)
        if account.parent or account.children else None,
        "group_currency": currency, "stands_in": stand_in_for(company, account.owner_id, today),
        "links": portal_links(company, account.id, desk.now) if "link" in kinds else [],
        "may": {verb.value: desk.may(verb) for verb in Verb},
        **timeline_context(request, account.id, levels),
    }  # fmt: skip
    return render(request, "console/account/customer.html", context)


def timeline_context(
    request: DeskRequest, customer_id: int, levels: dict[str, str], receivable_id: int | None = None
) -> dict[str, Any]:
    """Return the timeline's page, filters and pager as the address asks for."""
    which = request.GET.get("show", "all")
    which = which if which in FILTERS else "all"
    before = request.GET.get("before", "")
    found = timeline_page(request.desk.company.id, customer_id, which=which, before=before, receivable_id=receivable_id)
    names = {
        "all": _("Everything"), "talk": _("Said"), "money": _("Money"), "cases": _("Agreed and contested"),
        "changes": _("Changes"),
    }  # fmt: skip
    return {
        "events": [drawn(event, levels) for event in found.events],
        "event_tabs": [{"label": names[name], "name": name, "current": name == which} for name in FILTERS],
        "older": found.next_cursor, "is_later_page": bool(before),
    }  # fmt: skip


def _badges(account: AccountFacts, today: date) -> list[tuple[str, str]]:
    badges = []
    if account.status != "active":
        badges.append((status_words(account.status), STATUS_TONES.get(account.status, "")))
    if account.importance not in ("", "normal"):
        badges.append((importance_words(account.importance), "accent"))
    if account.snoozed_until and account.snoozed_until > today:
        badges.append((_("off the list until %(day)s") % {"day": date_text(account.snoozed_until)}, "warn"))
    return badges


def _subtitle(account: AccountFacts) -> str:
    owner = _("owner: %(name)s") % {"name": account.owner_name} if account.owner_name else _("nobody's")
    return " \u00b7 ".join(part for part in (account.number, account.segment, owner) if part)


def _habits(company_id: int, customer_id: int, currency: str, until: date) -> Behaviour:
    paid = payments_of(company_id, [customer_id], until=until, each=PAYMENTS_SHOWN)
    return behaviour_of(paid.get((customer_id, currency), ()))


def _number(value: Decimal | None) -> str:
    if value is None:
        return "\u2013"
    return str(format_decimal(value, format="#,##0.#", locale=reader_locale())).replace("-", MINUS)


def strip(habits: Behaviour) -> dict[str, Any] | None:
    """Return the payment-behaviour chart with its finding and inputs; None without payments."""
    if not habits.strip:
        return None
    finding = in_words(habits.reasons[0])
    note = " \u00b7 ".join(in_words(reason) for reason in habits.reasons[1:])
    heading = Heading("habits", finding, _("Days from due date to payment, one bar for each payment, oldest first."))
    words = StripWords(
        late=_("days late"), early=_("days early"), on_time=_("on time"),
        head=(_("Paid"), _("Invoice"), _("Amount"), _("Days late")), format_date=_short_date, format_money=_money,
    )  # fmt: skip
    chart = behaviour_strip(habits.strip, heading=heading, words=words, width=STRIP_WIDTH)
    share = habits.on_time_share
    return {
        "title": finding, "note": note, "svg": mark_safe(chart.svg),  # noqa: S308 - our own drawing, texts escaped
        "head": chart.table.head, "rows": chart.table.rows,
        "inputs": [
            (_("Payments looked at"), str(habits.payments)),
            (_("Median, days late"), _number(habits.median_days_late)),
            (_("Mean, days late"), _number(habits.mean_days_late)),
            (_("On time"), str(format_percent(share, locale=reader_locale())) if share is not None else "\u2013"),
            (_("Half of them within, days"), _number(habits.spread_days)),
        ],
    }  # fmt: skip


def _short_date(day: date) -> str:
    return date_text(day, "short")


def _money(amount: Money) -> str:
    return money_text(amount.minor, amount.currency)


def _case(desk: Desk, account: AccountFacts, one: CaseFacts) -> dict[str, Any]:
    amount = money_text(one.amount_minor, one.currency) if one.amount_minor else ""
    by = " ".join(part for part in (one.by, via_words(one.via)) if part)
    when = (
        _("to do by %(day)s") % {"day": date_text(one.day)} if one.kind == "task" and one.day else date_text(one.since)
    )
    meta = " \u00b7 ".join(part for part in (when, by) if part)
    tone = {"dispute": "bad", "hold": "warn"}.get(one.kind, "")
    return {
        "facts": one, "icon": CASE_ICONS[one.kind], "title": _case_title(one, amount, desk.today), "meta": meta,
        "text": "" if one.kind == "task" else one.text, "tone": "bad" if one.state == "broken" else tone,
    }  # fmt: skip


def _case_title(one: CaseFacts, amount: str, today: date) -> str:
    day = date_text(one.day) if one.day else ""
    if one.kind == "promise":
        said = _("Promise broken: %(amount)s for %(day)s") if one.state == "broken" else _("%(amount)s by %(day)s")
        title = said % {"amount": amount, "day": day}
        if one.state == "open" and one.day:
            left = (one.day - today).days
            title += " \u00b7 " + (
                ngettext("in %(n)s day", "in %(n)s days", left) % {"n": left} if left else _("today")
            )
        return title
    if one.kind == "dispute":
        return _("%(amount)s disputed: %(what)s") % {"amount": amount, "what": dispute_words(one.reason_code)}
    if one.kind == "claim":
        return _("Says it has paid; reminders rest until %(day)s") % {"day": day}
    if one.kind == "hold":
        return _("On hold until %(day)s") % {"day": day} if day else _("On hold until somebody ends it")
    return one.text


def _people(desk: Desk, account: AccountFacts) -> dict[str, Any]:
    found = contacts_of(desk.company.id, account.id)
    clock, zone = _clock(desk.now, account.time_zone or desk.company.time_zone)
    return {
        "active": [_person(one) for one in found if one.is_active and not one.proposed_by],
        "proposed": [_person(one) for one in found if one.proposed_by],
        "silent": [_person(one) for one in found if not one.is_active and not one.proposed_by],
        "clock": clock, "zone": zone,
    }  # fmt: skip


def _person(one: ContactFacts) -> dict[str, Any]:
    plain = "".join(sign for sign in one.phone if sign.isdigit() or sign == "+")
    words = [role_words(one.role), language_words(one.language)]
    return {"facts": one, "tel": plain, "about": " \u00b7 ".join(word for word in words if word)}


def _clock(now: datetime, zone: str) -> tuple[str, str]:
    """Return the time at the customer's place and the place's name."""
    try:
        local = now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return "", ""
    return f"{local:%H:%M}", zone.rpartition("/")[2].replace("_", " ")


def _said(one: SaidFacts) -> dict[str, Any]:
    is_call = one.kind == "call"
    words = {"channel": channel_words(one.kind), "to": one.to, "state": state_name(one.state)}
    meta = one.to if is_call else _("%(channel)s to %(to)s, %(state)s") % words
    url = address("outbox_message", one.notice_id) if one.notice_id else ""
    return {"at": one.at, "title": one.title, "text": meta, "icon": "phone" if is_call else "mail", "url": url}
