"""Aging: who owes what, by how long it is overdue, on any day; every amount opens onto its documents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.core.insight.charts import AgedRow, Chart, Heading, aging_bars
from duly.core.money.currency import exponent
from duly.core.money.money import Money
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.export import csv_response
from duly.faces.console.reports.asked import EXPORT_LIMIT, PAGE, Asked, choice_fields, kept, read, report_tabs
from duly.faces.console.reports.words import group_label, line_label, short_amount
from duly.faces.console.shell.kept import keeps
from duly.faces.look.buckets import bucket_label
from duly.faces.look.figures import amount_text, money_text
from duly.faces.look.table import Column, ListTable, Row
from duly.faces.look.templatetags.look import money
from duly.store.queries.aging_report import DEFAULT_SORT, SORTS, UNIDENTIFIED, WIDTH, AgingLine, AgingPage, aging_page

BARS = 10
DOOR = "console/reports/door.html"


def _sort(asked: Asked) -> str:
    wanted = asked.get("sort")
    return wanted if wanted.removeprefix("-") in SORTS else DEFAULT_SORT


@require_GET
@page(Verb.SEE_OWN)
@keeps("aging")
def aging(request: DeskRequest) -> HttpResponse:
    """Show the report."""
    asked = read(request)
    found = aging_page(
        asked.desk.company.id, asked.filter(), by=asked.by, sort=_sort(asked), limit=PAGE, offset=asked.offset
    )
    one = len(found.totals) == 1
    context: dict[str, Any] = {
        "title": _("Aging"), "nav": "reports", "tabs": report_tabs(asked, "reports_aging"), "day": asked.as_of,
        "is_past": asked.as_of != asked.desk.today, "figures": _headline(asked, found.totals[0]) if one else [],
        "buckets": _buckets(asked, found.totals[0]) if one else [], "fields": choice_fields(asked),
        "views": _views(asked), "chips": _chips(asked), "keep": kept(asked, "by", "bucket", "sort"),
        "tools": [{"label": _("Export"), "url": asked.to("reports_aging_export"), "icon": "export"}],
        "table": _table(asked, found), "is_empty": not found.count,
        "chart": _chart(asked, found) if one and asked.by != "currency" else None,
        "by_now": asked.by in ("segment", "owner"), "behind_url": _behind_url(asked),
    }  # fmt: skip
    return render(request, "console/reports/aging.html", context)


def _views(asked: Asked) -> list[dict[str, Any]]:
    names = ["customer", "segment", *(["owner"] if asked.desk.only_owner_id is None else []), "currency"]
    return [
        {"label": group_label(name), "url": asked.query(by="" if name == "customer" else name, sort=""),
         "current": asked.by == name}
        for name in names
    ]  # fmt: skip


def _chips(asked: Asked) -> list[dict[str, str]]:
    chips = []
    if bucket := asked.get("bucket"):
        chips.append({"label": bucket_label(bucket), "remove_url": asked.query(bucket="")})
    return chips


def _behind_url(asked: Asked) -> str:
    if asked.by == "currency":
        return ""
    if asked.get("bucket") == "unapplied":
        return asked.to("reports_receipts", bucket="", by="", sort="")
    return asked.to("reports_items", by="", sort="")


def _headline(asked: Asked, total: AgingLine) -> list[dict[str, Any]]:
    """Return the balance, the one number, and what it is made of."""
    code = total.currency
    share = f"{total.late_minor * 100 / total.debts_minor:.0f}" if total.debts_minor else "0"
    customers = ngettext("%(n)s customer", "%(n)s customers", total.customers) % {"n": total.customers}
    items = ngettext("%(n)s open invoice", "%(n)s open invoices", total.items) % {"n": total.items}
    return [
        {
            "label": _("Balance"), "minor": total.balance_minor, "currency": code, "lead": True,
            "note": f"{items} \u00b7 {customers}",
            "formula": _("open invoices \u2212 credit notes \u2212 unapplied cash"),
            "inputs": [
                (_("Open invoices"), money(total.debts_minor, code)),
                (_("Credit notes"), money(total.credit_minor, code)),
                (_("Unapplied cash"), money(-total.unapplied_minor, code)),
            ],
            "url": asked.to("reports_items", bucket="", by="", sort=""),
        },
        {
            "label": _("Overdue"), "minor": total.late_minor, "currency": code,
            "note": _("%(share)s %% of what is open") % {"share": share},
            "formula": _("sum of open amounts whose due date has passed"),
            "inputs": [(bucket_label(str(n)), money(total.buckets[n], code)) for n in range(1, WIDTH)],
            "url": asked.to("reports_items", bucket="late", by="", sort=""),
        },
        {
            "label": _("Credit notes"), "minor": total.credit_minor, "currency": code, "note": _("not yet used"),
            "formula": _("open credit notes; they are not set off against the buckets"),
            "inputs": [(_("Credit notes"), money(total.credit_minor, code))],
            "url": asked.to("reports_items", bucket="credit", by="", sort=""), "url_label": _("See the credit notes"),
        },
        {
            "label": _("Unapplied cash"), "minor": total.unapplied_minor, "currency": code,
            "note": _("received, not yet set against an invoice"),
            "formula": _("receipts less what was applied, refunded or not ours"),
            "inputs": [(_("Unapplied cash"), money(total.unapplied_minor, code))],
            "url": asked.to("reports_receipts", bucket="", by="", sort=""), "url_label": _("See the receipts"),
        },
    ]  # fmt: skip


def _buckets(asked: Asked, total: AgingLine) -> list[dict[str, Any]]:
    """Return the buckets of the total; each leads to the customers with something in it."""
    whole = total.debts_minor
    return [
        {
            "label": bucket_label(str(n)), "minor": minor, "currency": total.currency, "age": min(n, 3),
            "share": f"{minor * 100 / whole:.0f}" if whole else "0", "width": minor * 1000 // whole if whole else 0,
            "url": asked.query(bucket=n, by="", sort=f"-b{n}"), "current": asked.get("bucket") == str(n),
        }
        for n, minor in enumerate(total.buckets)
    ]  # fmt: skip


def _door(minor: int, line: AgingLine, url: str) -> dict[str, Any]:
    return {"minor": minor, "currency": line.currency, "url": url if minor else ""}


def _narrowed(asked: Asked, line: AgingLine) -> dict[str, str]:
    """Return the parameters that narrow a report to one line."""
    if asked.by == "customer":
        return {"customer": line.key, "nobody": ""} if line.key else {"nobody": "1"}
    if line.key == UNIDENTIFIED:
        return {"nobody": "1"}
    return {asked.by: line.key}


def _row(asked: Asked, line: AgingLine) -> Row:
    only = _narrowed(asked, line)
    behind = {"by": "", "sort": "", "bucket": "", **only}
    cash_url = asked.to("reports_receipts", **behind)
    cells: dict[str, object] = {
        f"b{n}": _door(minor, line, asked.to("reports_items", **{**behind, "bucket": str(n)}))
        for n, minor in enumerate(line.buckets)
    }
    cells |= {
        "credit": _door(line.credit_minor, line, asked.to("reports_items", **{**behind, "bucket": "credit"})),
        "unapplied": _door(-line.unapplied_minor, line, cash_url),
        "balance": (line.balance_minor, line.currency) if asked.by == "currency" else line.balance_minor,
        "name": line_label(asked, line),
        "customers": line.customers,
    }
    if asked.by == "customer" or line.key == UNIDENTIFIED:
        url = asked.to("reports_items", **behind) if line.key else cash_url
    else:
        url = asked.query(by="", sort="", page="", **only)
    return Row(
        id=f"{line.key or 'nobody'}-{line.currency}".replace(" ", "-").replace("~", "none"), url=url, cells=cells
    )


def _columns(asked: Asked) -> list[Column]:
    kind, code = ("money", "") if asked.by == "currency" else ("amount", asked.currency)

    def amounts(name: str, label: str, template: str = DOOR) -> Column:
        return Column(
            name=name, label=label, kind=kind, currency=code, sortable=True, sort_first="down", template=template,  # type: ignore[arg-type]
        )  # fmt: skip

    many = [] if asked.by == "customer" else [Column(name="customers", label=_("Customers"), kind="number")]
    return [
        Column(name="name", label=group_label(asked.by), sortable=True), *many,
        *(amounts(f"b{n}", bucket_label(str(n))) for n in range(WIDTH)),
        amounts("credit", _("Credits")), amounts("unapplied", _("Unapplied")),
        amounts("balance", _("Balance"), ""),
    ]  # fmt: skip


def _table(asked: Asked, found: AgingPage) -> ListTable:
    sums: dict[str, object] = {}
    if len(found.totals) == 1 and asked.by != "currency":
        total = found.totals[0]
        sums = {f"b{n}": minor for n, minor in enumerate(total.buckets)}
        sums |= {"credit": total.credit_minor, "unapplied": -total.unapplied_minor, "balance": total.balance_minor}
        if asked.by != "customer":
            sums["customers"] = total.customers
    return ListTable(
        caption=_("Aging as of %(day)s") % {"day": asked.as_of.isoformat()}, columns=_columns(asked),
        rows=[_row(asked, line) for line in found.lines], sort=_sort(asked), sums=sums,
        sums_label=_("Total of %(n)s") % {"n": amount_text(found.count, "JPY")}, pager=asked.pager(found.count),
        id="aging",
    )  # fmt: skip


def _chart(asked: Asked, found: AgingPage) -> dict[str, Any] | None:
    """Return the bars of the first lines of the page with the four ages, and their table."""
    total, code = found.totals[0], found.totals[0].currency
    shown = [line for line in found.lines if line.debts_minor][:BARS]
    rows = [AgedRow(line_label(asked, line), _ages(line.buckets, line.currency)) for line in shown]
    if not rows:
        return None
    late = money_text(total.late_minor, code)
    whole = money_text(total.debts_minor, code)
    title = _("%(late)s of %(whole)s is overdue") % {"late": late, "whole": whole}
    ages = (bucket_label("0"), bucket_label("1"), bucket_label("2"), "61+")
    described = _("Bars of open amounts by age, in %(code)s.") % {"code": code}
    drawn: Chart = aging_bars(
        rows, heading=Heading("aging-bars", title, described), ages=ages, head=(group_label(asked.by), _("Total")),
        format_value=lambda value: short_amount(value), width=960,
    )  # fmt: skip
    exact = tuple(
        (row.label, *(amount_text(int(a.scaleb(exponent(code))), code) for a in (*row.amounts, row.total)))
        for row in rows
    )
    note = _chart_note(shown, total) if len(shown) < found.count else ""
    svg = mark_safe(drawn.svg)  # noqa: S308  # ours
    return {"title": title, "svg": svg, "head": drawn.table.head, "rows": exact, "note": note}


def _chart_note(shown: list[AgingLine], total: AgingLine) -> str:
    """Say how much of the whole the bars hold, so that nobody takes a part for it."""
    minor = sum(line.debts_minor for line in shown)
    return _("The first %(n)s of the list, who hold %(sum)s of it, %(late)s overdue.") % {
        "n": len(shown), "sum": money_text(minor, total.currency),
        "late": money_text(sum(line.late_minor for line in shown), total.currency),
    }  # fmt: skip


def _ages(buckets: tuple[int, ...], currency: str) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    major = [Decimal(minor).scaleb(-exponent(currency)) for minor in buckets]
    return (major[0], major[1], major[2], sum(major[3:], Decimal(0)))


@require_GET
@page(Verb.SEE_OWN)
def export(request: DeskRequest) -> HttpResponse:
    """Answer with every line of the report in the order of the page."""
    asked = read(request)
    found = aging_page(
        asked.desk.company.id, asked.filter(), by=asked.by, sort=_sort(asked), limit=EXPORT_LIMIT
    )  # fmt: skip
    head = [
        group_label(asked.by),
        *((_("Number"), _("Segment"), _("Owner")) if asked.by == "customer" else (_("Customers"),)),
        _("Currency"), *(bucket_label(str(n)) for n in range(WIDTH)), _("Credit notes"), _("Unapplied"), _("Balance"),
    ]  # fmt: skip

    def cells(line: AgingLine) -> list[object]:
        named: list[object] = [line_label(asked, line)]
        if asked.by == "customer":
            named += [line.number, line.segment, asked.owner_name(line.owner_id)]
        else:
            named.append(line.customers)
        amounts = (*line.buckets, line.credit_minor, -line.unapplied_minor, line.balance_minor)
        return [*named, line.currency, *(Money(minor, line.currency) for minor in amounts)]

    return csv_response(f"aging-by-{asked.by}-{asked.as_of.isoformat()}", head, map(cells, found.lines))
