"""What is about the house as a whole: health, rules of segments, the worklist's order, events of customers."""

from __future__ import annotations

from datetime import timedelta

from duly.services.accounts.save_segments import save_segments
from duly.services.act import Act
from duly.store.models import Event
from tests.builders import make_customer, make_invoice
from tests.faces.api.conftest import Program

RULES = "format: 1\nsegments:\n  - name: Export\n    when:\n      importance: [key]\n"


def test_health_says_what_to_do(api: Program, now_act: Act) -> None:
    found = api.get("/health")
    assert found.status_code == 200, found.content
    procedure = next(one for one in found.json()["checks"] if one["name"].endswith("procedure"))
    assert found.json()["state"] == "bad" and procedure["state"] == "bad"
    assert procedure["remedy"].startswith("duly procedure apply")


def test_the_rules_of_segments_are_read_as_they_were_written(api: Program, now_act: Act) -> None:
    assert api.get("/segments/rules").status_code == 404
    save_segments(act=now_act, text=RULES, note="first")
    rules = api.get("/segments/rules").json()
    assert (rules["version"], rules["text"], rules["note"]) == (1, RULES, "first")
    assert rules["document"]["segments"][0]["name"] == "Export"


def test_the_worklist_ranks_what_nobody_has_scored_yet_page_by_page(api: Program, now_act: Act) -> None:
    for number in range(5):
        customer = make_customer(now_act, f"C{number}")
        due = now_act.business_date - timedelta(days=10 + number)
        make_invoice(now_act, customer, f"R-{number}", 1000 * (number + 1), due=due)
    whole = api.get("/worklist").json()
    assert [one["rank"] for one in whole["data"]] == [1, 2, 3, 4, 5] and whole["next"] is None
    assert [one["number"] for one in whole["data"]] == ["C4", "C3", "C2", "C1", "C0"]
    first = api.get("/worklist?limit=2").json()
    pages = [first]
    while pages[-1]["next"]:
        pages.append(api.get(pages[-1]["next"].removeprefix("/api/v1")).json())
    assert [one for page in pages for one in page["data"]] == whole["data"]


def test_a_customer_that_is_added_or_changed_is_told(api: Program, company: int) -> None:
    made = api.post("/customers", {"number": "K-1", "name": "Nord GmbH"}).json()
    api.patch(f"/customers/{made['id']}", {"name": "Nord AG"})
    told = Event.objects.filter(company_id=company, subject_id=made["id"]).order_by("id")
    assert list(told.values_list("kind", flat=True)) == ["customer.added", "customer.changed"]
    assert "Nord" not in str([one.data for one in told])
