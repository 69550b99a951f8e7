"""Filters and tags of the shared look. They take plain values (int, date, str), never models.

An unusable value (None, empty) draws nothing: a template is the wrong place to fail. A wrong
currency code is a programmer's error and raises UnknownCurrency.
"""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from duly.core.money.currency import exponent
from duly.faces.look import figures
from duly.faces.look.glossary import TERMS
from duly.faces.look.icons import ICONS

register = template.Library()

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "duly_theme"


def _number(minor: int, currency: str, zero: str, sign: bool) -> SafeString:
    places = exponent(currency)
    if minor == 0 and zero == "dash":
        return format_html(
            '<span class="n d{} zero"><span aria-hidden="true">{}</span><span class="vh">0</span></span>',
            places,
            figures.EN_DASH,
        )
    text = figures.amount_text(minor, currency, sign=sign)
    whole, decimals = (text[: -places - 1], text[-places - 1 :]) if places else (text, "")
    css = "n d{} neg" if minor < 0 else "n d{}"
    return format_html('<span class="{}">{}<span class="dec">{}</span></span>', css.format(places), whole, decimals)


def _with_code(number: SafeString, currency: str) -> SafeString:
    code = format_html('<span class="cur">{}</span>', currency)
    first, second = (code, number) if figures.code_comes_first() else (number, code)
    return format_html('<span class="money">{}{}{}</span>', first, figures.NBSP, second)


@register.filter
def money(minor: int | None, currency: str) -> str:
    """Draw an amount with its ISO code: `{{ open_minor|money:"EUR" }}`."""
    return "" if minor is None else _with_code(_number(minor, currency, "show", False), currency)


@register.filter
def amount(minor: int | None, currency: str) -> str:
    """Draw an amount without its code, zero as a dash, decimals aligned: for columns that name the currency once."""
    return "" if minor is None else _number(minor, currency, "dash", False)


@register.simple_tag(name="money")
def money_tag(
    minor: int | None, currency: str, zero: str = "show", sign: bool = False, code: bool = True, symbol: bool = False
) -> str:
    """Draw an amount with options: zero="dash", sign=True, code=False, symbol=True (the locale's symbol)."""
    if minor is None:
        return ""
    if symbol:
        return format_html('<span class="money">{}</span>', figures.money_symbol_text(minor, currency))
    number = _number(minor, currency, zero, sign)
    return _with_code(number, currency) if code else number


@register.filter
def money_text(minor: int | None, currency: str) -> str:
    """Return an amount with its code as plain text, for sentences, attributes and mail."""
    return "" if minor is None else figures.money_text(minor, currency)


@register.filter
def locdate(value: date | None, style: figures.Style = "medium") -> str:
    """Draw a date or an instant in the reader's locale as <time>; style is short, medium, long or full."""
    if not value:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), figures.date_text(value, style))


def _days(value: int | date, as_of: date | None) -> int:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        if as_of is None:
            raise template.TemplateSyntaxError("relage of a date needs the business date: {{ due|relage:as_of }}")
        return (as_of - value).days
    return value


@register.filter
def relage(value: int | date | None, as_of: date | None = None) -> str:
    """Say "12 days late" or "due in 3 days" for days past due, or for a due date and the business date."""
    return "" if value is None else figures.age_text(_days(value, as_of))


@register.filter
def age_class(value: int | date | None, as_of: date | None = None) -> str:
    """Return age-0 (current), age-1 (1-30 days late), age-2 (31-60) or age-3 (61 and more)."""
    return "" if value is None else f"age-{figures.age_step(_days(value, as_of))}"


@register.filter
def whole(value: int | None) -> str:
    """Return a whole number with the locale's grouping and a true minus."""
    return "" if value is None else figures.amount_text(value, "JPY")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw one of our icons inline; silent for screen readers unless `label` gives it words."""
    inner = mark_safe(ICONS[name])  # noqa: S308  # our own constants
    if label:
        return format_html('<svg class="icon" viewBox="0 0 16 16" role="img" aria-label="{}">{}</svg>', label, inner)
    return format_html('<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', inner)


@register.simple_tag
def key(name: str) -> SafeString:
    """Draw a key hint; hidden from screen readers, which get `aria-keyshortcuts` on the element itself."""
    return format_html('<kbd class="key" aria-hidden="true">{}</kbd>', name)


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: object) -> str:
    """Return this page's query string with changes; None or "" takes a parameter away. A new order starts on page 1."""
    request = context.get("request")
    query = request.GET.copy() if isinstance(request, HttpRequest) else QueryDict(mutable=True)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        elif isinstance(value, list | tuple):
            query.setlist(name, [str(item) for item in value])
        else:
            query[name] = str(value)
    return "?" + query.urlencode()


@register.simple_tag
def term(short: str, text: str = "") -> SafeString:
    """Draw a word of the field with its meaning: a link into the glossary where there is one, else an <abbr>."""
    found = TERMS.get(short)
    words = text or short
    if found is None:
        return format_html("{}", words)
    title = format_html("{}: {}", found.name, found.meaning)
    try:
        address = reverse("console:glossary") + f"#{short.lower()}"
    except NoReverseMatch:
        return format_html('<abbr class="term" title="{}">{}</abbr>', title, words)
    return format_html('<a class="term" href="{}" title="{}">{}</a>', address, title, words)


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """Return the theme the reader chose: auto, light or dark."""
    request = context.get("request")
    chosen = request.COOKIES.get(THEME_COOKIE, "auto") if isinstance(request, HttpRequest) else "auto"
    return chosen if chosen in THEMES else "auto"


@register.simple_tag
def age_bar(*shares_minor: int, label: str = "") -> SafeString:
    """Draw a thin bar of up to four ages (minor units in the order current, 1-30, 31-60, 61+)."""
    shares = [max(0, share) for share in shares_minor[:4]]
    total = sum(shares)
    parts, at = SafeString(""), 0
    for step, share in enumerate(shares):
        width = share * 1000 // total if total else 0
        if width:
            parts += format_html('<rect class="age-{}" x="{}" width="{}" height="8"/>', step, at, max(4, width - 4))
        at += width
    attrs = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="agebar" viewBox="0 0 1000 8" preserveAspectRatio="none" {}>{}</svg>', attrs, parts)


@register.simple_block_tag
def panel(content: str, title: str = "", back_url: str = "", label: str = "") -> str:
    """Wrap content as a side panel with a title and a way back."""
    return render_to_string(
        "look/parts/panel.html", {"content": content, "title": title, "back_url": back_url, "label": label}
    )


@register.simple_block_tag
def disclosure(content: str, label: str = "", open: bool = False) -> str:
    """Wrap content so that one click shows it: explanations, tables behind charts."""
    return render_to_string("look/parts/disclosure.html", {"content": content, "label": label, "open": open})
