"""What messages say: own wording per language, checked while written, tried on a customer, given up again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from duly.core.dunning.wording import shipped_template
from duly.services.act import Act
from duly.services.dunning.compose_notice import wording_of
from duly.services.dunning.save_template import save_template
from duly.store.models import MailTemplate
from tests.faces.console.conftest import Enter
from tests.faces.console.evening import make_evening, read

WHICH = ["first_reminder", "de"]
EDITOR, CHECK = "console:procedures_template", "console:procedures_template_check"
BODY = "{greeting}\n\nbitte denken Sie an {reminded_numbers}.\n\n{invoice_table}\n\n{pay_button}\n"


def test_the_matrix_marks_where_an_own_wording_is_missing(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    client = enter("viewer")
    assert "own wording missing" not in read(client.get(reverse("console:procedures_templates")))
    save_template(act=act, key="first_reminder", language="en", subject="Our own words", body=BODY)
    html = read(client.get(reverse("console:procedures_templates")))
    assert html.count("own wording missing") == 1, "German has a customer; French and Spanish have none"
    missing = html.partition("Missing translations")[2]
    assert missing.count("own wording in English") == 1 and "the shipped wording" in missing
    assert "shipped one here" in read(client.get(reverse(EDITOR, args=WHICH)))


def test_a_wording_is_checked_with_line_and_remedy(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    client = enter("manager")
    html = read(client.post(reverse(CHECK, args=WHICH), {"subject": "Hallo", "body": "{gretting}\n\n{invoice_table}"}))
    assert "line 1, column 1" in html and "Did you mean greeting?" in html and "no way to pay" in html
    assert "It can be used." in read(client.post(reverse(CHECK, args=WHICH), {"subject": "Hallo", "body": BODY}))


def test_a_wording_is_tried_on_a_real_customer_before_it_is_saved(company: int, act: Act, enter: Enter) -> None:
    evening = make_evening(act)
    client = enter("manager")
    shown = client.post(
        reverse(CHECK, args=WHICH) + "?show=1",
        {"subject": "Zu {reminded_numbers}", "body": BODY, "customer": evening.reminded.pk},
    )
    html = read(shown)
    assert "Zu N-1" in html and "bitte denken Sie an N-1" in html and "1.000,00" in html
    assert "sandbox" in shown["Content-Security-Policy"] and "href=" not in html
    serving = read(client.get(reverse(CHECK, args=WHICH) + f"?show=1&customer={evening.reminded.pk}"))
    assert "N-1" in serving and "bitte denken Sie" not in serving
    for wrong in ("0", "x", "999999999999"):
        assert client.get(reverse(CHECK, args=WHICH) + f"?show=1&customer={wrong}").status_code == 200
    assert not MailTemplate.objects.exists()


def test_every_shipped_message_can_be_shown_in_every_language(company: int, act: Act, enter: Enter) -> None:
    evening = make_evening(act)
    client = enter("viewer")
    for key in ("before_due", "due_today", "second_reminder", "final_reminder", "mixed", "statement", "thanks"):
        for language in ("en", "de", "fr", "es"):
            assert client.get(reverse(EDITOR, args=[key, language])).status_code == 200
            address = reverse(CHECK, args=[key, language])
            assert "Test Trading GmbH" in read(client.get(f"{address}?show=1&customer={evening.quiet.pk}"))


def test_versions_are_saved_serve_and_are_given_up_again(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    client = enter("manager")
    editor = reverse(EDITOR, args=WHICH)
    kept = read(client.post(editor, {"subject": "Zu {nothing}", "body": BODY}))
    assert "Zu {nothing}" in kept and not MailTemplate.objects.exists(), "refused, and nothing that was written is lost"
    client.post(editor, {"subject": "Zu {reminded_numbers}", "body": BODY})
    client.post(editor, {"subject": "Wegen {reminded_numbers}", "body": BODY.replace("\n", "\r\n")})
    client.post(editor, {"subject": "Wegen {reminded_numbers}", "body": BODY})
    assert list(MailTemplate.objects.order_by("version").values_list("version", "is_active")) == [(1, False), (2, True)]
    assert wording_of(company, *WHICH) == ("Wegen {reminded_numbers}", BODY)
    client.post(reverse("console:procedures_template_restore", args=WHICH))
    assert wording_of(company, *WHICH)[0] == shipped_template(*WHICH).subject
    assert "Version 2" in read(client.get(editor)), "the own versions stay readable"
    client.post(editor, {"subject": shipped_template(*WHICH).subject, "body": shipped_template(*WHICH).body})
    assert MailTemplate.objects.count() == 2, "saving the shipped wording makes no version"


def test_a_language_that_nobody_wrote_lacks_every_message_that_is_used(company: int, act: Act, enter: Enter) -> None:
    evening = make_evening(act)
    evening.quiet.language = "pl"
    evening.quiet.save()
    missing = read(enter("viewer").get(reverse("console:procedures_templates"))).partition("Missing translations")[2]
    assert missing.count("Polish") == 5 and "fallback language" in missing, "five messages are used by the procedure"


def test_an_earlier_wording_is_brought_back_and_compared(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    client = enter("manager")
    editor = reverse(EDITOR, args=WHICH)
    client.post(editor, {"subject": "Zu {reminded_numbers}", "body": BODY})
    client.post(editor, {"subject": "Wegen {reminded_numbers}", "body": BODY})
    html = read(client.get(editor))
    assert "against the shipped wording" in html and "What version 2 changed" in html
    client.post(reverse("console:procedures_template_bring_back", args=[*WHICH, 1]))
    assert wording_of(company, *WHICH)[0] == "Zu {reminded_numbers}"
    assert client.post(reverse("console:procedures_template_bring_back", args=[*WHICH, 9])).status_code == 404


def test_a_wording_is_tried_on_a_customer_named_by_number(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    shown = enter("manager").post(
        reverse(CHECK, args=WHICH) + "?show=1", {"subject": "Zu {reminded_numbers}", "body": BODY, "who": "C2"}
    )
    assert "O-1" in read(shown)


@pytest.mark.parametrize(("role", "sees"), [("viewer", 200), ("clerk", 200), ("sales", 403)])
def test_only_who_may_edit_changes_words(company: int, act: Act, enter: Enter, role: str, sees: int) -> None:
    make_evening(act)
    client = enter(role)
    editor = reverse(EDITOR, args=WHICH)
    assert client.get(editor).status_code == sees
    client.post(editor, {"subject": "Mine", "body": BODY})
    assert client.post(reverse("console:procedures_template_restore", args=WHICH)).status_code == 403
    assert not MailTemplate.objects.exists()


def test_what_is_no_message_or_language_is_not_found(company: int, act: Act, enter: Enter) -> None:
    client = enter("manager")
    for which in (["nothing", "de"], ["first_reminder", "xx"]):
        assert client.get(reverse(EDITOR, args=which)).status_code == 404
        assert client.post(reverse(CHECK, args=which)).status_code == 404
