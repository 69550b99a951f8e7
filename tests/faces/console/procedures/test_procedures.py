"""Procedures: read in plain words, changed as a document, tried on the ledger, saved as versions, given to segments."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from duly.core.dunning.default import DEFAULT_TEXT
from duly.services.act import Act
from duly.services.dunning.save_procedure import save_procedure
from duly.store.models import Cycle, DunningNotice, DunningProcedure
from duly.store.queries.procedures import list_procedures
from duly.store.tenancy import in_company
from tests.builders import make_customer
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter
from tests.faces.console.evening import PROCEDURE, make_evening, read, run_the_day

LATER = PROCEDURE.replace("days: 3\n", "days: 8\n")
KEY = PROCEDURE.replace("name: Standard", "name: Key accounts")


def rules(company: int, name: str = "Standard") -> int:
    return next(row.id for row in list_procedures(company) if row.name == name)


def test_the_list_says_what_rules_whom(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    make_customer(act, "K1", segment="key")
    save_procedure(act=act, text=KEY, segments=["key"])
    html = read(enter("viewer").get(reverse("console:procedures")))
    assert "everybody without another: 4 customers" in html and "key: 1 customer" in html
    assert "approved by hand" in html and "3 days late" in html


def test_a_procedure_is_read_in_plain_words_with_what_changed(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    save_procedure(act=act, text=LATER, is_default=True, note="Customers asked for a week")
    client = enter("viewer")
    html = read(client.get(reverse("console:procedures_page", args=[rules(company)])))
    assert "2. First reminder: 8 days after the due date an e-mail" in html
    assert "First reminder: Days" in html and "3</del>" in html and "8</ins>" in html
    assert "Customers asked for a week" in html
    first = DunningProcedure.objects.get(version=1).pk
    old = read(client.get(reverse("console:procedures_page", args=[first])))
    assert "rules no more" in old and "3 days after the due date" in old


def test_a_text_is_checked_while_it_is_written(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    client = enter("manager")
    check = reverse("console:procedures_check")
    wrong = read(client.post(check, {"text": PROCEDURE.replace("tone: polite", "tone: rude")}))
    assert "Not usable yet" in wrong and "line 16 · levels[1].tone" in wrong
    assert "“rude” does not fit here." in wrong and "Choose one of: friendly, polite, firm, final." in wrong
    assert "not readable as YAML" in read(client.post(check, {"text": "levels: ["}))
    good = read(client.post(check, {"text": LATER}))
    assert "Changed since version 1" in good and "8</ins>" in good and "What it says" in good


def test_the_effect_is_seen_before_it_is_saved(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    html = read(enter("manager").post(reverse("console:procedures_effect"), {"text": LATER}))
    assert "What would change today" in html and "1 no longer" in html and "Nord Demo GmbH" in html
    assert "is planned for Mar 18, 2026" in html, "the reason by the new version"
    assert "Ost Demo AG" not in html, "whoever is treated the same is not listed"
    assert DunningNotice.objects.filter(business_date=TODAY).count() == Cycle.objects.count() == 0
    same = read(enter("admin").post(reverse("console:procedures_effect"), {"text": PROCEDURE}))
    assert "Nobody would be treated otherwise" in same


def test_the_effect_comes_in_parts_that_add_up(
    company: int, act: Act, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    make_evening(act)
    monkeypatch.setattr("duly.faces.console.procedures.effect.COMPARE_LIMIT", 2)
    client = enter("manager")
    html = read(client.post(reverse("console:procedures_effect"), {"text": LATER}))
    rows, parts = html.count('<th scope="row">'), 1
    while "effect-next" in html:
        kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
        html = read(client.post(reverse("console:procedures_effect"), {"text": LATER, **kept}))
        rows, parts = rows + html.count('<th scope="row">'), parts + 1
    assert parts == 2 and rows == 1, "Nord alone is treated otherwise"
    assert "2 messages now, asking for EUR 1,500.00; 1 by this version, asking for EUR 500.00." in html
    assert "4 customers looked at" in html


def test_the_effect_is_a_file_too(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    client = enter("manager")
    answer = client.post(reverse("console:procedures_effect_export"), {"text": LATER})
    assert answer["Content-Type"].startswith("text/csv")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2 and rows[1].startswith("Nord Demo GmbH,no longer,")
    refused = read(client.post(reverse("console:procedures_effect_export"), {"text": "name: ["}))
    assert "Put right what is wrong first" in refused


def test_any_two_versions_are_compared_in_words_and_line_by_line(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    save_procedure(act=act, text=LATER, is_default=True)
    without_call = re.sub(r"  - key: call\n(    .*\n)+?(?=  - key)", "", LATER)
    save_procedure(act=act, text=without_call, is_default=True, note="No calls")
    first, _second, third = DunningProcedure.objects.order_by("version").values_list("pk", flat=True)
    html = read(enter("viewer").get(reverse("console:procedures_compare", args=[third]) + f"?with={first}"))
    assert "First reminder: Days" in html and "Call: Level is gone" in html, "a level that is gone is one difference"
    assert "days: 8" in html and "key: call" in html and "versions 1 and 3" in html
    assert "Place in the order" not in html, "what only moves up because another level went is not said"


def test_an_earlier_version_is_brought_back_as_a_new_one(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    save_procedure(act=act, text=LATER, is_default=True, segments=["key"])
    first = DunningProcedure.objects.get(version=1).pk
    enter("manager").post(reverse("console:procedures_restore", args=[first]), {"note": "Too long a wait"})
    now = DunningProcedure.objects.get(is_active=True)
    assert (now.version, now.source_text, now.segments, now.is_default) == (3, PROCEDURE, ["key"], True)
    assert now.note == "Version 1 again: Too long a wait"


def test_whoever_saves_second_is_told_and_loses_nothing(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    client = enter("manager")
    edit = reverse("console:procedures_edit", args=[rules(company)])
    assert 'name="base" value="1"' in read(client.get(edit))
    save_procedure(act=act, text=LATER, is_default=True)
    mine = PROCEDURE.replace("days: 10\n", "days: 12\n")
    told = read(client.post(edit, {"text": mine, "base": "1"}))
    assert "saved version 2 while you wrote" in told and "days: 12" in told and 'name="base" value="2"' in told
    assert DunningProcedure.objects.count() == 2
    client.post(edit, {"text": mine, "base": "2"})
    assert DunningProcedure.objects.get(is_active=True).source_text == mine


def test_single_customers_are_ruled_by_number_and_let_go(company: int, act: Act, enter: Enter) -> None:
    evening = make_evening(act)
    save_procedure(act=act, text=KEY)
    client = enter("manager")
    give = reverse("console:procedures_give", args=[rules(company, "Key accounts")])
    html = read(client.post(give, {"numbers": "C1, C2; nobody"}, follow=True))
    assert "2 customers changed their procedure." in html and "has the number: nobody" in html
    assert "By their own choice" in html and "Nord Demo GmbH" in html
    client.post(give, {"numbers": "C1", "off": "1"})
    evening.reminded.refresh_from_db()
    evening.final.refresh_from_db()
    assert (evening.reminded.procedure_name, evening.final.procedure_name) == ("", "Key accounts")


def test_how_many_invoices_reached_each_level_is_drawn(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    save_procedure(act=act, text=KEY)
    client = enter("viewer")
    own = reverse("console:procedures_page", args=[rules(company, "Key accounts")])
    assert "level-reach" not in read(client.get(own)), "nothing was sent by this one"
    run_the_day(act, send=True)
    html = read(client.get(reverse("console:procedures_page", args=[rules(company)])))
    assert "level-reach" in html and "The last 90 days" in html


def test_after_the_day_was_run_the_effect_is_of_tomorrow(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    run_the_day(act)
    html = read(enter("manager").post(reverse("console:procedures_effect"), {"text": LATER}))
    assert "What would change tomorrow" in html


def test_saving_makes_a_version_and_keeps_whom_it_rules(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    client = enter("manager")
    edit = reverse("console:procedures_edit", args=[rules(company)])
    assert "reminder_1" in read(client.get(edit))
    refused = read(client.post(edit, {"text": "name: [", "note": ""}))
    assert DunningProcedure.objects.count() == 1 and "name: [" in refused, "what was written is not lost"
    client.post(edit, {"text": LATER.replace("\n", "\r\n"), "note": "A week"})
    saved = DunningProcedure.objects.get(is_active=True)
    assert (saved.version, saved.is_default, saved.note, saved.created_by) == (2, True, "A week", "Manager")
    assert saved.source_text == LATER


def test_a_new_procedure_takes_its_segments_from_the_others(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    make_customer(act, "K1", segment="key")
    make_customer(act, "K2", segment="small")
    save_procedure(act=act, text=PROCEDURE, is_default=True, segments=["key", "small"])
    client = enter("manager")
    client.post(reverse("console:procedures_new"), {"text": KEY, "note": ""})
    assert not next(row for row in list_procedures(company) if row.name == "Key accounts").is_default
    again = read(client.post(reverse("console:procedures_new"), {"text": KEY, "note": ""}))
    assert "Give this one another name" in again
    client.post(reverse("console:procedures_assign", args=[rules(company, "Key accounts")]), {"segments": ["key"]})
    now = {row.name: row for row in list_procedures(company)}
    assert now["Key accounts"].segments == ("key",) and now["Standard"].segments == ("small",)
    assert now["Standard"].is_default
    client.post(reverse("console:procedures_assign", args=[rules(company)]), {})
    assert {row.name: row.is_default for row in list_procedures(company)}["Standard"], "somebody rules everybody else"
    client.post(reverse("console:procedures_assign", args=[rules(company, "Key accounts")]), {"default": "on"})
    assert [row.name for row in list_procedures(company) if row.is_default] == ["Key accounts"]


def test_an_empty_company_begins_with_the_shipped_text(company: int, act: Act, enter: Enter) -> None:
    client = enter("manager")
    assert "Begin with the shipped one" in read(client.get(reverse("console:procedures")))
    assert "days: -5" in read(client.get(reverse("console:procedures_new")))
    client.post(reverse("console:procedures_new"), {"text": DEFAULT_TEXT, "note": "As shipped"})
    (row,) = list_procedures(company)
    assert row.is_default and row.name == "Standard"


@pytest.mark.parametrize(("role", "sees", "edits"), [("viewer", 200, 403), ("clerk", 200, 403), ("sales", 403, 403)])
def test_only_who_may_edit_procedures_does(
    company: int, act: Act, enter: Enter, role: str, sees: int, edits: int
) -> None:
    make_evening(act)
    client = enter(role)
    number = rules(company)
    assert client.get(reverse("console:procedures")).status_code == sees
    assert client.get(reverse("console:procedures_page", args=[number])).status_code == sees
    assert client.get(reverse("console:procedures_edit", args=[number])).status_code == edits
    for name, arguments in (("new", []), ("check", []), ("effect", []), ("effect_export", []), ("assign", [number]),
                            ("edit", [number]), ("give", [number]), ("restore", [number])):  # fmt: skip
        answer = client.post(reverse(f"console:procedures_{name}", args=arguments), {"text": LATER})
        assert answer.status_code == edits, name
    assert DunningProcedure.objects.count() == 1


def test_another_companys_procedure_does_not_exist_here(
    company: int, act: Act, enter: Enter, other_act: Act
) -> None:  # fmt: skip
    with in_company(other_act.company_id):
        save_procedure(act=other_act, text=PROCEDURE, is_default=True)
        theirs = list_procedures(other_act.company_id)[0].id
    client = enter("manager")
    for name in ("page", "edit", "compare"):
        assert client.get(reverse(f"console:procedures_{name}", args=[theirs])).status_code == 404
    assert client.post(reverse("console:procedures_assign", args=[theirs])).status_code == 404
