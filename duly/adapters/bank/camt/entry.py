"""One entry: its money, and how that divides into bank lines."""

from __future__ import annotations

from dataclasses import dataclass, replace

from duly.adapters.bank.camt import details as read
from duly.adapters.bank.camt.fields import (
    BadField,
    amount_of,
    amount_or_warning,
    charges_of,
    date_of,
    direction,
    flag,
)
from duly.adapters.bank.camt.nodes import Node
from duly.adapters.bank.camt.report import Report
from duly.core.cash.bank_line import Amount, BankLine, Entry, EntryStatus, ReportKind, UnreadEntry

_AMOUNTS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/InstdAmt/Amt")
_RATES = tuple(f"AmtDtls/{name}/CcyXchg/XchgRate" for name in ("InstdAmt", "TxAmt", "CntrValAmt"))
_STATUSES = {status.value: status for status in EntryStatus if status.value}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: `path` for messages, the account it belongs to, its report's kind."""

    path: str
    account: str
    currency: str
    kind: ReportKind


@dataclass(frozen=True, slots=True)
class EntryReading:
    """What came of one entry: the entry, or why not, and details of it that could not be read."""

    entry: Entry | None
    unread: tuple[UnreadEntry, ...] = ()


def read_entry(node: Node, place: Place, report: Report) -> EntryReading:
    """Return the entry with one bank line per transaction detail. Never raises on odd content."""
    nodes = node.all("NtryDtls/TxDtls") or node.all("TxDtls")
    money = amount_of(node.first("Amt") or Node("Amt", "", "", []), place.currency)
    sign_text = node.value("CdtDbtInd")
    sign = direction(sign_text)
    if isinstance(money, Amount) and not sign:
        money = BadField("CdtDbtInd", sign_text, "The entry does not say whether money came in (CRDT) or went out.")
    if not isinstance(money, Amount):
        assert money is not None
        sentence = f"{money.sentence} The entry is kept apart for a person."
        report.warn("unread_entry", place.path, money.field, money.value, sentence)
        return EntryReading(None, (UnreadEntry(place.path, money.field, money.value, sentence, len(nodes)),))
    entry = _entry_of(node, Amount(sign * money.minor, money.currency), place, report)
    return _with_lines(entry, node, nodes, place, report)


def _entry_of(node: Node, money: Amount, place: Place, report: Report) -> Entry:
    batch = node.first("NtryDtls/Btch", "Btch")
    count = batch.value("NbOfTxs") if batch is not None else ""
    return Entry(
        amount_minor=money.minor,
        currency=money.currency,
        lines=(),
        booking_date=date_of(node.first("BookgDt"), report, place.path),
        value_date=date_of(node.first("ValDt"), report, place.path),
        status=_status(node, place, report),
        reversal=flag(node.value("RvslInd"), report, place.path, "RvslInd"),
        servicer_reference=node.value("AcctSvcrRef"),
        entry_reference=node.value("NtryRef"),
        batch_id=batch.value("PmtInfId", "MsgId") if batch is not None else "",
        batch_count=int(count) if count.isascii() and count.isdigit() and len(count) < 10 else None,
        charges=charges_of(node, report, place.path, money.currency),
    )


def _status(node: Node, place: Place, report: Report) -> EntryStatus:
    text = node.value("Sts/Cd", "Sts/Prtry", "Sts")
    if text in _STATUSES:
        return _STATUSES[text]
    if not text and place.kind is ReportKind.STATEMENT:
        sentence = "The status is missing. Entries of a statement are booked, so it was taken as booked."
        report.warn("no_status", place.path, "Sts", "", sentence)
        return EntryStatus.BOOKED
    report.warn("bad_status", place.path, "Sts", text, f"{text!r} is no known status; the entry is not booked money.")
    return EntryStatus.UNKNOWN


def _with_lines(entry: Entry, node: Node, nodes: list[Node], place: Place, report: Report) -> EntryReading:
    note = node.value("AddtlNtryInf")
    base = BankLine(
        account=place.account, amount_minor=entry.amount_minor, currency=entry.currency,
        booking_date=entry.booking_date, value_date=entry.value_date, status=entry.status,
        reversal=entry.reversal, entry_servicer_reference=entry.servicer_reference,
        bank_code=read.bank_code(node), bank_text=(note,) if note else (), detail_count=0,
    )  # fmt: skip
    if not nodes:
        if entry.batch_count is not None and entry.batch_count > 1:
            sentence = (
                f"The bank booked {entry.batch_count} payments as one and gave no details; they are one line here."
            )
            report.warn("batch_without_details", place.path, "Btch", str(entry.batch_count), sentence)
        line = replace(base, charges=entry.charges)
        return EntryReading(replace(entry, lines=(line,)))
    amounts = [_detail_amount(detail, entry) for detail in nodes]
    if len(nodes) == 1:
        _compare_single(amounts[0], entry, nodes[0], place, report)
        return EntryReading(replace(entry, lines=(_line(nodes[0], base, entry.amount_minor, place, report),)))
    if all(amount is None for amount in amounts):
        sentence = f"{len(nodes)} details have no amount of their own; they are one line here."
        report.warn("details_without_amount", place.path, "TxDtls", str(len(nodes)), sentence)
        return EntryReading(replace(entry, lines=(_merged(nodes, base, entry, place, report),)))
    return _divided(entry, nodes, amounts, base, place, report)


