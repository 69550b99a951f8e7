"""An auditor asks what was done, by whom and why, and takes it away as a file."""

from __future__ import annotations

from dataclasses import replace

from duly.services.accounts.add_note import add_note
from duly.services.act import Act
from duly.store.queries.activity_log import ActivityFilter, activity_by_actor, activity_lines, read_place
from tests.builders import make_customer
from tests.faces.console.conftest import Enter


def test_a_note_stands_in_the_log_with_who_and_for_whom(company: int, act: Act, enter: Enter) -> None:
    nord = make_customer(act, "N", name="Nord GmbH").pk
    add_note(act=replace(act, actor="Clerk One", reason="asked on the phone"), customer_id=nord, text="Wants copies")
    page = enter("manager").get("/activity/").content.decode()
    assert "Wants copies" in page
    assert "Nord GmbH" in page
    assert "Clerk One" in page
    assert "asked on the phone" in page


def test_the_filter_leaves_only_what_was_asked_for(company: int, act: Act, enter: Enter) -> None:
    nord, sued = make_customer(act, "N", name="Nord GmbH").pk, make_customer(act, "S", name="Sued AG").pk
    add_note(act=replace(act, actor="Clerk One"), customer_id=nord, text="About the north")
    add_note(act=replace(act, actor="Clerk Two"), customer_id=sued, text="About the south")
    manager = enter("manager")
    by_two = manager.get("/activity/?who=Clerk+Two").content.decode()
    assert "About the south" in by_two
    assert "About the north" not in by_two
    assert "About the north" not in manager.get("/activity/?what=cash").content.decode()
    assert "About the north" in manager.get("/activity/?what=customers&q=nord").content.decode()
    assert "Nothing fits" in manager.get("/activity/?from=2030-01-01").content.decode()


def test_the_file_holds_exactly_what_is_seen(company: int, act: Act, enter: Enter) -> None:
    nord, sued = make_customer(act, "N", name="Nord GmbH").pk, make_customer(act, "S", name="Sued AG").pk
    add_note(act=act, customer_id=nord, text="About the north")
    add_note(act=act, customer_id=sued, text="=HYPERLINK(1)")
    text = enter("manager").get("/activity/export.csv?what=customers&q=sued").content.decode()
    assert "=HYPERLINK(1)" in text
    assert "north" not in text


def test_pages_follow_each_other_without_a_gap(company: int, act: Act) -> None:
    nord = make_customer(act, "N", name="Nord GmbH").pk
    for number in range(7):
        add_note(act=act, customer_id=nord, text=f"Note {number}")
    wanted = ActivityFilter(customer_id=nord)
    first, _newer, older = activity_lines(company, wanted, limit=3)
    assert older
    second, _newer, _older = activity_lines(company, wanted, limit=3, after=read_place(first[-1].place))
    back, _newer, _older = activity_lines(company, wanted, limit=3, before=read_place(second[0].place))
    assert [line.id for line in back] == [line.id for line in first]
    assert not {line.id for line in first} & {line.id for line in second}


def test_sums_by_person_count_deeds_and_customers(company: int, act: Act, enter: Enter) -> None:
    nord, sued = make_customer(act, "N", name="Nord GmbH").pk, make_customer(act, "S", name="Sued AG").pk
    one = replace(act, actor="Clerk One")
    for customer in (nord, nord, sued):
        add_note(act=one, customer_id=customer, text="Called")
    found = next(s for s in activity_by_actor(company, ActivityFilter()) if s.actor == "Clerk One")
    assert (found.lines, found.customers, found.by_room["note"]) == (3, 2, 3)
    manager = enter("manager")
    assert "Clerk One" in manager.get("/activity/people/?from=2020-01-01").content.decode()
    assert "Clerk One,3,2" in manager.get("/activity/people.csv?from=2020-01-01").content.decode()


def test_sales_see_their_own_customers_log_only(company: int, act: Act, enter: Enter) -> None:
    nord = make_customer(act, "N", name="Nord GmbH").pk
    add_note(act=act, customer_id=nord, text="Not for sales")
    sales = enter("sales")
    assert "Not for sales" not in sales.get("/activity/").content.decode()
    assert "Not for sales" not in sales.get("/activity/export.csv").content.decode()
    assert sales.get("/activity/people/").status_code == 403


def test_a_place_that_is_none_is_the_beginning() -> None:
    assert read_place("") is None
    assert read_place("yesterday_1") is None
    assert read_place("2026-03-16T10:00:00_5") is None, "an instant without a zone is no place"
