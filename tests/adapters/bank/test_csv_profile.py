"""A clerk drops the CSV of any bank: Duly proposes how to read it and asks what the file does not say."""

import io
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duly.adapters.bank.csv_profile.detect import detect_profile
from duly.adapters.bank.csv_profile.profile import BadProfile, BankCsvProfile, profile_of
from duly.adapters.bank.csv_profile.read import Limits, read_bank_csv
from duly.core.cash.bank_line import BankFile, ChainVerdict, UnreadableFile
from duly.core.cash.identity import fingerprint

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("DULY_SHARED_CORPUS", ROOT.parent / "shared" / "corpus")) / "bank" / "csv"

GERMAN = (
    "Kontoauszug Demo Bank;;\r\n\r\nBuchungstag;Valuta;Auftraggeber;Verwendungszweck;Betrag;Währung;Saldo\r\n"
    "31.03.2026;31.03.2026;Demo Bäckerei;RE 1001;1.234,56;EUR;2.234,56\r\n"
    "30.03.2026;31.03.2026;Demo Müller;Miete;-200,00;EUR;1.000,00\r\n"
).encode("cp1252")


def read(data: bytes, profile: BankCsvProfile, **more: Limits) -> BankFile:
    result = read_bank_csv(io.BytesIO(data), profile, name="bank.csv", **more)
    assert isinstance(result, BankFile), result
    return result


def asked(data: bytes) -> set[str]:
    return {question.code for question in detect_profile(data).questions}


def test_a_german_export_is_understood_but_for_the_account() -> None:
    found = detect_profile(GERMAN)
    assert [question.code for question in found.questions] == ["account"]
    profile = found.profile
    assert (profile.encoding, profile.delimiter, profile.skip_lines) == ("cp1252", ";", 2)
    assert (profile.date_convention, profile.decimal_convention) == ("dmy", "comma")
    file = read(GERMAN, profile.answered("account=DE89 3704"))
    first, second = file.lines()
    assert (first.amount_minor, first.currency, first.booking_date) == (123456, "EUR", date(2026, 3, 31))
    assert (first.debtor.name, first.text, first.account) == ("Demo Bäckerei", ("RE 1001",), "DE893704")
    assert (second.amount_minor, second.creditor.name, second.debtor.name) == (-20000, "Demo Müller", "")


def test_the_running_balance_proves_the_file_newest_first_or_last() -> None:
    profile = detect_profile(GERMAN).profile
    statement = read(GERMAN, profile).statements[0]
    assert statement.chain is ChainVerdict.HOLDS
    assert statement.opening is not None and statement.opening.amount_minor == 120000
    lines = GERMAN.split(b"\r\n")
    turned = b"\r\n".join([*lines[:3], lines[4], lines[3], b""])
    assert read(turned, profile).statements[0].chain is ChainVerdict.HOLDS
    altered = GERMAN.replace(b";1.234,56", b";1.234,57")
    assert read(altered, profile).statements[0].chain is ChainVerdict.BROKEN


def test_ambiguous_dates_and_missing_currency_are_asked_about_never_guessed() -> None:
    data = b"Date,Description,Amount\n03/04/2026,INV-12,10.00\n05/06/2026,INV-13,11.00\n"
    assert asked(data) == {"date_order", "currency", "account"}
    profile = detect_profile(data).profile
    refused = read_bank_csv(io.BytesIO(data), profile, name="bank.csv")
    assert isinstance(refused, UnreadableFile)
    assert "order of day and month" in refused.sentence
    for answer, day in (("dmy", date(2026, 4, 3)), ("mdy", date(2026, 3, 4))):
        answered = profile.answered(f"date_convention={answer}").answered("currency=EUR")
        assert next(read(data, answered).lines()).booking_date == day


def test_two_columns_for_in_and_out() -> None:
    data = (
        b"Booking Date;Details;Credit;Debit;CCY;Running Balance\n2026-03-20;In;1250,50;;EUR;2250,50\n"
        b"2026-03-21;Out;;200,25;EUR;2050,25\n2026-03-22;Out;;-1,00;EUR;2049,25\n2026-03-23;Both;1,00;1,00;EUR;\n"
    )
    file = read(data, detect_profile(data).profile)
    assert [line.amount_minor for line in file.lines()] == [125050, -20025, -100]
    assert [u.field for u in file.statements[0].unread] == ["credit"]


@pytest.mark.parametrize(("mark", "expected"), [("D", [-1000]), ("C", [1000]), ("Haben", [1000]), ("?", [])])
def test_a_column_that_says_in_or_out(mark: str, expected: list[int]) -> None:
    data = f"Date,Amount,D/C,Currency\n2026-03-20,10.00,{mark},EUR\n".encode()
    profile = detect_profile(data).profile
    assert [line.amount_minor for line in read(data, profile).lines()] == expected


