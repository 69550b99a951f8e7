"""Segments in the console: offered, tried, saved, applied, compared, brought back, given by hand."""

from __future__ import annotations

import pytest
from django.urls import reverse

from duly.core.accounts.default_segments import DEFAULT_TEXT
from duly.services.accounts.save_segments import save_segments
from duly.services.act import Act
from duly.services.dunning.save_procedure import save_procedure
from duly.store.models import Customer, SegmentRules
from duly.store.tenancy import in_company
from tests.builders import make_customer, make_invoice
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter
from tests.faces.console.evening import PROCEDURE, read

RULES = """\
format: 1
segments:
  - name: Large
    note: Worth a call
    when: {open: {at_least: {EUR: "1000.00"}}}
  - name: Others
"""


@pytest.fixture
def people(act: Act) -> tuple[Customer, Customer]:
    """One owes a lot, the other nothing."""
    large, small = make_customer(act, "L1", name="Large Demo AG"), make_customer(act, "S1", name="Small Demo Ltd")
    make_invoice(act, large, "A", 150_000, due=TODAY)
    return large, small


def test_an_empty_company_is_offered_rules(company: int, act: Act, enter: Enter) -> None:
    client = enter("manager")
    assert "Begin with the offered rules" in read(client.get(reverse("console:segments")))
    page = read(client.get(reverse("console:segments_edit")))
    assert "median_days_late: {at_least: 31}" in page and "payments: at least 3" in page
    client.post(reverse("console:segments_edit"), {"text": DEFAULT_TEXT, "base": "0"})
    assert SegmentRules.objects.get().source_text == DEFAULT_TEXT


def test_rules_are_checked_while_they_are_written(company: int, act: Act, enter: Enter) -> None:
    save_procedure(act=act, text=PROCEDURE, is_default=True)
    client = enter("manager")
    check = reverse("console:segments_check")
    wrong = read(client.post(check, {"text": RULES.replace("at_least", "atleast")}))
    assert "line 5" in wrong and "Did you mean “at_least”?" in wrong and "additionalProperties" not in wrong
    unknown = read(client.post(check, {"text": RULES + "    procedure: Standart\n"}))
    assert "No procedure “Standart” rules here." in unknown and "Did you mean “Standard”?" in unknown
    good = read(client.post(check, {"text": RULES}))
    assert "<strong>Large</strong>: open: at least EUR 1,000.00" in good and "everybody else" in good


def test_who_would_move_is_seen_before_and_is_a_file(company: int, act: Act, enter: Enter, people: object) -> None:
    client = enter("manager")
    html = read(client.post(reverse("console:segments_preview"), {"text": RULES}))
    assert "2 customers move" in html and "Large Demo AG" in html
    assert "open EUR 1500.00 (at least EUR 1000.00)" in html and "no segment before it holds" in html
    assert Customer.objects.exclude(segment="").count() == 0 and not SegmentRules.objects.exists()
    file = client.post(reverse("console:segments_preview_export"), {"text": RULES}).content.decode("utf-8-sig")
    assert len(file.splitlines()) == 3 and "L1,Large Demo AG,none,Large" in file
    assert "Put right" in read(client.post(reverse("console:segments_preview"), {"text": "segments: ["}))


def test_saved_rules_move_customers_when_they_are_applied(
    company: int, act: Act, enter: Enter, people: tuple[Customer, Customer]
) -> None:
    client = enter("manager")
    client.post(reverse("console:segments_edit"), {"text": RULES.replace("\n", "\r\n"), "base": "0", "note": "First"})
    assert Customer.objects.exclude(segment="").count() == 0, "saving moves nobody"
    assert "2 customers moved." in read(client.post(reverse("console:segments_apply"), follow=True))
    assert "Everybody is where the rules say." in read(client.post(reverse("console:segments_apply"), follow=True))
    html = read(client.get(reverse("console:segments")))
    assert (
        "Worth a call" in html and "open: at least EUR 1,000.00" in html and "First" in html and "EUR 1,500.00" in html
    )
    file = client.get(reverse("console:segments_export")).content.decode("utf-8-sig")
    assert file.splitlines()[1].startswith("Large,1,0,")


