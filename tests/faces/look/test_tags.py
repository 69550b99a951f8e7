"""Filters and tags in templates: plain values in, safe markup out."""

from __future__ import annotations

from datetime import date

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory, override_settings
from django.utils import translation

from duly.faces.look.icons import ICONS


def draw(source: str, **values: object) -> str:
    with translation.override("en"):
        return Template("{% load look %}" + source).render(Context(values))


def test_money_carries_its_code_and_splits_off_decimals() -> None:
    html = draw('{{ minor|money:"EUR" }}', minor=123450)
    number = '<span class="n d2">1,234<span class="dec">.50</span></span>'
    assert html == f'<span class="money"><span class="cur">EUR</span>\u00a0{number}</span>'


def test_zero_in_a_column_is_a_dash_that_is_read_aloud_as_zero() -> None:
    html = draw('{{ minor|amount:"EUR" }}', minor=0)
    assert "\u2013" in html and '<span class="vh">0</span>' in html
    assert "\u2013" not in draw('{{ minor|money:"EUR" }}', minor=0)


def test_nothing_known_draws_nothing() -> None:
    for source in ('{{ x|money:"EUR" }}', '{{ x|amount:"EUR" }}', "{{ x|locdate }}", "{{ x|relage }}", "{{ x|whole }}"):
        assert draw(source, x=None) == ""


def test_negative_amounts_have_a_true_minus_and_a_class() -> None:
    assert 'class="n d2 neg">\u22120<' in draw('{{ minor|amount:"EUR" }}', minor=-5)


def test_the_tag_has_options() -> None:
    assert draw('{% money 500 "EUR" symbol=True %}', x=1) == '<span class="money">€5.00</span>'
    assert "+5" in draw('{% money 500 "EUR" sign=True code=False %}')


def test_an_age_comes_from_days_or_from_two_dates() -> None:
    due, today = date(2026, 3, 4), date(2026, 3, 16)
    assert draw("{{ due|relage:today }} {{ due|age_class:today }}", due=due, today=today) == "12 days late age-1"
    assert draw("{{ 95|age_class }}") == "age-3"
    with pytest.raises(TemplateSyntaxError, match="business date"):
        draw("{{ due|relage }}", due=due)


def test_query_with_keeps_the_rest_and_takes_away_what_is_none() -> None:
    request = RequestFactory().get("/?q=a%26b&after=9")
    assert draw('{% query_with sort="-open" after=None %}', request=request) == "?q=a%26b&amp;sort=-open"


def test_a_query_cannot_smuggle_markup() -> None:
    request = RequestFactory().get("/", {"q": '"><script>'})
    assert "<script>" not in draw("{% query_with page=2 %}", request=request)


def test_every_icon_is_drawn_without_style_attributes() -> None:
    for name in ICONS:
        html = draw("{% icon name %}", name=name)
        assert 'aria-hidden="true"' in html and "style=" not in html
    assert 'aria-label="Late"' in draw('{% icon "clock" "Late" %}')


@override_settings(ROOT_URLCONF="tests.faces.look.addresses")
def test_a_term_links_into_the_glossary() -> None:
    html = draw('{% term "DSO" %}')
    assert 'href="/glossary#dso"' in html and "Days sales outstanding" in html
    assert draw('{% term "NOPE" words %}', words="<b>") == "&lt;b&gt;"


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><x', "auto"), ("", "auto")])
def test_the_theme_is_one_of_three(cookie: str, theme: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["duly_theme"] = cookie
    assert draw("{% theme %}", request=request) == theme


def test_the_age_bar_shows_shares_in_order_and_leaves_out_nothing_owed() -> None:
    html = draw("{% age_bar 500 300 0 200 %}")
    assert [f"age-{n}" in html for n in range(4)] == [True, True, False, True]
    assert "rect" not in draw("{% age_bar 0 0 0 0 %}")


def test_block_tags_keep_their_content() -> None:
    assert "<p>a &amp; b</p>" in draw('{% panel title="T" %}<p>{{ x }}</p>{% endpanel %}', x="a & b")
    assert "<summary>How</summary>" in draw('{% disclosure label="How" %}x{% enddisclosure %}')
