"""A list as values: order, sums, cells."""

from __future__ import annotations

from django.test import override_settings

from duly.faces.look.table import Column, ListTable, Row
from tests.faces.look.gallery import CONSOLE, gallery, table


def test_a_heading_turns_the_order_round() -> None:
    heads = {head.column.name: head for head in table().head()}
    assert (heads["open"].aria, heads["open"].sort) == ("descending", "open")
    assert (heads["name"].aria, heads["name"].sort) == ("", "name")
    assert heads["age"].sort == "-age"  # the oldest first


def test_cells_stand_in_the_order_of_columns_and_missing_ones_are_empty() -> None:
    columns = [Column(name="a", label="A"), Column(name="b", label="B", kind="money")]
    shown = ListTable(caption="x", columns=columns, rows=[Row(id="1", cells={"b": (1, "EUR")})])
    assert [[cell for _, cell in cells] for _, cells in shown.body()] == [[None, (1, "EUR")]]
    assert shown.foot() == [] and not shown.selectable
    assert columns[1].right and not columns[0].right


@override_settings(ROOT_URLCONF="tests.faces.look.addresses")
def test_the_frame_marks_where_one_is_and_keeps_the_chosen_theme() -> None:
    html = gallery(CONSOLE, theme="dark")
    assert '<a href="/customers" aria-current="page"' in html and html.count('aria-current="page"') == 3
    assert 'data-theme="dark"' in html and "<title>Gallery · Demo Company</title>" in html
    assert 'aria-sort="descending"' in html and "\u2013" in html


def test_places_without_an_address_are_left_out() -> None:
    with override_settings(ROOT_URLCONF="tests.faces.look.nowhere"):
        assert 'class="nav-words">Cash' not in gallery(CONSOLE)
