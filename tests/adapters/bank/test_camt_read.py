"""A clerk drops a camt file: every payment in it is seen, and what is odd is said."""

import io
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from duly.adapters.bank.camt.read import Limits, looks_like_camt, read_camt
from duly.core.cash.bank_line import (
    Amount,
    BankFile,
    ChainVerdict,
    EntryStatus,
    ReferenceKind,
    ReportKind,
    UnreadableFile,
)
from duly.core.cash.identity import fingerprint

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("DULY_SHARED_CORPUS", ROOT.parent / "shared" / "corpus")) / "bank"
CORPUS_FILES = sorted(CORPUS.glob("camt05?/*.xml"))

ENTRY = """<Ntry><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
 <BookgDt><Dt>2026-01-05</Dt></BookgDt><ValDt><DtTm>2026-01-06T09:00:00Z</DtTm></ValDt>
 <AcctSvcrRef>BANK-1</AcctSvcrRef>{inside}</Ntry>"""
DETAIL = """<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
 <RltdPties><Dbtr><Nm>Demo Bakery</Nm><PstlAdr><TwnNm>Ghent</TwnNm></PstlAdr></Dbtr>
 <DbtrAcct><Id><IBAN>BE68 5390 0754 7034</IBAN></Id></DbtrAcct></RltdPties>
 <RmtInf><Ustrd>INV-12</Ustrd><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>
 <Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>"""


def document(*entries: str, balances: str = "", tag: str = "Stmt", head: str = "", namespace: str = "") -> bytes:
    declared = f' xmlns="{namespace}"' if namespace else ""
    return (
        f"{head}<Document{declared}><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId></GrpHdr><{tag}><Id>S1</Id>"
        f"<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>{balances}{''.join(entries)}</{tag}>"
        "</BkToCstmrStmt></Document>"
    ).encode()


def balance(kind: str, amount: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
        "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-05</Dt></Dt></Bal>"
    )


def read(data: bytes) -> BankFile:
    result = read_camt(io.BytesIO(data), name="file.xml")
    assert isinstance(result, BankFile), result
    return result


def codes(file: BankFile) -> set[str]:
    return {warning.code for warning in file.warnings}


def test_one_credit_with_everything_the_payer_said() -> None:
    file = read(document(ENTRY.format(inside=DETAIL)))
    (line,) = file.lines()
    assert (line.account, line.amount_minor, line.currency) == ("DE89370400440532013000", 10000, "EUR")
    assert (line.booking_date, line.value_date) == (date(2026, 1, 5), date(2026, 1, 6))
    assert (line.debtor.name, line.debtor.account) == ("Demo Bakery", "BE68539007547034")
    assert line.text == ("INV-12",)
    assert [(r.kind, r.scheme, r.value) for r in line.references] == [
        (ReferenceKind.CREDITOR, "SCOR", "RF18539007547034")
    ]
    assert line.entry_servicer_reference == "BANK-1"
    town = [w for w in file.warnings if w.field == "TwnNm"]
    assert [(w.code, w.value) for w in town] == [("unread", "Ghent")]


@pytest.mark.parametrize(
    ("tag", "kind"),
    [("Stmt", ReportKind.STATEMENT), ("Rpt", ReportKind.INTRADAY), ("Ntfctn", ReportKind.ADVICE)],
)
def test_the_three_messages_read_alike_with_or_without_namespace(tag: str, kind: ReportKind) -> None:
    for namespace in ("", "urn:iso:std:iso:20022:tech:xsd:camt.053.001.13", "urn:of:some:bank"):
        file = read(document(ENTRY.format(inside=DETAIL), tag=tag, namespace=namespace))
        assert file.statements[0].kind is kind
        assert file.line_count == 1


def test_a_batch_becomes_one_line_per_payment_and_must_add_up() -> None:
    def inside(*amounts: str) -> str:
        details = "".join(f"<TxDtls><Amt Ccy='EUR'>{amount}</Amt></TxDtls>" for amount in amounts)
        return f"<NtryDtls>{details}</NtryDtls>"

    file = read(document(ENTRY.format(inside=inside("60.00", "40.00"))))
    assert [line.amount_minor for line in file.lines()] == [6000, 4000]
    assert "batch_sum" not in codes(file)
    file = read(document(ENTRY.format(inside=inside("60.00", "39.00"))))
    assert file.statements[0].entries[0].difference_minor == 100
    assert "batch_sum" in codes(file)


