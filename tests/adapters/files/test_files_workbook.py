"""Excel workbooks: values as the sheet shows them, never a formula, and no bomb goes off."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from duly.adapters.files import NotReadable, TooLarge, open_table
from duly.adapters.files.workbook import cell_text

HEADING = ["Invoice no", "Customer", "Invoice date", "Amount"]
SHEET = "xl/worksheets/sheet1.xml"


def book(*rows: list[Any], title: str = "Sheet") -> Workbook:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return made


def saved(made: Workbook) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


WHOLE = saved(book(HEADING, ["R1", "C1", date(2025, 4, 3), 12.5], ["R2", "C2", date(2025, 4, 4), 3]))


def repacked(content: bytes, change: dict[str, bytes], extra: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change.get(part.filename, old.read(part)))
        for name in change.keys() - set(old.namelist()):
            new.writestr(name, change[name])
        for number in range(extra):
            new.writestr(f"extra/{number}.bin", b"")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("=1+1", "=1+1"),
        (True, "true"),
        (1234, "1234"),
        (5133177585.0, "5133177585"),
        (0.1 + 0.2, "0.3"),
        (1234.5599999999999, "1234.56"),
        (1e21, "1000000000000000000000"),
        (1.5e-7, "0.00000015"),
        (1.234, "1.2340"),
        (date(2025, 4, 3), "2025-04-03"),
        (datetime(2025, 4, 3), "2025-04-03"),
        (datetime(2025, 4, 3, 14, 30), "2025-04-03T14:30:00"),
    ],
)
def test_cells_become_plain_text(value: Any, text: str) -> None:
    assert cell_text(value) == text


def test_a_sheet_with_titles_is_read_with_its_row_numbers() -> None:
    rows = [["Open items"], [], HEADING, ["R1", "C1", date(2025, 4, 3), 12.5], [None, None, None, None],
            ["R2", "C2", datetime(2025, 5, 3), 3]]  # fmt: skip
    table = open_table(saved(book(*rows)), name="items.xlsx")
    assert (table.header, table.header_line, table.sheet) == (tuple(HEADING), 3, "Sheet")
    assert list(table.rows()) == [(4, ["R1", "C1", "2025-04-03", "12.5"]), (6, ["R2", "C2", "2025-05-03", "3"])]
    assert list(table.rows()) == list(table.rows())
    assert table.fraction() > 0


def test_the_sheet_is_chosen_and_the_others_are_named() -> None:
    made = book(title="Cover")
    made.create_sheet("Items").append(HEADING)
    made["Items"].append(["R1", "C1", date(2025, 4, 3), 1])
    made.create_sheet("Old").append(HEADING)
    content = saved(made)
    table = open_table(content)
    assert table.sheet == "Items"
    assert table.notes[0] == "the sheet Items was read; other sheets: Cover, Old"
    assert open_table(content, sheet="Old").sheet == "Old"
    with pytest.raises(NotReadable, match=r"has no sheet New.*Cover, Items, Old"):
        open_table(content, sheet="New")


def test_a_formula_gives_its_stored_value_and_is_never_evaluated() -> None:
    content = saved(book(HEADING, ["R1", "C1", date(2025, 4, 3), "=1+1"]))
    assert [cells for _, cells in open_table(content).rows()] == [["R1", "C1", "2025-04-03", ""]]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheet = (
            package.read(SHEET)
            .replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
            .replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
        )
    table = open_table(repacked(content, {SHEET: sheet}))
    assert [cells[3] for _, cells in table.rows()] == ["2"]


def test_a_part_that_unpacks_to_a_thousand_times_its_size_is_refused() -> None:
    bomb = repacked(saved(book(HEADING)), {SHEET: b"<worksheet>" + b" " * (30 * 1024 * 1024)})
    with pytest.raises(TooLarge, match=r"unpacks to .* times its size"):
        open_table(bomb)


def test_too_many_parts_and_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLarge, match="too many parts"):
        open_table(repacked(saved(book(HEADING)), {}, extra=2001))
    monkeypatch.setattr("duly.adapters.files.workbook.XLSX_MAX_UNCOMPRESSED", 1000)
    with pytest.raises(TooLarge, match="unpacks to too many bytes"):
        open_table(saved(book(HEADING)))


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_entity_declarations_are_refused(part: str) -> None:
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    )
    with pytest.raises(NotReadable, match="declares XML entities"):
        open_table(repacked(saved(book(HEADING, ["R1", "C1", 1, 2])), {part: laughs}))


def test_a_declaration_hidden_behind_a_long_comment_is_refused_by_the_parser() -> None:
    hidden = (
        b"<?xml version='1.0'?><!--" + b"x" * 70_000 + b"--><!DOCTYPE x [<!ENTITY a 'ha'>]><worksheet>&a;</worksheet>"
    )
    with pytest.raises(NotReadable):
        list(open_table(repacked(saved(book(HEADING, ["R1", "C1", 1, 2])), {SHEET: hidden})).rows())


def test_a_damaged_sheet_is_refused() -> None:
    content = saved(book(HEADING, ["R1", "C1", 1, 2]))
    with pytest.raises(NotReadable, match=r"damaged|not a readable|holds no rows|no sheet"):
        list(open_table(repacked(content, {SHEET: b"<worksheet><sheetData><row"})).rows())
    with pytest.raises(NotReadable):
        open_table(repacked(content, {"xl/workbook.xml": b"<workbook/>"}))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4)), min_size=1, max_size=6))
def test_however_a_workbook_is_damaged_the_answer_is_rows_or_a_reason(cuts: list[tuple[float, bytes]]) -> None:
    content = bytearray(WHOLE)
    for place, put_in in cuts:
        start = int(place * len(content))
        content[start : start + 2] = put_in
    try:
        assert all(isinstance(line_no, int) for line_no, _ in open_table(bytes(content)).rows())
    except NotReadable as refused:
        assert refused.reason and refused.remedy


def test_a_false_dimension_and_a_row_far_below_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duly.adapters.files.workbook._MAX_BLANK_ROWS", 5000)
    content = saved(book(HEADING, ["R1", "C1", 1, 2]))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheet = package.read(SHEET).replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"')
    assert [cells for _, cells in open_table(repacked(content, {SHEET: sheet})).rows()] == [["R1", "C1", "1", "2"]]
    far = sheet.replace(b'<row r="2"', b'<row r="999999999"')
    assert far != sheet
    with pytest.raises(TooLarge, match="too many rows"):
        list(open_table(repacked(content, {SHEET: far})).rows())
