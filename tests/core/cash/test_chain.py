"""The bank's balances prove that no day is missing."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from duly.core.cash.bank_line import Balance, ChainVerdict, Entry, EntryStatus, ReportKind, Statement, UnreadEntry
from duly.core.cash.chain import Break, breaks, judged


def statement(number: int, opening: int, amounts: list[int], closing: int, **more: object) -> Statement:
    day = date(2026, 1, number)
    balances = (Balance("OPBD", opening, "EUR", day), Balance("CLBD", closing, "EUR", day))
    entries = tuple(Entry(amount, "EUR", ()) for amount in amounts)
    values: dict[str, object] = {"statement_id": f"S{number}", "balances": balances, **more}
    return judged(Statement("A", "EUR", ReportKind.STATEMENT, entries, **values))  # type: ignore[arg-type]


@given(st.integers(-1000, 1000), st.lists(st.integers(-500, 500), max_size=6), st.integers(-3, 3))
def test_opening_plus_entries_is_closing(opening: int, amounts: list[int], gap: int) -> None:
    judged_one = statement(1, opening, amounts, opening + sum(amounts) + gap)
    assert judged_one.chain is (ChainVerdict.BROKEN if gap else ChainVerdict.HOLDS)
    assert judged_one.chain_gap_minor == gap


def test_pending_entries_are_not_in_the_balance() -> None:
    pending = Entry(700, "EUR", (), status=EntryStatus.PENDING)
    balances = (Balance("PRCD", 0, "EUR"), Balance("CLBD", 0, "EUR"))
    one = judged(Statement("A", "EUR", ReportKind.STATEMENT, (pending,), balances=balances))
    assert one.chain is ChainVerdict.HOLDS


def test_without_balances_or_with_unread_entries_nothing_is_proven() -> None:
    assert statement(1, 0, [], 0, balances=()).chain is ChainVerdict.LACKING
    unread = (UnreadEntry("Ntry[1]", "Amt", "x", "It cannot be read."),)
    assert statement(1, 0, [], 0, unread=unread).chain is ChainVerdict.INCOMPLETE


def test_a_missing_day_shows_between_statements_in_any_order() -> None:
    monday, tuesday, thursday = statement(5, 0, [10], 10), statement(6, 10, [5], 15), statement(8, 40, [], 40)
    assert breaks([thursday, monday, tuesday]) == (Break("A", "S6", "S8", 25),)
    assert breaks([tuesday, monday]) == ()