def test_details_without_amounts_stay_one_line_with_all_their_words() -> None:
    inside = "<NtryDtls>" + "".join(f"<TxDtls><RmtInf><Ustrd>INV-{n}</Ustrd></RmtInf></TxDtls>" for n in (1, 2))
    (line,) = read(document(ENTRY.format(inside=inside + "</NtryDtls>"))).lines()
    assert (line.amount_minor, line.detail_count, line.text) == (10000, 2, ("INV-1", "INV-2"))


def test_a_foreign_payment_keeps_the_instructed_amount_and_charges() -> None:
    inside = """<NtryDtls><TxDtls><AmtDtls><InstdAmt><Amt Ccy="USD">110.50</Amt>
      <CcyXchg><XchgRate>1.1</XchgRate></CcyXchg></InstdAmt></AmtDtls>
      <Chrgs><Rcrd><Amt Ccy="EUR">0.45</Amt><CdtDbtInd>DBIT</CdtDbtInd><ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>
      </TxDtls></NtryDtls>"""
    (line,) = read(document(ENTRY.format(inside=inside))).lines()
    assert (line.amount_minor, line.instructed, line.exchange_rate) == (10000, Amount(11050, "USD"), "1.1")
    assert [(c.amount.minor, c.included) for c in line.charges] == [(45, True)]


def test_a_return_is_money_out_with_its_reason() -> None:
    entry = ENTRY.format(
        inside="<RvslInd>true</RvslInd><NtryDtls><TxDtls><RtrInf><Rsn><Cd>AC04</Cd></Rsn>"
        "<AddtlInf>account closed</AddtlInf></RtrInf></TxDtls></NtryDtls>"
    ).replace("CRDT", "DBIT")
    (line,) = read(document(entry)).lines()
    assert (line.amount_minor, line.reversal, line.return_reason) == (-10000, True, "AC04")
    assert line.bank_text == ("account closed",)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("100.00", "12..34", "Amt"),
        ("100.00", "1,00", "Amt"),
        ("100.00", "-5.00", "Amt"),
        ("100.00", "1.005", "Amt"),
        ("100.00", "", "Amt"),
        ("CRDT", "CREDIT", "CdtDbtInd"),
    ],
)
def test_money_that_cannot_be_read_is_kept_apart_and_never_guessed(old: str, new: str, field: str) -> None:
    file = read(document(ENTRY.format(inside=DETAIL), ENTRY.format(inside="").replace(old, new)))
    assert file.line_count == 1
    assert [(u.field, u.place) for u in file.statements[0].unread] == [(field, "Stmt[1]/Ntry[2]")]
    assert file.statements[0].chain is not ChainVerdict.HOLDS


@pytest.mark.parametrize("zeros", ["100.000", "100.00000", "0100.0", "+100", "100."])
def test_more_decimals_are_fine_when_they_say_nothing(zeros: str) -> None:
    (line,) = read(document(ENTRY.format(inside="").replace("100.00", zeros))).lines()
    assert line.amount_minor == 10000


def test_a_bad_date_costs_the_date_not_the_payment() -> None:
    file = read(document(ENTRY.format(inside="").replace("2026-01-05", "2026-02-30")))
    (line,) = file.lines()
    assert line.booking_date is None
    assert "bad_date" in codes(file)


def test_pending_money_is_read_as_pending() -> None:
    (line,) = read(document(ENTRY.format(inside="").replace("BOOK", "PDNG"))).lines()
    assert line.status is EntryStatus.PENDING


def test_the_balance_chain_is_judged() -> None:
    entry = ENTRY.format(inside="")
    held = read(document(entry, balances=balance("OPBD", "50.00") + balance("CLBD", "150.00")))
    assert held.statements[0].chain is ChainVerdict.HOLDS
    broken = read(document(entry, balances=balance("OPBD", "50.00") + balance("CLBD", "151.00")))
    assert (broken.statements[0].chain, broken.statements[0].chain_gap_minor) == (ChainVerdict.BROKEN, 100)
    assert "chain_broken" in codes(broken)


