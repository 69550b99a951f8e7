"""One page that shows every part once, with plainly invented figures."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe

from duly.faces.look.table import Bulk, Column, ListTable, Pager, Row

TODAY = date(2026, 3, 16)
DAYS = (-12, 0, 3, 31, 75)

CONSOLE = """{% extends "look/console_base.html" %}{% load look %}
{% block crumbs %}<nav class="crumbs" aria-label="Where"><a href="/" data-back>Today</a></nav>{% endblock %}
{% block actions %}<button class="btn" data-key="e">Note{% key "e" %}</button>
<button class="btn primary">Save</button><button class="btn danger">Delete</button>{% endblock %}
{% block headline %}{% include "look/parts/figures.html" %}{% endblock %}
{% block main %}
{% include "look/parts/tabs.html" with label="Kinds" %}{% include "look/parts/filters.html" %}
{% include "look/parts/table.html" %}
<div class="section">{% include "look/parts/chart.html" with title="Most is current" head=head rows=lines %}</div>
<div class="section">{% include "look/parts/reasons.html" %}</div>
{% include "look/parts/progress.html" with label="Importing" done=5 total=9 failed=1 failed_url="#" %}
{% include "look/parts/confirm.html" with consequence="Sends 1 message." action="/" button="Send" %}
<form class="section" method="post">{% include "look/parts/form.html" %}</form>
{% include "look/parts/empty.html" with icon="outbox" title="Nothing yet" text="Messages stay here." actions=steps %}
{% disclosure label="How" %}
<p class="note warn">{% term "DSO" %} {% age_bar 5 3 1 1 label="Ages" %}</p>{% enddisclosure %}
{% endblock %}
{% block side %}{% panel title="Account" back_url="/" %}{% include "look/parts/dl.html" %}
{% include "look/parts/timeline.html" %}{% endpanel %}{% endblock %}"""

PORTAL = """{% extends "look/portal_base.html" %}{% load look %}
{% block headline %}<p class="sum">{{ 123456|money:"EUR" }}</p>
<p>{% include "look/parts/age.html" with days=12 %}</p>{% endblock %}
{% block main %}<a class="btn primary" href="#">Pay</a><ul class="rows"><li><span>D-1<small>due</small></span>
<span>{{ 123456|money:"EUR" }}</span></li></ul><section class="choices"><details open><summary>Promise</summary>
<div><form method="post">{% include "look/parts/form.html" %}</form></div></details><a href="#">Wrong</a></section>
<p class="note">Thanks.</p>{% endblock %}"""


class Questions(forms.Form):
    """One field of each kind."""

    name = forms.CharField(help_text="As on your invoices.")
    currency = forms.ChoiceField(choices=[("EUR", "EUR")], required=False)
    days = forms.ChoiceField(choices=[("a", "Business days"), ("b", "Every day")], widget=forms.RadioSelect)
    paused = forms.BooleanField(required=False)


def table() -> ListTable:
    """Five customers of different ages."""
    columns = [
        Column(name="name", label="Customer", sortable=True),
        Column(name="age", label="Oldest", kind="age", sortable=True, sort_first="down"),
        Column(name="due", label="Due", kind="date", wide_only=True),
        Column(name="state", label="State", kind="badge"),
        Column(name="open", label="Open", kind="amount", currency="EUR", sortable=True, sort_first="down"),
    ]
    rows = [
        Row(id=str(at), url=f"/customers?id={at}", muted=at == 1, cells=_cells(at, days))
        for at, days in enumerate(DAYS)
    ]  # fmt: skip
    bulk = [Bulk(label="Remind", url="/tonight", icon="mail", key="m")]
    pager = Pager(next_url="?after=5", words="1\u20135 of 9")
    return ListTable(
        caption="Customers", columns=columns, rows=rows, sort="-open", sums={"open": 1000}, sums_label="9 customers",
        bulk=bulk, pager=pager,
    )  # fmt: skip


def _cells(at: int, days: int) -> dict[str, object]:
    state = (("Promised", "accent"), ("Paid", "good"), ("On hold", "warn"), ("Disputed", "bad"), None)[at]
    due = TODAY - timedelta(days=days)
    return {"name": f"Demo Customer {at}", "age": days, "due": due, "open": at * 100, "state": state}


def _values(request: HttpRequest) -> dict[str, object]:
    svg = '<svg viewBox="0 0 100 20" role="img" aria-label="Bars"><rect class="age-0" width="60" height="20"/></svg>'
    inputs = [("Receivables", "EUR 9.00")]
    return {
        "request": request, "title": "Gallery", "nav": "customers", "company_name": "Demo Company", "user_name": "Demo",
        "companies": [{"name": "Demo Company", "value": 1, "current": True}, {"name": "Demo Other", "value": 2}],
        "counts": {"today": 23}, "sign_out_url": "/", "search_json_url": "/find",
        "commands": [{"label": "Import a file", "href": "/imports"}],
        "figures": [
            {"label": "Owed", "minor": 128440950, "currency": "EUR", "lead": True, "formula": "sum", "inputs": inputs},
            {"label": "DSO", "term": "DSO", "value": "41.3", "unit": "days", "trend": "-2", "tone": "good"},
            {"label": "Late", "minor": 41250000, "currency": "EUR", "tone": "bad", "note": "32 %"},
        ],
        "tabs": [{"label": "Open", "url": "?", "current": True, "count": 5}, {"label": "All", "url": "?all"}],
        "fields": [
            {"name": "q", "label": "Name", "kind": "search", "value": ""},
            {"name": "age", "label": "Age", "kind": "select", "value": "", "options": [("", "any"), ("3", "61+")]},
        ],
        "chips": [{"label": "61+", "remove_url": "?"}], "clear_url": "?",
        "views": [{"label": "Mine", "url": "?", "current": True}],
        "tools": [{"label": "Export", "url": "?", "icon": "export"}],
        "table": table(), "svg": mark_safe(svg), "head": ["Age", "EUR"], "lines": [["current", "60.00"]],
        "reasons": [
            {"text": "12 days late.", "effect": "for"}, {"text": "Disputed.", "effect": "against", "url": "#"},
            {"text": "Bank data is fresh."},
        ],
        "form": Questions({"name": ""}), "steps": [{"label": "Preview", "url": "#"}],
        "items": [("Owner", "Demo"), ("Terms", "Within 30 days")],
        "events": [{"at": TODAY, "title": "Reminder sent", "icon": "mail", "actor": "Duly", "undo_url": "/"}],
        "coming": [{"at": TODAY, "title": "Promise falls due"}],
        "languages_offered": [("en", "EN"), ("de", "DE")], "company_address": "Demo Street 1",
        "company_phone": "+49 30 0000000", "company_email": "ar@demo.example",
    }  # fmt: skip


def gallery(source: str, theme: str = "auto") -> str:
    """Draw one of the two galleries."""
    request = RequestFactory().get("/")
    request.COOKIES["duly_theme"] = theme
    with translation.override("en"):
        return Template(source).render(Context(_values(request)))
