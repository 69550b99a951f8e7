"""A bank file becomes receipts, each piece of money once, whatever else was imported before."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from duly.core.cash.bank_line import EntryStatus, UnreadableFile
from duly.services.act import Act
from duly.services.cash.bank_reader import BankQuestions
from duly.services.cash.import_bank_file import AlreadySeen, ImportedFile, Outcome, import_bank_file
from duly.store.models import BankEntry, BankFile, BankLine, Company, Receipt
from duly.store.queries.audit import run_audit
from duly.store.queries.cash_files import bank_files, file_detail, lines_for_a_person
from duly.wiring.bank import bank_reader
from tests.demo_bank import OWN, Payment, bank_file, camt, statement_of


def take(act: Act, data: bytes, name: str = "march.xml", **options: object) -> Outcome:
    return import_bank_file(act=act, data=data, name=name, read=bank_reader(), **options)  # type: ignore[arg-type]


def taken(act: Act, data: bytes, name: str = "march.xml", **options: object) -> ImportedFile:
    outcome = take(act, data, name, **options)
    assert isinstance(outcome, ImportedFile), outcome
    return outcome


def receipts() -> list[tuple[str, int, str]]:
    return sorted(Receipt.objects.values_list("text", "amount_minor", "currency"))


TWO_TWINS = (Payment(5_000, "same words", "Twin Demo"), Payment(5_000, "same words", "Twin Demo"))


def test_money_in_becomes_receipts_and_money_out_is_kept_for_a_person(company: int, act: Act) -> None:
    data = bank_file(
        Payment(12_000, "Invoice R-1", "Nord Demo GmbH", servicer="A1"),
        Payment(-900, "rent", servicer="A2"),
        Payment(-12_000, "returned", servicer="A3", reversal=True),
        Payment(7_000, "announced", servicer="A4", status=EntryStatus.PENDING),
    )
    done = taken(act, data)
    counts = done.counts
    assert (counts["lines"], counts["new_lines"], counts["receipts"]) == (4, 4, 1)
    assert counts["in_lines"] + counts["out_lines"] + counts["not_booked_lines"] + counts["zero_lines"] == 4
    assert (counts["money_in"], counts["money_out"]) == ({"EUR": 12_000}, {"EUR": -12_900})
    assert receipts() == [("Invoice R-1", 12_000, "EUR")]
    kept = lines_for_a_person(company, done.file_id)
    assert next((line.amount_minor, line.is_return) for line in kept) == (-12_000, True)
    assert len(kept) == 3
    detail = file_detail(company, done.file_id)
    assert detail is not None and detail.row.chain == "holds"
    assert detail.statements[0].closing_minor == 100_000 - 900
    assert [f for check in run_audit(company) for f in check.findings] == []


def test_two_identical_genuine_payments_stay_two(company: int, act: Act) -> None:
    assert taken(act, bank_file(*TWO_TWINS)).counts["receipts"] == 2
    assert Receipt.objects.count() == 2


def test_the_same_file_again_says_when_it_was_seen_and_adds_nothing(company: int, act: Act) -> None:
    data = bank_file(*TWO_TWINS)
    first = taken(act, data)
    again = take(act, data, "renamed.xml")
    assert isinstance(again, AlreadySeen)
    assert (again.file_id, again.name, again.actor) == (first.file_id, "march.xml", act.actor)
    assert (BankFile.objects.count(), Receipt.objects.count(), BankEntry.objects.count()) == (1, 2, 2)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_overlapping_files_in_any_order_give_the_same_money(
    company: int, act: Act, order: tuple[int, int, int]
) -> None:
    payments = [Payment(1_000 * n, f"line {n}", servicer=f"B{n}", on=date(2026, 3, 9 + n)) for n in range(1, 5)]
    files = [
        bank_file(*payments[:3], message="one"),
        bank_file(*payments[1:], message="two"),
        camt(statement_of(list(reversed(payments))), message="three"),
    ]
    results = [taken(act, files[at], f"{at}.xml").counts for at in order]
    assert sum(counts["receipts"] for counts in results) == 4
    assert all(counts["lines"] == counts["new_lines"] + counts["known_lines"] for counts in results)
    assert receipts() == [(f"line {n}", 1_000 * n, "EUR") for n in range(1, 5)]
    assert BankLine.objects.count() == 4
    assert [f for check in run_audit(company) for f in check.findings] == []


def test_money_announced_first_and_booked_later_is_received_once(company: int, act: Act) -> None:
    announced = Payment(3_000, "later", servicer="C1", status=EntryStatus.PENDING)
    booked = Payment(3_000, "later", servicer="C1")
    assert taken(act, bank_file(announced, message="intraday")).counts["receipts"] == 0
    assert taken(act, bank_file(booked, message="end of day")).counts["receipts"] == 1
    assert taken(act, bank_file(booked, announced, message="both")).counts["receipts"] == 0


def test_a_statement_of_another_account_is_pointed_out(company: int, act: Act) -> None:
    Company.objects.filter(pk=company).update(iban=OWN)
    own = taken(act, bank_file(Payment(100, "x"), message="own"))
    other = taken(act, bank_file(Payment(100, "x"), message="other", account="DE02120300000000202051"))
    assert "other_account" not in {w.code for w in own.warnings}
    assert "other_account" in {w.code for w in other.warnings}


def test_a_missing_statement_between_two_is_pointed_out(company: int, act: Act) -> None:
    first = statement_of([Payment(100, "a")], opening=0)
    third = statement_of([Payment(100, "b", on=date(2026, 3, 16))], opening=999, number="3")
    assert "chain_gap" in {w.code for w in taken(act, camt(first, third)).warnings}


CSV = "Date;Name;Purpose;Amount\n{day};Nord Demo GmbH;Invoice R-1;1.200,50\n{day};Rent Demo;rent;-900,00\n"


def test_an_ambiguous_csv_is_asked_about_and_its_profile_is_remembered(company: int, act: Act) -> None:
    Company.objects.filter(pk=company).update(iban=OWN)
    asked = take(act, CSV.format(day="03/04/2025").encode(), "bank.csv")
    assert isinstance(asked, BankQuestions)
    assert {q.field for q in asked.questions} == {"date_convention", "currency", "account"}
    assert any(a.override == f"account={OWN}" for q in asked.questions for a in q.answers)
    assert not BankFile.objects.exists(), "nothing is stored while a question is open"
    answers = ["date_convention=dmy", "currency=EUR", f"account={OWN}"]
    done = taken(
        act, CSV.format(day="03/04/2025").encode(), "bank.csv", answers=answers, save_profile_as="Demo Bank"
    )  # fmt: skip
    assert receipts() == [("Invoice R-1", 120_050, "EUR")]
    assert Receipt.objects.get().received_date == date(2025, 4, 3)
    later = taken(act, CSV.format(day="05/04/2025").encode(), "later.csv")
    assert later.counts["receipts"] == 1, "the saved profile is recognised by its columns"
    assert done.format == "csv"


def test_files_that_are_no_bank_files_are_answered_with_a_remedy(company: int, act: Act) -> None:
    for data, word in ((b"", "empty"), (b"%PDF-1.7", "PDF"), (b"<html></html>", "XML"), (b"\x89PNG....", "picture")):
        outcome = take(act, data, "thing")
        assert isinstance(outcome, UnreadableFile) and word in outcome.sentence
    assert not BankFile.objects.exists()


def test_the_list_of_files_counts_what_was_applied_and_what_waits(company: int, act: Act) -> None:
    taken(act, bank_file(*TWO_TWINS))
    row = bank_files(company)[0]
    assert (row.receipts, row.applied, row.waiting, row.accounts) == (2, 0, 2, (OWN,))