def test_two_identical_genuine_payments_stay_two() -> None:
    entry = ENTRY.format(inside=DETAIL).replace("<AcctSvcrRef>BANK-1</AcctSvcrRef>", "")
    file = read(document(entry, entry))
    assert len({fingerprint(line) for line in file.lines()}) == 2


def test_a_truncated_file_gives_what_came_before_the_break() -> None:
    data = document(*[ENTRY.format(inside=DETAIL)] * 3)
    file = read(data[: data.rindex(b"<Ntry>") + 40])
    assert file.line_count == 2
    assert not file.complete
    assert "broken_off" in codes(file)
    assert file.statements[0].account == "DE89370400440532013000"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: b"\r\n  " + b"<?xml version='1.0' encoding='UTF-8'?>" + data,
        lambda data: ("\ufeff<?xml version='1.0' encoding='UTF-16'?>" + data.decode()).encode("utf-16-le"),
        lambda data: b"<?xml version='1.0' encoding='ISO-8859-1'?>" + data.decode().encode("latin-1"),
        lambda data: b"<?xml version='1.0' encoding='UTF-8'?>" + data.decode().encode("cp1252"),
        lambda data: b"<Envelope>" + data + b"</Envelope>",
    ],
)
def test_marks_blanks_encodings_and_envelopes_do_not_matter(change: Callable[[bytes], bytes]) -> None:
    data = document(ENTRY.format(inside=DETAIL.replace("Bakery", "Bäckerei")))
    (line,) = read(change(data)).lines()
    assert line.debtor.name == "Demo Bäckerei"


def test_entity_bombs_and_outside_entities_are_refused() -> None:
    bomb = '<!DOCTYPE Document [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    data = document(ENTRY.format(inside="").replace("BANK-1", "&b;&x;"), head=bomb)
    result = read_camt(io.BytesIO(data), name="bomb.xml")
    assert isinstance(result, UnreadableFile)
    assert result.code == "doctype"


def test_too_large_and_too_many_end_in_a_clear_sentence() -> None:
    data = document(*[ENTRY.format(inside="")] * 3)
    result = read_camt(io.BytesIO(data), name="big.xml", limits=Limits(max_bytes=500))
    assert isinstance(result, UnreadableFile)
    assert result.code == "too_large"
    some = read_camt(io.BytesIO(data), name="many.xml", limits=Limits(max_entries=2))
    assert isinstance(some, BankFile)
    assert (some.line_count, some.complete) == (2, False)


def test_another_file_is_named_as_such() -> None:
    for data in (b"", b"hello", b"<a/>", b"\x00\x01\x02"):
        result = read_camt(io.BytesIO(data), name="x.xml")
        assert isinstance(result, UnreadableFile)
        assert result.code == "not_camt"
    assert looks_like_camt(document()) and not looks_like_camt(b"Date;Amount")


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_damage_raises_or_invents_money(data: st.DataObject) -> None:
    whole = document(*[ENTRY.format(inside=DETAIL)] * 2, balances=balance("OPBD", "0.00"))
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    result = read_camt(io.BytesIO(bytes(damaged[: data.draw(st.integers(1, len(damaged)))])), name="d.xml")
    if isinstance(result, BankFile):
        assert result.line_count <= 2


def independent_count(root: etree._Element) -> int:
    return sum(max(1, sum(1 for _ in entry.iter("{*}TxDtls"))) for entry in root.iter("{*}Ntry"))


@pytest.mark.skipif(not CORPUS_FILES, reason="the shared corpus of bank files is not here")
@pytest.mark.parametrize("path", CORPUS_FILES, ids=lambda path: path.name[-60:])
def test_every_payment_of_the_real_files_is_accounted_for(path: Path) -> None:
    data = path.read_bytes()
    result = read_camt(io.BytesIO(data), name=path.name)
    root = etree.fromstring(data)
    if isinstance(result, UnreadableFile):
        assert independent_count(root) == 0
        return
    lines = sum(max(1, line.detail_count) for line in result.lines())
    unread = sum(max(1, entry.detail_count) for statement in result.statements for entry in statement.unread)
    assert lines + unread == independent_count(root)
    for statement in result.statements:
        for entry in statement.entries:
            if not any(u.detail_count == 1 for u in statement.unread):
                assert sum(line.amount_minor for line in entry.lines) + entry.difference_minor == entry.amount_minor