def test_versions_are_compared_and_brought_back(company: int, act: Act, enter: Enter) -> None:
    save_segments(act=act, text=RULES, note="First")
    save_segments(act=act, text=RULES.replace("1000.00", "2000.00"))
    client = enter("manager")
    html = read(client.get(reverse("console:segments_version", args=[1])))
    assert "From version 1 to version 2" in html and "2000.00" in html and "1000.00" in html
    client.post(reverse("console:segments_restore", args=[1]))
    assert SegmentRules.objects.get(is_current=True).version == 3
    assert client.get(reverse("console:segments_version", args=[9])).status_code == 404


def test_whoever_saves_second_is_told_and_loses_nothing(company: int, act: Act, enter: Enter) -> None:
    save_segments(act=act, text=RULES)
    client = enter("manager")
    save_segments(act=act, text=RULES.replace("1000.00", "2000.00"))
    mine = RULES.replace("1000.00", "3000.00")
    told = read(client.post(reverse("console:segments_edit"), {"text": mine, "base": "1"}))
    assert "saved version 2 while you wrote" in told and "3000.00" in told
    client.post(reverse("console:segments_edit"), {"text": mine, "base": "2"})
    assert SegmentRules.objects.get(is_current=True).source_text == mine


def test_why_a_customer_is_where_it_is_and_a_segment_by_hand(
    company: int, act: Act, enter: Enter, people: tuple[Customer, Customer]
) -> None:
    save_segments(act=act, text=RULES)
    large, _small = people
    client = enter("clerk")
    page = reverse("console:segments_customer", args=[large.pk])
    assert "moves to Large with the next day" in read(client.get(page))
    client.post(reverse("console:segments_pin", args=[large.pk]), {"segment": "Friends", "reason": "The owner knows"})
    large.refresh_from_db()
    assert (large.segment, large.is_segment_pinned) == ("Friends", True)
    assert "given by hand" in read(client.get(page))
    client.post(reverse("console:segments_pin", args=[large.pk]), {"segment": ""})
    large.refresh_from_db()
    assert (large.segment, large.is_segment_pinned) == ("Large", False)


@pytest.mark.parametrize(("role", "sees", "pins"), [("viewer", 200, 403), ("clerk", 200, 302), ("sales", 403, 403)])
def test_only_managers_change_rules(
    company: int, act: Act, enter: Enter, people: tuple[Customer, Customer], role: str, sees: int, pins: int
) -> None:
    save_segments(act=act, text=RULES)
    client = enter(role)
    for name, arguments in (("segments", []), ("segments_export", []), ("segments_version", [1]),
                            ("segments_customer", [people[0].pk])):  # fmt: skip
        assert client.get(reverse(f"console:{name}", args=arguments)).status_code == sees, name
    for name, arguments in (("edit", []), ("check", []), ("preview", []), ("preview_export", []), ("apply", []),
                            ("restore", [1])):  # fmt: skip
        answer = client.post(reverse(f"console:segments_{name}", args=arguments), {"text": DEFAULT_TEXT})
        assert answer.status_code == 403, name
    pinned = client.post(reverse("console:segments_pin", args=[people[0].pk]), {"segment": "Mine"})
    assert pinned.status_code == pins
    assert SegmentRules.objects.count() == 1


def test_another_companys_customer_has_no_page_here(
    company: int, act: Act, enter: Enter, other_act: Act
) -> None:  # fmt: skip
    with in_company(other_act.company_id):
        theirs = make_customer(other_act, "X1").pk
        save_segments(act=other_act, text=RULES)
    with in_company(company):
        client = enter("manager")
        assert client.get(reverse("console:segments_customer", args=[theirs])).status_code == 404
        assert client.post(reverse("console:segments_pin", args=[theirs]), {"segment": "Mine"}).status_code == 404
        assert client.get(reverse("console:segments_version", args=[1])).status_code == 404