def test_a_garbled_amount_is_kept_apart_with_its_line_number() -> None:
    data = b"Date,Description,Amount,Currency\n2026-04-02,ok,100.00,EUR\n2026-04-03,bad,12..34,EUR\n,,,\nEnd,,,\n"
    file = read(data, detect_profile(data).profile)
    assert file.line_count == 1
    assert [(u.place, u.value) for u in file.statements[0].unread] == [("line 3", "12..34"), ("line 5", "")]


def test_several_currencies_are_several_statements() -> None:
    data = b"Date,Amount,Currency\n2026-04-02,1.00,EUR\n2026-04-02,100,JPY\n"
    statements = read(data, detect_profile(data).profile).statements
    assert [(s.currency, [line.amount_minor for line in s.lines()]) for s in statements] == [
        ("EUR", [100]),
        ("JPY", [100]),
    ]


def test_overlapping_exports_add_only_what_is_new_and_twins_stay_two() -> None:
    head = b"Date,Description,Amount,Currency\n"
    monday = b"2026-04-06,coffee,5.00,EUR\n" * 2
    tuesday = b"2026-04-07,INV-12,10.00,EUR\n"
    profile = detect_profile(head + monday + tuesday).profile
    one = {fingerprint(line) for line in read(head + monday, profile).lines()}
    both = {fingerprint(line) for line in read(head + tuesday + monday, profile).lines()}
    assert (len(one), len(both)) == (2, 3)
    assert one < both


def test_a_profile_survives_storage_and_says_when_it_does_not_fit() -> None:
    profile = detect_profile(GERMAN, name="Demo Bank").profile
    assert profile_of(profile.as_document()) == profile
    other = read_bank_csv(io.BytesIO(b"Date,Amount\n2026-01-01,1\n"), profile, name="x.csv")
    assert isinstance(other, UnreadableFile)
    assert other.code in ("columns_missing", "empty")
    for bad in ("nonsense", "unknown=1", "skip_lines=-1"):
        with pytest.raises(BadProfile):
            profile.answered(bad)
    with pytest.raises(BadProfile, match="version"):
        profile_of({"version": 99})


def test_columns_by_number_where_there_are_no_headings() -> None:
    data = b"2026-04-02;INV-12;10,00\n"
    assert asked(data) == {"no_headings"}
    profile = detect_profile(data).profile
    for answer in (
        "delimiter=;", "booking_date=#1", "text=#2", "amount=#3", "date_convention=ymd", "decimal_convention=comma",
        "currency=EUR",
    ):  # fmt: skip
        profile = profile.answered(answer)
    (line,) = read(data, profile).lines()
    assert (line.amount_minor, line.text) == (1000, ("INV-12",))


def test_limits_end_in_a_clear_sentence() -> None:
    data = b"Date,Amount,Currency\n" + b"2026-04-02,1.00,EUR\n" * 5
    profile = detect_profile(data).profile
    large = read_bank_csv(io.BytesIO(data), profile, name="x.csv", limits=Limits(max_bytes=10))
    assert isinstance(large, UnreadableFile)
    some = read(data, profile, limits=Limits(max_rows=2))
    assert (some.line_count, some.complete) == (2, False)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300) | st.text(alphabet='Date,Amount;\n"1.0-€', max_size=200).map(str.encode))
def test_no_bytes_raise(data: bytes) -> None:
    profile = detect_profile(data).profile
    read_bank_csv(io.BytesIO(data), profile, name="x.csv")
    plain = BankCsvProfile(
        booking_date="Date", amount="Amount", currency="EUR", date_convention="dmy", decimal_convention="point"
    )
    read_bank_csv(io.BytesIO(b"Date,Amount\n" + data), plain, name="x.csv")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus of bank files is not here")
@pytest.mark.parametrize(
    ("ending", "amounts"),
    [
        ("csv_european_decimals.csv", [-123456, 350000, -450]),
        ("csv_french_headers.csv", [-123456, 350000, -450]),
        ("csv_spanish_headers.csv", [-123456, 350000, -450]),
        ("csv_garbled_amount.csv", [10000]),
        ("sample_split_amounts.csv", [125050, -20025]),
        ("sample_statement.csv", [250000, -120000]),
        ("sample.fr.cp1252.csv", [5000, -1000, -2000]),
        ("sample.fr.utf8.csv", [5000, -1000, -2000]),
        ("other__stripe.csv", None),
    ],
)
def test_real_exports(ending: str, amounts: list[int] | None) -> None:
    (path,) = [path for path in CORPUS.iterdir() if path.name.endswith(ending)]
    data = path.read_bytes()
    profile = detect_profile(data).profile
    if not profile.currency and not profile.currency_column:
        profile = profile.answered("currency=EUR")
    result = read_bank_csv(io.BytesIO(data), profile, name=path.name)
    if amounts is None:
        return
    assert isinstance(result, BankFile), result
    assert [line.amount_minor for line in result.lines()] == amounts
