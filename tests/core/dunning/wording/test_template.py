"""The template language can show what the catalogue names, leave parts out, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.core.dunning.wording import PLACEHOLDERS, TEMPLATE_KEYS, TONES, Kind, check, render
from duly.core.dunning.wording.template import MAX_LENGTH, tokens

VALUES = {"contact_name": "Ada Example", "total_due": "€12.00", "one_invoice": "yes", "several_invoices": ""}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Hello {contact_name}, {total_due}.", "Hello Ada Example, €12.00."),
        ("[[if one_invoice]]one[[end]][[if several_invoices]]many[[end]]", "one"),
        ("[[if one_invoice]]a[[if several_invoices]]b[[end]]c[[end]]d", "acd"),
        ("[[ if   one_invoice ]]a[[ end ]]", "a"),
        ("{{contact_name}} {{}}", "{contact_name} {}"),
        ("[one] [[two", "[one] [[two"),
        ("{contact_name.__class__}", "{contact_name.__class__}"),
        ("{contact_name!r:>99999999}", "{contact_name!r:>99999999}"),
        ("{0} {} {total_due[0]}", "{0} {} {total_due[0]}"),
        ("{unknown_name}", ""),
        ("[[if one_invoice]]never ended", "never ended"),
        ("[[end]]stray", "stray"),
        ("", ""),
    ],
)
def test_what_a_template_becomes(template: str, expected: str) -> None:
    assert render(template, VALUES) == expected


def test_a_value_is_text_and_never_a_template() -> None:
    values = {"contact_name": "{total_due} [[if x]] {{", "total_due": "secret"}
    assert render("{contact_name}", values) == "{total_due} [[if x]] {{"


def test_a_caller_can_see_where_something_was_left_out() -> None:
    template = "a{several_invoices}b[[if several_invoices]]c{total_due}[[end]]d{total_due}"
    assert render(template, VALUES, absent="~") == "a~b~d€12.00"


@pytest.mark.parametrize(("value", "shown"), [("", False), ("0", False), (" ", False), ("1", True), ("no", True)])
def test_a_condition_is_true_unless_empty_or_zero(value: str, shown: bool) -> None:
    assert (render("[[if overdue_count]]x[[end]]", {"overdue_count": value}) == "x") is shown


@given(st.text(alphabet="{}[]ifend_ \n\\%$ax0", max_size=200), st.dictionaries(st.sampled_from(["a", "x"]), st.text()))
def test_nothing_written_makes_it_fail_and_no_piece_is_lost(template: str, values: dict[str, str]) -> None:
    render(template, values)
    check(template)
    check(template, where="subject", key="mixed")
    positions = [token.position for token in tokens(template)]
    assert positions == sorted(set(positions))


def test_a_huge_template_is_cut_and_reported() -> None:
    huge = "{" * (MAX_LENGTH * 3)
    assert len(render(huge, {})) <= MAX_LENGTH
    assert [problem.message for problem in check(huge)] == ["The template is longer than 20000 characters."]


@pytest.mark.parametrize(
    ("template", "line", "column", "message", "remedy"),
    [
        ("Hi\n{costumer_name}", 2, 1, "no placeholder called costumer_name", "Did you mean customer_name?"),
        ("Hi {Customer}", 1, 4, "'{' does not belong", "{customer_name}"),
        ("a } b", 1, 3, "'}' does not belong", "'}}'"),
        ("[[for x]]", 1, 1, "'[[' begins nothing known", "[[if placeholder]]"),
        ("x [[if one_invoice]]", 1, 3, "never ended", "Add [[end]]"),
        ("x [[end]]", 1, 3, "without an [[if]]", "Remove it"),
        ("{one_invoice}", 1, 1, "no text of its own", "[[if one_invoice]]"),
        ("[[if pay_button]][[end]]", 1, 1, "cannot be a condition", "text or a condition"),
        ("see {invoice_table}", 1, 5, "shares its line", "a line of its own"),
        ("{pay_button}\n\n{pay_button}", 3, 1, "a second time", "Keep it once"),
        ("[[if a]]" * 6 + "[[end]]" * 6, 1, 41, "More than 5 conditions", "Simplify"),
        ("", 1, 1, "The body is empty", "shipped template"),
    ],
)
def test_a_problem_names_place_and_remedy(template: str, line: int, column: int, message: str, remedy: str) -> None:
    [problem] = [problem for problem in check(template) if message in problem.message]
    assert (problem.line, problem.column) == (line, column) and remedy in problem.remedy


def test_a_reminder_must_list_the_invoices_and_offer_a_way_to_pay() -> None:
    messages = [problem.message for problem in check("{greeting}\n\nPay!", key="first_reminder")]
    assert messages == ["The invoices are not listed.", "There is no way to pay or to answer."]
    assert check("{greeting}\n\nThank you!", key="thanks") == []


def test_a_subject_is_one_line_of_text() -> None:
    messages = [problem.message for problem in check("a\n{invoice_table}", where="subject")]
    assert messages == ["The subject has a line break.", "invoice_table cannot stand in a subject."]
    assert check("  ", where="subject")[0].message == "The subject is empty."


def test_every_placeholder_says_what_it_is_and_looks_like() -> None:
    for name, entry in PLACEHOLDERS.items():
        assert entry.name == name and entry.meaning
        assert entry.example or entry.kind is not Kind.TEXT


def test_every_placeholder_is_in_the_reference() -> None:
    page = (Path(__file__).parents[4] / "docs" / "reference" / "message-templates.md").read_text(encoding="utf-8")
    assert [name for name in (*PLACEHOLDERS, *TEMPLATE_KEYS, *TONES) if f"`{name}`" not in page] == []
    for entry in PLACEHOLDERS.values():
        assert entry.meaning in page
