"""One statement, report or notification: its account, balances, dates and entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from duly.adapters.bank.camt import details
from duly.adapters.bank.camt.entry import EntryReading
from duly.adapters.bank.camt.fields import amount_or_warning, date_of, day, direction
from duly.adapters.bank.camt.nodes import Node
from duly.adapters.bank.camt.report import Report
from duly.core.cash.bank_line import Balance, ChainVerdict, Entry, ReportKind, Statement, UnreadEntry
from duly.core.cash.chain import judged
from duly.core.cash.identity import numbered
from duly.core.money.currency import exponent

KINDS = {"Stmt": ReportKind.STATEMENT, "Rpt": ReportKind.INTRADAY, "Ntfctn": ReportKind.ADVICE}


@dataclass(slots=True)
class Gathered:
    """What has been read of one statement so far."""

    path: str
    kind: ReportKind
    entries: list[Entry] = field(default_factory=list)
    unread: list[UnreadEntry] = field(default_factory=list)

    def add(self, reading: EntryReading) -> None:
        """Take in what came of one entry."""
        if reading.entry is not None:
            self.entries.append(reading.entry)
        self.unread.extend(reading.unread)


def currency_of(account: Node | None, balances: Iterable[Node]) -> str:
    """Return the account's currency: its own statement of it, else that of its balances, else ""."""
    own = account.value("Ccy").upper() if account is not None else ""
    if own:
        return own
    stated = {node.currency for balance in balances for node in balance.all("Amt")}
    return stated.pop() if len(stated) == 1 else ""


def finish(head: Node, gathered: Gathered, report: Report) -> Statement:
    """Return the statement, its lines numbered and its balance chain judged."""
    account = head.first("Acct")
    entries = tuple(gathered.entries)
    currency = currency_of(account, head.all("Bal")) or (entries[0].currency if entries else "")
    period = head.first("FrToDt")
    statement = Statement(
        account=details.account_of(account),
        currency=currency,
        kind=gathered.kind,
        entries=entries,
        statement_id=head.value("Id"),
        sequence=head.value("ElctrncSeqNb", "LglSeqNb"),
        account_name=account.value("Nm", "Ownr/Nm", "Ownr/Pty/Nm") if account is not None else "",
        from_date=_edge(period, ("FrDtTm", "FrDt"), report, gathered.path),
        to_date=_edge(period, ("ToDtTm", "ToDt"), report, gathered.path),
        balances=tuple(_balances(head, gathered.path, report)),
        copy_mark=head.value("CpyDplctInd"),
        unread=tuple(gathered.unread),
    )
    result = numbered(judged(statement))
    _remarks(result, head, gathered.path, report)
    return result


def _edge(period: Node | None, names: tuple[str, str], report: Report, path: str) -> date | None:
    return day(period.value(*names), report, path, names[0]) if period is not None else None


def _balances(head: Node, path: str, report: Report) -> Iterable[Balance]:
    for node in head.all("Bal"):
        amount = amount_or_warning(node.first("Amt"), report, path)
        sign = direction(node.value("CdtDbtInd"))
        kind = node.value("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd", "Tp/Prtry")
        if amount is None:
            continue
        if not sign:
            report.warn("bad_balance", path, "Bal", kind, "The balance is neither CRDT nor DBIT. It was left out.")
            continue
        yield Balance(kind, sign * amount.minor, amount.currency, date_of(node.first("Dt"), report, path))


def _remarks(statement: Statement, head: Node, path: str, report: Report) -> None:
    if statement.chain is ChainVerdict.BROKEN:
        value = f"{statement.chain_gap_minor} {statement.currency} minor units"
        sentence = "Opening balance and booked entries do not give the closing balance."
        report.warn("chain_broken", path, "Bal", value, sentence)
    if not statement.account:
        report.warn("no_account", path, "Acct", "", "The account is missing; choose it when you import the file.")
    if statement.copy_mark:
        report.warn("copy", path, "CpyDplctInd", statement.copy_mark, "The bank marks this as a copy or duplicate.")
    if head.value("StmtPgntn/LastPgInd", "RptPgntn/LastPgInd", "NtfctnPgntn/LastPgInd") == "false":
        report.warn("more_pages", path, "LastPgInd", "false", "Further pages of this statement are in other files.")
    _compare_summary(statement, head, path, report)


def _compare_summary(statement: Statement, head: Node, path: str, report: Report) -> None:
    """Compare the bank's own count and sums with what was read, where it gives them."""
    summary = head.first("TxsSummry")
    if summary is None:
        return
    money = [entry.amount_minor for entry in statement.entries]
    groups = (("TtlNtries", money), ("TtlCdtNtries", [m for m in money if m > 0]),
              ("TtlDbtNtries", [m for m in money if m < 0]))  # fmt: skip
    for name, members in groups:
        count, total = summary.value(f"{name}/NbOfNtries"), summary.value(f"{name}/Sum")
        if count and count != str(len(members)):
            sentence = f"The bank counts {count} entries here; {len(members)} were read."
            report.warn("summary_count", path, name, count, sentence)
        expected = _minor(total, statement.currency)
        read = sum(abs(m) for m in members)
        if expected is not None and expected != read:
            sentence = f"The bank's sum is {expected} minor units; the entries read give {read}."
            report.warn("summary_sum", path, name, total, sentence)


def _minor(text: str, currency: str) -> int | None:
    try:
        return int(Decimal(text).scaleb(exponent(currency))) if text and currency else None
    except (InvalidOperation, ValueError, OverflowError):
        return None
