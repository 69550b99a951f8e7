"""The figures at the top of Today, each with its formula and the list behind it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duly.faces.console.addresses import address
from duly.faces.look.figures import age_label
from duly.faces.look.templatetags.look import money, whole
from duly.store.queries.today import TodayFigures


def headline(figures: TodayFigures, is_own: bool) -> list[dict[str, Any]]:
    """Return what is late (the one number), what falls due this week, what waits, what is promised."""
    currency, list_url = figures.currency, address("customers")
    customers = ngettext("%(n)s customer", "%(n)s customers", figures.late_customers) % {
        "n": whole(figures.late_customers)
    }
    items = ngettext("%(n)s invoice", "%(n)s invoices", figures.late_items) % {"n": whole(figures.late_items)}
    inputs = [(age_label(step), money(figures.ages[step - 1], currency)) for step in (1, 2, 3)]
    return [
        {
            "label": _("Overdue, your customers") if is_own else _("Overdue"), "minor": figures.late_minor,
            "currency": currency, "lead": True, "note": f"{items} \u00b7 {customers}", "inputs": inputs,
            "formula": _("sum of open amounts whose due date has passed"),
            "url": f"{list_url}?late=1", "url_label": _("See the customers behind it"),
        },
        {
            "label": _("Due within 7 days"), "minor": figures.week_minor, "currency": currency,
            "note": ngettext("%(n)s invoice", "%(n)s invoices", figures.week_items) % {"n": whole(figures.week_items)},
            "formula": _("sum of open amounts that fall due today or within the six days after"),
            "inputs": [(_("Invoices"), whole(figures.week_items))],
            "url": address("reports_items") + "?bucket=0", "url_label": _("See the invoices that are not due yet"),
        },
        {
            "label": _("Receipts waiting"), "minor": figures.waiting_minor, "currency": currency,
            "note": ngettext("%(n)s to apply", "%(n)s to apply", figures.waiting_receipts)
            % {"n": whole(figures.waiting_receipts)},
            "formula": _("unapplied cash: money that arrived and is not set against an invoice yet"),
            "inputs": [(_("Receipts"), whole(figures.waiting_receipts))],
            "url": address("cash"), "url_label": _("Open Cash"),
        },
        {
            "label": _("Promised within 7 days"), "minor": figures.promised_minor, "currency": currency,
            "note": ngettext("%(n)s promise", "%(n)s promises", figures.promises) % {"n": whole(figures.promises)},
            "formula": _("sum of the open promises for today or the six days after"),
            "inputs": [(_("Promises"), whole(figures.promises))],
            "url": address("reports_figures"), "url_label": _("See how promises are kept"),
        },
    ]  # fmt: skip
