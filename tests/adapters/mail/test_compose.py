"""A message as the customer gets it: it adds up, it reads well, and no data can break it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duly.adapters.mail.compose import compose
from duly.adapters.mail.formats import formats_for
from duly.adapters.mail.text import width
from duly.core.dunning.wording import LANGUAGES, TEMPLATE_KEYS
from duly.core.money.money import Money
from duly.services.dunning.message import (
    BankTransferFacts,
    CompanyFacts,
    ContactFacts,
    LinkFacts,
    SenderFacts,
)
from tests.adapters.mail.samples import ITEMS, LINK, TODAY, facts, item


def test_a_reminder_names_who_owes_what_and_how_to_answer() -> None:
    mail = compose(facts())
    assert mail.subject == "2 open invoices: a friendly reminder"
    for part in ("Hello Ada Example,", "INV-1001", "16 Feb 2026", "28 days late", "€1,250.00", "of €5,400.50",
                 "Consulting, January", "in 5 days", "€5,549.50", "Sam Sender", "RF18 5390 0754 7034",
                 "DE89 3704 0044 0532 0130 00"):  # fmt: skip
        assert part in mail.text and part in mail.html, part
    for label in ("View and pay", "Promise a date", "I have paid", "Something is wrong", "Tell us who is"):
        assert label in mail.text and label in mail.html
    for path in ("", "/promise", "/paid", "/dispute", "/wrong-person"):
        assert f"{LINK}{path}\n" in mail.text and f'href="{LINK}{path}"' in mail.html


@pytest.mark.parametrize(("language", "key"), list(product(LANGUAGES, TEMPLATE_KEYS)))
def test_every_message_is_whole_in_every_language(language: str, key: str) -> None:
    settled = (item("INV-0987", 0, 3, amount=Money(125_000, "EUR")),)
    given_items = settled if key == "thanks" else ITEMS
    mail = compose(facts(key, language, items=given_items, paid=(Money(125_000, "EUR"),), paid_date=TODAY))
    assert mail.subject and "\n" not in mail.subject
    for text in (mail.text, mail.html):
        assert "{" not in re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL) and "[[" not in text
        assert "\ue000" not in text
    assert all(width(line) <= 72 for line in mail.text.splitlines() if "http" not in line)
    assert f'<html lang="{language}"' in mail.html


def test_money_and_dates_are_written_as_the_reader_writes_them() -> None:
    def line(language: str, country: str) -> str:
        mail = compose(facts("first_reminder", language, contact=ContactFacts("Ada", "Nord", "1", country)))
        return next(row for row in mail.text.splitlines() if row.startswith("INV-1014"))

    assert "03/04/2026" not in line("en", "US") and "Mar 4, 2026" in line("en", "US")
    assert "4 Mar 2026" in line("en", "GB") and "€3,400.50" in line("en", "GB")
    assert "04.03.2026" in line("de", "DE") and "3.400,50\u00a0€" in line("de", "DE")
    assert "3\u202f400,50\u00a0€" in line("fr", "FR") and "4 mars 2026" in line("fr", "FR")
    assert "CHF" not in line("de", "CH") and "3’400.50" in line("de", "CH")


def test_no_currency_is_rounded_whatever_the_locale_data_says() -> None:
    english = formats_for("en", "GB")
    assert english.money(Money(1_234_567, "IQD")).endswith("1,234.567")
    assert english.money(Money(1_234_567, "JPY")).endswith("1,234,567")
    assert english.money(Money(12_345, "UYW")).endswith("1.2345")
    assert english.money(Money(-5_000, "EUR")) == "−€50.00"


def test_the_first_of_a_month_is_premier_in_french() -> None:
    first = TODAY.replace(day=1)
    assert formats_for("fr", "FR").long_date(first) == "1er mars 2026"
    assert formats_for("fr", "FR").long_date(first + timedelta(days=10)) == "11 mars 2026"


def test_sums_add_up_when_a_part_is_disputed_and_a_credit_note_waits() -> None:
    items = (
        item("INV-1", 100_000, asked=Money(60_000, "EUR"), notes=("disputed",)),
        item("GS-1", -5_000, kind="credit_note"),
        item("INV-2", 20_000, asked=Money(0, "EUR"), notes=("disputed",)),
    )
    text = compose(facts(items=items)).text
    tail = [line for line in text.splitlines() if re.search(r"(Total open|Being clarified|To pay) .*€", line)]
    assert [re.split(r"\s{2,}", line) for line in tail] == [
        ["Total open", "€1,150.00"], ["Being clarified", "−€600.00"], ["To pay", "€550.00"],
    ]  # fmt: skip
    assert "€400.00 being clarified" in text and "We do not ask for the amounts marked" in text
    assert "Credit note" in text


def test_promised_and_claimed_amounts_are_not_asked_for() -> None:
    items = (
        item("INV-1", 100_000),
        item("INV-2", 20_000, asked=Money(0, "EUR"), notes=("promised",)),
        item("INV-3", 10_000, asked=Money(0, "EUR"), notes=("claimed",)),
    )
    text = compose(facts(items=items)).text
    assert "payment date agreed" in text and "you told us it is paid" in text
    assert re.search(r"Not asked for now +−€300.00\nTo pay +€1,000.00", text)
    assert text.startswith("Hello Ada Example,\n\nInvoice INV-1 for €1,000.00 was due on")


def test_invoices_listed_beside_are_not_said_to_be_reminded_of() -> None:
    items = (item("INV-1", 100_000, 40), item("INV-2", 20_000, 60, is_reminded=False), item("INV-3", 5_000, -3, is_reminded=False))  # fmt: skip  # noqa: E501
    final = compose(facts("final_reminder", items=items)).text.replace("\n", " ")
    assert "Invoice INV-1 for €1,000.00 is still unpaid, 40 days after its due date" in final
    assert "your other open invoices, €250.00." in final and "Please pay €1,000.00 by 23 March 2026." in final
    note = compose(facts("before_due", items=(item("INV-9", 100, -5), item("INV-2", 20_000, 60, is_reminded=False))))
    assert note.subject == "Invoice INV-9 is due on 21 March 2026"


def test_no_more_is_asked_for_than_the_table_says() -> None:
    items = (item("INV-1", 100_000, 40), item("GS-1", -5_000, kind="credit_note"))
    text = compose(facts("final_reminder", items=items)).text
    assert "Please pay €950.00 by 23 March 2026." in text and re.search("Total open +€950.00\n", text)


def test_cash_on_account_is_mentioned_and_not_deducted() -> None:
    mail = compose(facts(on_account=(Money(50_000, "EUR"), Money(0, "USD"))))
    assert "We also hold a payment of €500.00" in mail.text and "We also hold a payment of €500.00" in mail.html
    assert "€5,549.50" in mail.text


def test_currencies_are_never_added_together() -> None:
    mail = compose(facts(items=(item("A", 100_00), item("B", 50_00, currency="USD"), item("C", 7, currency="JPY"))))
    assert "€100.00" in mail.text and "US$50.00" in mail.text and "JP¥7" in mail.text
    assert re.search(r"Total open +€100.00\n +US\$50.00\n +JP¥7\n", mail.text)


def test_a_long_account_lists_fifty_and_counts_the_rest() -> None:
    items = tuple(item(f"INV-{n}", 1_000 + n, 90 - n) for n in range(1, 64))
    mail = compose(facts("statement", items=items))
    rest, everything = sum(1_000 + n for n in range(51, 64)), sum(1_000 + n for n in range(1, 64))
    assert mail.html.count("INV-") == 50 and "INV-50" in mail.text and "INV-51" not in mail.text
    assert re.search(rf"and 13 more invoices +€{rest / 100:,.2f}\n", mail.text)
    assert re.search(rf"Total open +€{everything / 100:,.2f}\n", mail.text)


def test_many_invoices_do_not_make_a_long_subject() -> None:
    items = tuple(item(f"INV-{n}", 1_000) for n in range(9))
    mail = compose(facts(items=items, subject_template="{invoice_numbers}"))
    assert mail.subject == "INV-0, INV-1, INV-2, INV-3, INV-4 and 4 more"


def test_thanks_asks_for_nothing() -> None:
    mail = compose(facts("thanks", items=(item("INV-0987", 0, 3, amount=Money(125_000, "EUR")),),
                         paid=(Money(125_000, "EUR"),), paid_date=TODAY))  # fmt: skip
    assert "payment of €1,250.00, which arrived on 16 March 2026. Invoice INV-0987 is settled." in mail.text.replace(
        "\n", " "
    )
    assert "IBAN" not in mail.text and "View and pay" not in mail.text and "<table width" not in mail.html


def test_what_is_not_there_leaves_no_trace() -> None:
    mail = compose(facts(links=LinkFacts(), bank=BankTransferFacts(), sender=SenderFacts(), pay_by_date=None,
                         company=CompanyFacts("Demo Trading Ltd"), contact=ContactFacts()))  # fmt: skip
    assert mail.text.startswith("Hello,\n") and "http" not in mail.text and "IBAN" not in mail.text
    assert "href" not in mail.html
    assert mail.text.endswith("Kind regards\nDemo Trading Ltd\n\nDemo Trading Ltd\n")


def test_nothing_in_a_message_calls_home() -> None:
    html = compose(facts()).html
    assert not re.search(r"<img|<script|<link|@import|url\(|src=|<iframe|<form", html)
    assert set(re.findall(r'href="([^"]+)"', html)) == {
        LINK, f"{LINK}/promise", f"{LINK}/paid", f"{LINK}/dispute", f"{LINK}/wrong-person",
    }  # fmt: skip


EVIL = "<script>alert(1)</script>\r\nBcc: thief@x.example\u202e{pay_link}[[if x]]\ue000pay_button\ue000 🌸 \x00\ud800"


def test_names_are_text_wherever_they_stand() -> None:
    mail = compose(facts(
        items=(item(EVIL, 100, what_for=EVIL), item("B", 200)),
        contact=ContactFacts(EVIL, EVIL, EVIL, EVIL), company=CompanyFacts(EVIL, EVIL.partition("\r")[0], EVIL, EVIL),
        sender=SenderFacts(EVIL, EVIL, EVIL), bank=BankTransferFacts(EVIL, EVIL, EVIL, EVIL, EVIL),
        subject_template="{contact_name} {customer_name} {invoice_numbers}",
    ))  # fmt: skip
    assert "<script>" not in mail.html and "&lt;script&gt;" in mail.html
    assert "\n" not in mail.subject and "\r" not in mail.subject and "\u202e" not in mail.subject + mail.text
    assert "\nBcc:" not in mail.text and mail.html.count('class="fill"') == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\ud800-\udfff\ue000-\uf8ff]", mail.text + mail.html)
    (mail.subject + mail.text + mail.html).encode("utf-8")


def test_a_link_that_is_no_web_address_is_left_out() -> None:
    mail = compose(facts(links=LinkFacts("javascript:alert(1)", "https://x.example/a b", "ftp://x", "", "")))
    assert "href" not in mail.html and "alert" not in mail.text


def test_a_right_to_left_name_keeps_its_direction_to_itself() -> None:
    mail = compose(facts(contact=ContactFacts("دانا مثال", "شركة المثال", "1", "GB")))
    assert mail.text.startswith("Hello \u2068دانا مثال\u2069,\n")


def test_a_company_s_own_template_without_a_subject_or_with_mistakes_still_goes() -> None:
    mail = compose(
        facts(subject_template="[[if upcoming]]x[[end]]", body_template="{greeting} see {invoice_table} {oops")
    )
    assert mail.subject == "Your account with Demo Trading Ltd"
    assert "INV-1001" in mail.text and "{oops" in mail.text


def test_long_invoice_numbers_and_amounts_stay_in_line() -> None:
    items = (item("VERY-LONG-INVOICE-NUMBER-2026-000000000000000000001", 9_999_999_999_999), item("7", 5))
    text = compose(facts("first_reminder", "de", items=items)).text
    rows = [line for line in text.splitlines() if line.endswith("€") and not line.startswith("2")]
    assert len({width(row) for row in rows}) == 1 and width(rows[0]) <= 72


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(max_size=300), number=st.text(min_size=1, max_size=100), body=st.text(max_size=300),
    minor=st.integers(-(10**13), 10**13), asked=st.integers(-(10**13), 10**13), days=st.integers(-4000, 4000),
    language=st.sampled_from([*LANGUAGES, "", "xx", "de-CH", "zh_Hant_TW"]), country=st.text(max_size=3),
)  # fmt: skip
def test_no_data_makes_composing_fail(
    name: str, number: str, body: str, minor: int, asked: int, days: int, language: str, country: str
) -> None:
    entry = item(number, minor, days, asked=Money(asked, "EUR"), what_for=name, notes=("disputed", "credited"))
    base = facts(items=(entry, entry), contact=ContactFacts(name, number, name, country), body_template=body + "{greeting}\n\n{invoice_table}")  # fmt: skip  # noqa: E501
    mail = compose(replace(base, language=language, company=CompanyFacts(name, body, country)))
    assert mail.subject == " ".join(mail.subject.split(" ")) and "\n" not in mail.subject
    (mail.subject + mail.text + mail.html).encode("utf-8")
