"""The figures at the top of a customer page, each with its formula and inputs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from duly.core.insight.behaviour import Behaviour
from duly.faces.console.reasons import in_words
from duly.faces.look.figures import age_label, date_text, money_text
from duly.faces.look.templatetags.look import money
from duly.store.queries.account_cases import CaseFacts
from duly.store.queries.account_page import CurrencySums

GRADE_TONES = {"late": "warn", "very_late": "bad", "erratic": "warn"}


def headline(
    sums: list[CurrencySums], currency: str, habits: Behaviour, cases: list[CaseFacts], today: date
) -> list[dict[str, Any]]:
    """Return balance (the one number), what is late, the oldest, how they pay, what is spoken for."""
    if not sums:
        return [{"label": _("Balance"), "minor": 0, "currency": currency, "lead": True, "note": _("Nothing is open.")}]
    main = sums[0]
    others = ", ".join(money_text(one.balance_minor, one.currency) for one in sums[1:])
    return [
        _balance(main, others), _late(main, today), _habit(habits), *_spoken_for(main, cases),
    ]  # fmt: skip


def _balance(main: CurrencySums, others: str) -> dict[str, Any]:
    count = ngettext("%(n)s open invoice", "%(n)s open invoices", main.open_count) % {"n": main.open_count}
    return {
        "label": _("Balance"), "minor": main.balance_minor, "currency": main.currency, "lead": True,
        "note": f"{count} \u00b7 {_('and')} {others}" if others else count,
        "formula": _("open invoices \u2212 open credit notes \u2212 unapplied cash"),
        "inputs": [
            (_("Open invoices"), money(main.debt_minor, main.currency)),
            (_("Open credit notes"), money(main.credit_minor, main.currency)),
            (_("Unapplied cash"), money(-main.unapplied_minor, main.currency)),
        ],
        "url": "#open", "url_label": _("See the invoices behind it"),
    }  # fmt: skip


def _late(main: CurrencySums, today: date) -> dict[str, Any]:
    figure: dict[str, Any] = {"label": _("Overdue"), "minor": main.late_minor, "currency": main.currency}
    if main.oldest_due_date is None:
        return figure | {"note": _("Nothing is late.")}
    days = (today - main.oldest_due_date).days
    count = ngettext("%(n)s invoice", "%(n)s invoices", main.late_count) % {"n": main.late_count}
    oldest = ngettext("oldest %(n)s day", "oldest %(n)s days", days) % {"n": days}
    return figure | {
        "note": f"{count} \u00b7 {oldest}", "tone": "bad" if days > 60 else "warn",
        "formula": _("open amounts whose due date has passed"),
        "inputs": [(age_label(step), money(main.ages[step], main.currency)) for step in (1, 2, 3)],
        "url": "#open", "url_label": _("See the invoices behind it"),
    }  # fmt: skip


def _habit(habits: Behaviour) -> dict[str, Any]:
    days = habits.median_days_late
    if days is None:
        return {"label": _("Usually pays"), "value": "\u2013", "note": in_words(habits.reasons[0])}
    whole = int(days.to_integral_value())
    if whole > 0:
        value = pgettext("pays", "%(n)s d late") % {"n": whole}
    elif whole < 0:
        value = pgettext("pays", "%(n)s d early") % {"n": -whole}
    else:
        value = pgettext("pays", "on time")
    trend = {"slower": _("getting slower"), "faster": _("getting faster")}.get(habits.trend, "")
    count = ngettext("median of %(n)s payment", "median of %(n)s payments", habits.payments) % {"n": habits.payments}
    return {
        "label": _("Usually pays"), "value": value, "tone": GRADE_TONES.get(habits.grade, ""),
        "note": f"{count} \u00b7 {trend}" if trend else count,
        "formula": _("median of the days from due date to payment, over the latest payments"),
        "inputs": [(_("Payments"), str(habits.payments)), (_("Median, days"), str(days))],
        "url": "#habits", "url_label": _("See each payment"),
    }  # fmt: skip


def _spoken_for(main: CurrencySums, cases: list[CaseFacts]) -> list[dict[str, Any]]:
    found = []
    promised = [
        one for one in cases if one.kind == "promise" and one.state == "open" and one.currency == main.currency
    ]  # fmt: skip
    if promised:
        next_day = min(one.day for one in promised if one.day)
        found.append({
            "label": _("Promised"), "minor": sum(one.amount_minor for one in promised), "currency": main.currency,
            "note": _("next on %(day)s") % {"day": date_text(next_day)},
            "formula": _("sum of the promises that are open"),
            "inputs": [
                (date_text(one.day), money(one.amount_minor, one.currency)) for one in promised[:8] if one.day
            ],
            "url": "#cases", "url_label": _("See the promises"),
        })  # fmt: skip
    if main.disputed_minor:
        count = sum(1 for one in cases if one.kind == "dispute" and one.currency == main.currency)
        found.append({
            "label": _("Disputed"), "minor": main.disputed_minor, "currency": main.currency,
            "note": ngettext("%(n)s dispute", "%(n)s disputes", count) % {"n": count},
            "formula": _("sum of the amounts contested in open disputes"), "url": "#cases",
            "url_label": _("See the disputes"),
        })  # fmt: skip
    if main.unapplied_minor:
        found.append({
            "label": _("Unapplied cash"), "minor": main.unapplied_minor, "currency": main.currency,
            "note": _("waits to be applied"), "formula": _("received, and not set against an invoice yet"),
            "url": "#cash", "url_label": _("See the receipts"),
        })  # fmt: skip
    return found


def legend(one: CurrencySums) -> list[dict[str, Any]]:
    """Return the ages with their amounts, for the bar's legend."""
    names = (_("not due yet"), *(_("%(n)s days late") % {"n": age_label(step)} for step in (1, 2, 3)))
    return [
        {"step": step, "label": names[step], "minor": one.ages[step], "currency": one.currency} for step in range(4)
    ]  # fmt: skip
