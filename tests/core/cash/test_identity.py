"""The same money arrives in many files: it is received once. Two equal payments are received twice."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from duly.core.cash.bank_line import BankLine, Entry, Party, ReportKind, Statement
from duly.core.cash.identity import Evidence, evidence, fingerprint, numbered

DAYS = [date(2026, 1, day) for day in range(1, 5)]

lines = st.builds(
    BankLine,
    account=st.just("DE89370400440532013000"),
    amount_minor=st.sampled_from([1000, 2500]),
    currency=st.just("EUR"),
    booking_date=st.sampled_from(DAYS),
    servicer_reference=st.sampled_from(["", "", "B1"]),
    end_to_end_id=st.sampled_from(["NOTPROVIDED", "E1"]),
    debtor=st.sampled_from([Party("Demo Bakery"), Party("Demo Smith")]),
    text=st.sampled_from([("INV-1",), ()]),
)
histories = st.lists(lines, max_size=14)


def statement(content: list[BankLine]) -> Statement:
    entries = tuple(Entry(line.amount_minor, line.currency, (line,)) for line in content)
    return numbered(Statement("DE89370400440532013000", "EUR", ReportKind.STATEMENT, entries))


def prints(content: list[BankLine]) -> list[str]:
    return [fingerprint(line) for line in statement(content).lines()]


@given(histories)
def test_all_payments_of_one_statement_are_different_money(history: list[BankLine]) -> None:
    assert len(set(prints(history))) == len(history)


@given(histories, st.randoms(use_true_random=False))
def test_another_order_of_the_same_bookings_is_the_same_money(history: list[BankLine], random: object) -> None:
    shuffled = list(history)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert set(prints(shuffled)) == set(prints(history))


@given(histories, st.lists(st.sets(st.sampled_from(DAYS)), max_size=4), st.randoms(use_true_random=False))
def test_overlapping_files_in_any_order_receive_each_payment_once(
    history: list[BankLine], periods: list[set[date]], random: object
) -> None:
    files = [[line for line in history if line.booking_date in days] for days in [*periods, set(DAYS)]]
    random.shuffle(files)  # type: ignore[attr-defined]
    received: set[str] = set()
    for content in files:
        received.update(prints(content))
    assert received == set(prints(history))
    assert len(received) == len(history)


@given(histories, st.integers(0, 14))
def test_an_intraday_report_is_contained_in_the_statement_of_its_day(history: list[BankLine], seen: int) -> None:
    day = sorted(history, key=lambda line: line.booking_date or DAYS[0])
    assert set(prints(day[:seen])) <= set(prints(day)) or _content_differs_within_one_identity(day)


def _content_differs_within_one_identity(content: list[BankLine]) -> bool:
    """Equal bank references with other words: the bank broke its own rule, order decides."""
    seen: dict[tuple[object, ...], set[object]] = {}
    for line in content:
        if evidence(line) is not Evidence.CONTENT:
            key = (line.booking_date, line.amount_minor, line.servicer_reference or line.end_to_end_id)
            seen.setdefault(key, set()).add((line.debtor, line.text))
    return any(len(words) > 1 for words in seen.values())


def test_the_strongest_evidence_is_used_and_placeholders_are_none() -> None:
    line = BankLine("A", 100, "EUR", DAYS[0], end_to_end_id="NOTPROVIDED", servicer_reference="0000")
    assert evidence(line) is Evidence.CONTENT
    assert evidence(replace(line, end_to_end_id="E1")) is Evidence.END_TO_END
    assert evidence(replace(line, entry_servicer_reference="B-9", end_to_end_id="E1")) is Evidence.ENTRY
    assert evidence(replace(line, uetr="97ed4827-7b6f-4491-a06f-b548d5a7512d")) is Evidence.UETR


def test_another_wrap_or_spelling_in_another_report_changes_nothing() -> None:
    first = BankLine("A", 100, "EUR", DAYS[0], text=("Invoice INV-", "12"), debtor=Party("Demo Bakery"))
    second = replace(first, text=("INVOICE INV-12",), debtor=Party("DEMO  BAKERY"))
    assert fingerprint(first) == fingerprint(second)


def test_a_reversal_is_other_money_than_what_it_reverses() -> None:
    paid = BankLine("A", 100, "EUR", DAYS[0], uetr="97ed4827-7b6f-4491-a06f-b548d5a7512d")
    assert fingerprint(paid) != fingerprint(replace(paid, amount_minor=-100))


def test_amount_and_date_alone_never_make_two_payers_one() -> None:
    one = BankLine("A", 100, "EUR", DAYS[0], debtor=Party("Demo Bakery"))
    assert fingerprint(one) != fingerprint(replace(one, debtor=Party("Demo Smith")))
