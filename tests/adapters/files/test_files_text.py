"""Text tables as programs export them: any encoding, delimiter and preamble, and nothing silently lost."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.adapters.files import NotReadable, TooLarge, limits, open_table, visible
from duly.adapters.files import table as table_module

HEADING = "Invoice no,Customer,Amount\n"
GERMAN = "Rechnungsnummer;Kunde;Betrag\nR1;Müller & Söhne;12,50\nR2;Straßenbau Größe;3,00\n"


def rows_of(content: bytes, **given: str) -> list[list[str]]:
    return [cells for _, cells in open_table(content, **given).rows()]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_the_encoding_is_found(encoding: str) -> None:
    table = open_table(GERMAN.encode(encoding))
    assert table.header == ("Rechnungsnummer", "Kunde", "Betrag")
    assert [cells[1] for _, cells in table.rows()] == ["Müller & Söhne", "Straßenbau Größe"]
    assert table.delimiter == ";"


def test_a_guessed_encoding_is_said_and_a_named_one_is_taken() -> None:
    assert "cp1252" in open_table(GERMAN.encode("cp1252")).notes[0]
    assert open_table(GERMAN.encode("cp1252"), encoding="cp1252").notes == ()
    with pytest.raises(NotReadable, match="klingon is not an encoding"):
        open_table(GERMAN.encode(), encoding="klingon")


def test_central_european_text_is_not_taken_for_western() -> None:
    text = "Číslo;Zákazník;Částka\n" + "R1;Žluťoučký kůň úpěl ďábelské ódy v Brně na přehradě;5\n" * 30
    assert rows_of(text.encode("cp1250"))[0][1].startswith("Žluťoučký kůň")


def test_the_first_letter_beyond_ascii_may_come_very_late() -> None:
    late = HEADING + "R,Acme,1.00\n" * 60_000 + "R9,Café,2.00\n"
    assert rows_of(late.encode("cp1252"))[-1][1] == "Café"
    assert rows_of(late.encode("utf-8"))[-1][1] == "Café"


def test_damaged_bytes_stay_visible_in_their_line() -> None:
    content = (HEADING + "R1,Müller,5.00\nR2,Söhne,6.00\nR3,Grün,5\n").encode() + b"R4,Caf\xe9,7.00\n"
    table = open_table(content)
    assert table.encoding == "utf-8" and "not valid UTF-8" in table.notes[0]
    line_no, cells = list(table.rows())[-1]
    assert (line_no, cells[1], visible(cells[1])) == (5, "Caf\udce9", "Caf\\xe9")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    lines = [["Invoice no", "Customer", "Amount"], ["R1", "Acme, Inc; x", "5.00"], ["R2", "B", "6.00"]]
    content = "\r\n".join(delimiter.join(f'"{c}"' if set(c) & set(",;|") else c for c in row) for row in lines)
    table = open_table(content.encode())
    assert table.delimiter == delimiter
    assert [cells for _, cells in table.rows()] == lines[1:]


def test_decimal_commas_do_not_win_over_semicolons() -> None:
    content = "Invoice no;Amount;Tax;Open\n" + "".join(f"R{n};1,50;0,19;1,00\n" for n in range(40))
    assert open_table(content.encode()).delimiter == ";"


def test_single_quotes_and_a_named_separator() -> None:
    assert rows_of(b"'Invoice no','Customer'\n'R1','Acme, Inc'\n'R2','B'\n") == [["R1", "Acme, Inc"], ["R2", "B"]]
    table = open_table(b"sep=|\nInvoice no|Customer\nR1|Acme\n")
    assert (table.delimiter, table.header_line, list(table.rows())) == ("|", 2, [(3, ["R1", "Acme"])])


def test_line_numbers_are_those_of_the_file_even_over_line_breaks_in_cells() -> None:
    content = b'Invoice no,Customer,Note\nR1,A,"two\nlines"\n\nR2,B,x\n,,\nR3,C,y\n'
    table = open_table(content)
    assert [(line_no, cells[0]) for line_no, cells in table.rows()] == [(2, "R1"), (5, "R2"), (7, "R3")]


def test_titles_above_the_heading_are_left_out_and_said() -> None:
    content = "Acme GmbH\nOpen items as of,2025-04-30\n\nInvoice no,Customer,Due date,Amount\nR1,C1,2025-01-01,5.00\n"
    table = open_table(content.encode())
    assert table.header_line == 4
    assert table.notes == ("the heading is on line 4; what stands above it was left out",)
    assert [cells[0] for _, cells in table.rows()] == ["R1"]


def test_unknown_headings_are_still_headings_and_data_is_not() -> None:
    assert open_table(b"foo,bar\nx,1.50\ny,2.50\n").header == ("foo", "bar")
    bare = open_table(b"R1,C1,2025-01-01,5.00\nR2,C1,2025-01-02,6.00\n")
    assert (bare.header, bare.header_line) == (("column 1", "column 2", "column 3", "column 4"), 0)
    assert len(list(bare.rows())) == 2


def test_repeated_and_empty_headings_get_names_of_their_own() -> None:
    table = open_table(b'Invoice no,Amount,Amount,,"Due\ndate"\nR1,1.00,2.00,x,2025-01-01\n')
    assert table.header == ("Invoice no", "Amount", "Amount (2)", "column 4", "Due date")


def test_rows_can_be_run_through_again_from_path_bytes_and_stream(tmp_path: Path) -> None:
    content = (HEADING + "R1,A,1.00\nR2,B,2.00\n").encode()
    path = tmp_path / "ledger.csv"
    path.write_bytes(content)
    for given_as in (path, content, io.BytesIO(content)):
        table = open_table(given_as)
        assert list(table.rows()) == list(table.rows()) != []
        assert table.fraction() == 1.0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "holds no rows"),
        (b"%PDF-1.7 ...", "is a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .*password-protected"),
        (b"PK\x03\x04 no real zip", "damaged or protected"),
        (bytes(range(256)) * 40 + b"\0" * 4000, "not a text table"),
    ],
)
def test_what_is_no_table_is_answered_with_a_remedy(content: bytes, words: str) -> None:
    with pytest.raises(NotReadable, match=words) as caught:
        open_table(content)
    assert caught.value.remedy


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="There is no file"):
        open_table(tmp_path / "gone.csv")


def test_an_open_quotation_mark_stops_with_its_line() -> None:
    content = HEADING + "R1,A,1.00\n" + 'R2,"B,2.00\n' + "R3,C,3.00\n" * 20_000
    with pytest.raises(NotReadable, match="line 3"):
        list(open_table(content.encode()).rows())


def test_limits_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "MAX_ROWS", 3)
    monkeypatch.setattr(table_module, "MAX_COLUMNS", 4)
    monkeypatch.setattr(table_module, "MAX_CELL_CHARS", 50)
    heading = HEADING.encode()
    with pytest.raises(TooLarge, match="too many rows: 4, at most 3"):
        list(open_table(heading + b"R,A,1\n" * 5).rows())
    with pytest.raises(TooLarge, match="Line 3 has too many columns"):
        list(open_table(heading + b"R,A,1\nR,A,1,2,3\n").rows())
    with pytest.raises(TooLarge, match="line 3 has too many characters"):
        list(open_table(heading + b"R,A,1\nR," + b"A" * 51 + b",1\n").rows())
    monkeypatch.setattr("duly.adapters.files.source.MAX_BYTES", 10)
    with pytest.raises(TooLarge, match="too many bytes"):
        open_table(heading)


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duly.adapters.files.delimited.MAX_LINE_CHARS", 1000)
    with pytest.raises(TooLarge, match="Line 2 has more than 1,000 characters"):
        list(open_table(HEADING.encode() + b"x" * 5000).rows())


def test_a_large_file_is_never_held_in_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write(HEADING)
        for n in range(200_000):
            file.write(f"R{n},Customer {n % 100},{n}.50\n")
    tracemalloc.start()
    started = time.monotonic()
    table = open_table(path)
    assert sum(1 for _ in table.rows()) == 200_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 5 * limits.MIB > peak, (peak, time.monotonic() - started)


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\x1a", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_quoted_cells_come_back_as_they_were(lines: list[list[str]]) -> None:
    import csv

    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerow(["Invoice no", "Customer", "Amount"])
    writer.writerows(lines)
    table = open_table(buffer.getvalue().encode("utf-8-sig"), delimiter=",")
    expected = [line for line in lines if any(cell and not cell.isspace() for cell in line)]
    if table.header == ("Invoice no", "Customer", "Amount"):
        assert [cells for _, cells in table.rows()] == expected


def test_formulas_in_a_file_are_only_text() -> None:
    table = open_table(io.BytesIO(b"Invoice no,Customer,Amount\nR1,=1+1,5.00\n"))
    assert [cells[1] for _, cells in table.rows()] == ["=1+1"]
