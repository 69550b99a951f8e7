"""Write camt.053.001.08 from statements: what the demo bank and the tests send.

What is written is what `read_camt` reads back: the same statements, entries and lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from lxml import etree

from duly.core.cash.bank_line import (
    Balance,
    BankLine,
    Charge,
    Entry,
    EntryStatus,
    Party,
    ReferenceKind,
    Statement,
    StructuredReference,
)
from duly.core.money.mod97 import is_iban
from duly.core.money.money import Money

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMED = {"due": "DuePyblAmt", "remitted": "RmtdAmt", "credit_note": "CdtNoteAmt"}


def write_camt053(statements: Iterable[Statement], *, message_id: str, created_at: datetime) -> bytes:
    """Return the file as UTF-8 bytes. Characters that XML cannot hold are left out."""
    root = etree.Element(f"{{{NAMESPACE}}}Document", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    message = _at(root, "BkToCstmrStmt")
    _text(message, "GrpHdr/MsgId", message_id)
    _text(message, "GrpHdr/CreDtTm", created_at.isoformat(timespec="seconds"))
    for statement in statements:
        _statement(etree.SubElement(message, f"{{{NAMESPACE}}}Stmt"), statement, created_at)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _statement(at: etree._Element, statement: Statement, created_at: datetime) -> None:
    _text(at, "Id", statement.statement_id)
    _text(at, "ElctrncSeqNb", statement.sequence)
    _text(at, "CreDtTm", created_at.isoformat(timespec="seconds"))
    _text(at, "FrToDt/FrDtTm", _midnight(statement.from_date))
    _text(at, "FrToDt/ToDtTm", _midnight(statement.to_date))
    _text(at, "CpyDplctInd", statement.copy_mark)
    _account(_at(at, "Acct"), statement.account)
    _text(at, "Acct/Ccy", statement.currency)
    _text(at, "Acct/Nm", statement.account_name)
    for balance in statement.balances:
        _balance(_new(at, "Bal"), balance)
    for entry in statement.entries:
        _entry(_new(at, "Ntry"), entry)


def _balance(at: etree._Element, balance: Balance) -> None:
    _text(at, "Tp/CdOrPrtry/Cd", balance.kind)
    _amount(at, "Amt", balance.amount_minor, balance.currency)
    _text(at, "CdtDbtInd", _sign(balance.amount_minor))
    _text(at, "Dt/Dt", _day(balance.balance_date))


def _entry(at: etree._Element, entry: Entry) -> None:
    _text(at, "NtryRef", entry.entry_reference)
    _amount(at, "Amt", entry.amount_minor, entry.currency)
    _text(at, "CdtDbtInd", _sign(entry.amount_minor))
    _text(at, "RvslInd", "true" if entry.reversal else "")
    _text(at, "Sts/Prtry" if entry.status is EntryStatus.UNKNOWN else "Sts/Cd", entry.status.value or "unknown")
    _text(at, "BookgDt/Dt", _day(entry.booking_date))
    _text(at, "ValDt/Dt", _day(entry.value_date))
    _text(at, "AcctSvcrRef", entry.servicer_reference)
    _charges(at, entry.charges)
    _text(at, "NtryDtls/Btch/PmtInfId", entry.batch_id)
    _text(at, "NtryDtls/Btch/NbOfTxs", "" if entry.batch_count is None else str(entry.batch_count))
    for line in entry.lines:
        if line.detail_count == 0:
            _bank_code(at, line.bank_code)
            _text(at, "AddtlNtryInf", " ".join(line.bank_text))
        else:
            _line(_new(_at(at, "NtryDtls"), "TxDtls"), line)


def _line(at: etree._Element, line: BankLine) -> None:
    for path, value in (
        ("AcctSvcrRef", line.servicer_reference),
        ("InstrId", line.instruction_id),
        ("EndToEndId", line.end_to_end_id),
        ("UETR", line.uetr),
        ("TxId", line.transaction_id),
        ("MndtId", line.mandate_id),
    ):
        _text(at, f"Refs/{path}", value)
    _amount(at, "Amt", line.amount_minor, line.currency)
    _text(at, "CdtDbtInd", _sign(line.amount_minor))
    if line.instructed is not None:
        _amount(at, "AmtDtls/InstdAmt/Amt", line.instructed.minor, line.instructed.currency)
    _text(at, "AmtDtls/InstdAmt/CcyXchg/XchgRate", line.exchange_rate)
    _bank_code(at, line.bank_code)
    _charges(at, line.charges)
    for role, party in (("Dbtr", line.debtor), ("UltmtDbtr", line.ultimate_debtor), ("Cdtr", line.creditor)):
        _party(at, role, party)
    for text in line.text:
        _text(_new(_at(at, "RmtInf"), "Ustrd"), "", text)
    for reference in line.references:
        _reference(_new(_at(at, "RmtInf"), "Strd"), reference)
    _text(at, "RtrInf/Rsn/Cd", line.return_reason)
    _text(at, "AddtlTxInf", " ".join(line.bank_text))


def _reference(at: etree._Element, reference: StructuredReference) -> None:
    if reference.kind is ReferenceKind.CREDITOR:
        own_code = "Cd" if reference.scheme == "SCOR" else "Prtry"
        _text(at, f"CdtrRefInf/Tp/CdOrPrtry/{own_code}", reference.scheme)
        _text(at, "CdtrRefInf/Ref", reference.value)
        return
    _text(at, "RfrdDocInf/Tp/CdOrPrtry/Cd", reference.scheme)
    _text(at, "RfrdDocInf/Nb", reference.value)
    for named in reference.amounts:
        if named.name in _NAMED:
            _amount(at, f"RfrdDocAmt/{_NAMED[named.name]}", named.amount.minor, named.amount.currency)
        elif named.name == "discount":
            _amount(at, "RfrdDocAmt/DscntApldAmt/Amt", named.amount.minor, named.amount.currency)
        else:
            adjustment = _new(_at(at, "RfrdDocAmt"), "AdjstmntAmtAndRsn")
            _amount(adjustment, "Amt", named.amount.minor, named.amount.currency)
            _text(adjustment, "CdtDbtInd", _sign(named.amount.minor))
            _text(adjustment, "AddtlInf", named.reason)


def _charges(at: etree._Element, charges: tuple[Charge, ...]) -> None:
    for charge in charges:
        record = _new(_at(at, "Chrgs"), "Rcrd")
        _amount(record, "Amt", charge.amount.minor, charge.amount.currency)
        _text(record, "CdtDbtInd", "DBIT" if charge.amount.minor >= 0 else "CRDT")
        _text(record, "ChrgInclInd", "" if charge.included is None else str(charge.included).lower())


def _party(at: etree._Element, role: str, party: Party) -> None:
    _text(at, f"RltdPties/{role}/Pty/Nm", party.name)
    _text(at, f"RltdPties/{role}/Pty/Id/OrgId/Othr/Id", party.identifier)
    if party.account:
        _account(_at(at, f"RltdPties/{role}Acct"), party.account)


def _account(at: etree._Element, account: str) -> None:
    _text(at, "Id/IBAN" if is_iban(account) else "Id/Othr/Id", account)


def _bank_code(at: etree._Element, code: str) -> None:
    domain, _, own = code.partition(";") if "/" in code else ("", "", code)
    steps = ("Domn/Cd", "Domn/Fmly/Cd", "Domn/Fmly/SubFmlyCd")
    for path, part in zip(steps, domain.split("/"), strict=False):
        _text(at, f"BkTxCd/{path}", part)
    _text(at, "BkTxCd/Prtry/Cd", own)


def _new(at: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(at, f"{{{NAMESPACE}}}{name}")


def _at(at: etree._Element, path: str) -> etree._Element:
    """Return the element at a path below, making what is missing."""
    for name in path.split("/"):
        found = at.find(f"{{{NAMESPACE}}}{name}")
        at = found if found is not None else _new(at, name)
    return at


def _text(at: etree._Element, path: str, value: str) -> None:
    """Put a text at a path; nothing is written for an empty one."""
    if value:
        (_at(at, path) if path else at).text = _UNWRITABLE.sub("", value)


def _amount(at: etree._Element, path: str, minor: int, currency: str) -> None:
    place = _at(at, path)
    place.text = Money(abs(minor), currency).plain()
    place.set("Ccy", currency)


def _sign(minor: int) -> str:
    return "DBIT" if minor < 0 else "CRDT"


def _day(value: date | None) -> str:
    return value.isoformat() if value is not None else ""


def _midnight(value: date | None) -> str:
    return f"{value.isoformat()}T00:00:00" if value is not None else ""


def plain_entry(line: BankLine) -> Entry:
    """Return an entry of one line, as a bank books a single payment."""
    return Entry(
        amount_minor=line.amount_minor, currency=line.currency, lines=(line,), booking_date=line.booking_date,
        value_date=line.value_date, status=line.status, reversal=line.reversal,
        servicer_reference=line.entry_servicer_reference,
    )  # fmt: skip


__all__ = ["NAMESPACE", "plain_entry", "write_camt053"]
