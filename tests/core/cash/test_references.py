"""A payer writes our numbers in many ways; we recognise ours and never a neighbour's."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso11649 import is_valid as oracle_is_valid

from duly.core.cash.reference_scan import find_references
from duly.core.cash.references import (
    BadReference,
    MentionKind,
    ReferenceEntry,
    ReferenceIndex,
    create_creditor_reference,
    is_creditor_reference,
)

RF_12 = create_creditor_reference("INV-12")
INDEX = ReferenceIndex(
    [
        ReferenceEntry(1, "INV-12", RF_12),
        ReferenceEntry(2, "INV-123"),
        ReferenceEntry(3, "INV-2025-0012"),
        ReferenceEntry(4, "1001"),
        ReferenceEntry(5, "1002"),
        ReferenceEntry(6, "1003"),
        ReferenceEntry(7, "77"),
        ReferenceEntry(8, "2025/0400"),
    ]
)


def targets(*texts: str) -> list[int]:
    return sorted(t for m in find_references(INDEX, texts).mentions if not m.contested for t in m.targets)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Payment INV-12", [1]),
        ("payment inv12.", [1]),
        ("INV/12, thanks", [1]),
        ("INV 12", [1]),
        ("INV - 12", [1]),
        ("INV-123", [2]),
        ("INV-1234", []),
        ("XINV-12", []),
        ("INV-12-7", []),
        ("INV-12/INV-123", [1, 2]),
        ("INV-12,INV-123", [1, 2]),
        ("Rechnung 2025-0012", [3]),
        ("RE20250012", [3]),
        ("20250012", [3]),
        ("ABC-20250012", []),
        ("ABC20250012", []),
        ("inv 2025 0012", [3]),
        ("1001/1002/1003", [4, 5, 6]),
        ("Rg.-Nr. 1001", [4]),
        ("RE1001", [4]),
        ("11001", []),
        ("we are 77 people", []),
        ("invoice 77", [7]),
        ("Facture n°2025/0400 merci", [8]),
        ("4 May 2025", []),
        ("EUR 10.01", []),
        ("1.001,00 EUR", []),
        ("on 1.1.2025", []),
        ("", []),
    ],
)
def test_what_is_read_in_one_line(text: str, expected: list[int]) -> None:
    assert targets(text) == expected


def test_a_number_broken_by_the_banks_line_wrap_is_rejoined() -> None:
    assert targets("SEPA CREDIT ACME INV-2025-", "0012 THANK YOU") == [3]
    assert targets("SEPA CREDIT ACME INV-2025-00", "12 THANK YOU") == [3]


def test_a_wrap_that_could_be_two_numbers_is_left_to_a_person() -> None:
    reading = find_references(INDEX, ("INV-12", "3"))
    assert reading.contested
    assert {t for m in reading.mentions for t in m.targets} == {1, 2}


def test_a_list_with_a_number_that_is_not_open_is_contested() -> None:
    reading = find_references(INDEX, ("1001/1002/1999",))
    assert reading.contested


def test_a_creditor_reference_is_read_in_groups_of_four_and_with_neighbours() -> None:
    grouped = " ".join(RF_12[i : i + 4] for i in range(0, len(RF_12), 4))
    for text in (RF_12, f"Ref {grouped} merci", f"{grouped} 2025"):
        mentions = find_references(INDEX, (text,)).mentions
        assert [m.kind for m in mentions] == [MentionKind.CREDITOR_REFERENCE]
        assert mentions[0].targets == (1,)


def test_a_mistyped_creditor_reference_fails_its_check_and_says_so() -> None:
    wrong = RF_12[:2] + ("00" if RF_12[2:4] != "00" else "01") + RF_12[4:]
    reading = find_references(INDEX, (wrong,))
    assert reading.mentions == ()
    assert reading.failed_checks == (wrong,)


def test_a_valid_creditor_reference_that_is_not_open_is_unresolved() -> None:
    closed = create_creditor_reference("INV-999")
    assert find_references(INDEX, (), (closed,)).unresolved == (closed,)


def test_another_number_of_our_shape_is_reported_as_unresolved() -> None:
    assert find_references(INDEX, ("INV-12 and INV-13",)).unresolved == ("INV-13",)
    assert find_references(INDEX, ("INV-12 of 20250131",)).unresolved == ()


def test_structured_references_are_read_like_text_but_never_joined_with_it() -> None:
    reading = find_references(INDEX, ("3",), ("INV-12",))
    assert [(m.targets, m.contested) for m in reading.mentions] == [((1,), False)]


def test_a_number_that_is_written_like_a_date_or_amount_is_known_when_it_is_written_just_so() -> None:
    index = ReferenceIndex([ReferenceEntry(1, "2025.01"), ReferenceEntry(2, "2025-01-31")])
    found = find_references(index, ("pay 2025.01 and 2025-01-31 but not 2025/01/31",))
    assert [mention.targets for mention in found.mentions] == [(1,), (2,)]


def test_instalments_share_a_number() -> None:
    index = ReferenceIndex([ReferenceEntry(1, "A-500"), ReferenceEntry(2, "A-500")])
    assert find_references(index, ("A-500",)).mentions[0].targets == (1, 2)


@given(st.text(alphabet=string.ascii_uppercase + string.digits, min_size=1, max_size=21))
def test_every_reference_we_make_is_valid_by_another_implementation(body: str) -> None:
    made = create_creditor_reference(body)
    assert is_creditor_reference(made)
    assert oracle_is_valid(made)


@given(
    st.text(alphabet=string.ascii_uppercase + string.digits, min_size=2, max_size=21),
    st.data(),
)
def test_one_wrong_character_or_a_swap_of_neighbours_is_always_caught(body: str, data: st.DataObject) -> None:
    made = create_creditor_reference(body)
    place = data.draw(st.integers(4, len(made) - 1))
    same_kind = string.digits if made[place].isdigit() else string.ascii_uppercase
    other = data.draw(st.sampled_from([c for c in same_kind if c != made[place]]))
    assert not is_creditor_reference(made[:place] + other + made[place + 1 :])


def test_a_number_that_does_not_fit_is_refused_with_the_reason() -> None:
    with pytest.raises(BadReference, match="22 letters and digits"):
        create_creditor_reference("1" * 22)
    with pytest.raises(BadReference, match="no letter or digit"):
        create_creditor_reference("--")


@given(st.lists(st.integers(1, 99999), min_size=1, max_size=30, unique=True), st.data())
def test_a_number_is_found_exactly_when_it_is_open(numbers: list[int], data: st.DataObject) -> None:
    index = ReferenceIndex(ReferenceEntry(n, f"INV-{n}") for n in numbers)
    asked = data.draw(st.one_of(st.sampled_from(numbers), st.integers(1, 99999)))
    reading = find_references(index, (f"thank you, INV-{asked}.",))
    assert [t for m in reading.mentions for t in m.targets] == ([asked] if asked in numbers else [])


@given(st.text(max_size=200), st.text(max_size=50))
def test_no_text_breaks_the_scanner(text: str, structured: str) -> None:
    find_references(INDEX, (text,), (structured,))