def _detail_amount(detail: Node, entry: Entry) -> Amount | BadField | None:
    """Return the detail's signed amount in the entry's currency, the most direct statement of it first."""
    sign = direction(detail.value("CdtDbtInd")) or (1 if entry.amount_minor >= 0 else -1)
    for path in _AMOUNTS:
        node = detail.first(path)
        if node is not None and node.currency in ("", entry.currency):
            amount = amount_of(node, entry.currency)
            return Amount(sign * amount.minor, amount.currency) if isinstance(amount, Amount) else amount
    return None


def _divided(
    entry: Entry, nodes: list[Node], amounts: list[Amount | BadField | None], base: BankLine,
    place: Place, report: Report,
) -> EntryReading:  # fmt: skip
    lines: list[BankLine] = []
    unread: list[UnreadEntry] = []
    for number, (detail, amount) in enumerate(zip(nodes, amounts, strict=True), start=1):
        where = replace(place, path=f"{place.path}/TxDtls[{number}]")
        if isinstance(amount, Amount):
            lines.append(_line(detail, base, amount.minor, where, report))
            continue
        problem = amount or BadField("Amt", "", "The detail has no amount of its own while others have.")
        sentence = f"{problem.sentence} The detail is kept apart for a person."
        report.warn("unread_detail", where.path, problem.field, problem.value, sentence)
        unread.append(UnreadEntry(where.path, problem.field, problem.value, sentence, 1))
    difference = entry.amount_minor - sum(line.amount_minor for line in lines)
    if difference and not unread:
        sentence = "The details do not add up to the entry; the difference is kept beside them."
        report.warn("batch_sum", place.path, "TxDtls", f"{difference} {entry.currency} minor units", sentence)
    return EntryReading(replace(entry, lines=tuple(lines), difference_minor=difference), tuple(unread))


def _compare_single(amount: Amount | BadField | None, entry: Entry, detail: Node, place: Place, report: Report) -> None:
    if not isinstance(amount, Amount) or amount.minor == entry.amount_minor:
        if isinstance(amount, BadField):
            sentence = f"{amount.sentence} The amount of the entry was used."
            report.warn("bad_amount", place.path, amount.field, amount.value, sentence)
        return
    value = f"{amount.minor} against {entry.amount_minor} {entry.currency} minor units"
    sentence = "The only detail states another amount than the entry; the booked amount was used."
    report.warn("detail_differs", place.path, "Amt", value, sentence)


def _line(detail: Node, base: BankLine, amount_minor: int, place: Place, report: Report) -> BankLine:
    code, words = read.return_of(detail)
    note = detail.value("AddtlTxInf")
    bank_text = tuple(dict.fromkeys((*((note,) if note else ()), *words, *base.bank_text)))
    return replace(
        base,
        amount_minor=amount_minor,
        servicer_reference=detail.value("Refs/AcctSvcrRef"),
        end_to_end_id=detail.value("Refs/EndToEndId"),
        transaction_id=detail.value("Refs/TxId"),
        uetr=detail.value("Refs/UETR").lower(),
        instruction_id=detail.value("Refs/InstrId"),
        mandate_id=detail.value("Refs/MndtId"),
        instructed=amount_or_warning(detail.first("AmtDtls/InstdAmt/Amt"), report, place.path, base.currency),
        exchange_rate=detail.value(*_RATES),
        charges=charges_of(detail, report, place.path, base.currency),
        debtor=read.party_of(detail, "Dbtr"),
        ultimate_debtor=read.party_of(detail, "UltmtDbtr"),
        creditor=read.party_of(detail, "Cdtr"),
        return_reason=code,
        bank_code=read.bank_code(detail) or base.bank_code,
        references=read.references_of(detail, report, place.path, base.currency),
        text=read.texts_of(detail),
        bank_text=bank_text,
        detail_count=1,
    )


def _merged(nodes: list[Node], base: BankLine, entry: Entry, place: Place, report: Report) -> BankLine:
    """Return one line for details that share the entry's amount, all their words and references on it."""
    lines = [_line(detail, base, entry.amount_minor, place, report) for detail in nodes]
    first = lines[0]
    return replace(
        first,
        references=tuple(dict.fromkeys(reference for line in lines for reference in line.references)),
        text=tuple(dict.fromkeys(text for line in lines for text in line.text)),
        bank_text=tuple(dict.fromkeys(text for line in lines for text in line.bank_text)),
        detail_count=len(lines),
    )
