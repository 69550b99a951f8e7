"""One transaction detail: who, with which references and words. The money is decided in `entry`."""

from __future__ import annotations

from duly.adapters.bank.camt.fields import amount_or_warning, direction
from duly.adapters.bank.camt.nodes import Node
from duly.adapters.bank.camt.report import Report
from duly.core.cash.bank_line import NOBODY, Amount, NamedAmount, Party, ReferenceKind, StructuredReference

_NAMES = ("Pty/Nm", "Nm", "Agt/FinInstnId/Nm", "Agt/FinInstnId/BICFI")
_IDENTIFIERS = tuple(
    f"{start}Id/{path}"
    for start in ("Pty/", "")
    for path in ("OrgId/Othr/Id", "OrgId/AnyBIC", "OrgId/BICOrBEI", "OrgId/BEI", "OrgId/PrtryId/Id", "PrvtId/Othr/Id")
)
_ACCOUNTS = ("Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN", "Id/UPIC")
_DOCUMENT_AMOUNTS = (
    ("DuePyblAmt", "due"),
    ("RmtdAmt", "remitted"),
    ("DscntApldAmt", "discount"),
    ("DscntApldAmt/Amt", "discount"),
    ("CdtNoteAmt", "credit_note"),
)


def account_of(node: Node | None) -> str:
    """Return an account's IBAN or own number without blanks."""
    return "".join(node.value(*_ACCOUNTS).split()) if node is not None else ""


def party_of(detail: Node, role: str) -> Party:
    """Return the party of a role (Dbtr, Cdtr, UltmtDbtr) with its account."""
    node = detail.first(f"RltdPties/{role}")
    account = detail.first(f"RltdPties/{role}Acct")
    name = node.value(*_NAMES) if node is not None else ""
    if not name and account is not None:
        name = account.value("Nm")
    identifier = node.value(*_IDENTIFIERS) if node is not None else ""
    party = Party(name, account_of(account), identifier)
    return party if party != NOBODY else NOBODY


def bank_code(parent: Node) -> str:
    """Return the bank transaction code: `PMNT/RCDT/ESCT`, the bank's own code after a semicolon."""
    node = parent.first("BkTxCd")
    if node is None:
        return ""
    domain = (node.value("Domn/Cd"), node.value("Domn/Fmly/Cd"), node.value("Domn/Fmly/SubFmlyCd"))
    parts = ("/".join(part for part in domain if part), node.value("Prtry/Cd"))
    return ";".join(part for part in parts if part)


def texts_of(detail: Node) -> tuple[str, ...]:
    """Return what the payer wrote: unstructured lines, then notes inside the structured part."""
    return detail.values("RmtInf/Ustrd") + detail.values("RmtInf/Strd/AddtlRmtInf")


def return_of(detail: Node) -> tuple[str, tuple[str, ...]]:
    """Return why the money came back: the reason code and the bank's words."""
    node = detail.first("RtrInf")
    if node is None:
        return "", ()
    code = node.value("Rsn/Cd", "Rsn/Prtry", "RtrRsn/Cd", "RtrRsn/Prtry")
    return code, node.values("AddtlInf") + node.values("AddtlRtrRsnInf")


def references_of(detail: Node, report: Report, place: str, currency: str) -> tuple[StructuredReference, ...]:
    """Return the typed references of the structured remittance information."""
    result: list[StructuredReference] = []
    for block in detail.all("RmtInf/Strd"):
        creditor = block.first("CdtrRefInf")
        if creditor is not None:
            value = creditor.value("Ref", "CdtrRef")
            paths = ("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "CdtrRefTp/Cd", "CdtrRefTp/Prtry")
            scheme = creditor.value(*paths)
            if value:
                result.append(StructuredReference(ReferenceKind.CREDITOR, value, scheme))
        result.extend(_documents(block, report, place, currency))
    return tuple(result)


def _documents(block: Node, report: Report, place: str, currency: str) -> list[StructuredReference]:
    amounts = tuple(_document_amounts(block, report, place, currency))
    documents: list[StructuredReference] = []
    for node in block.all("RfrdDocInf"):
        value = node.value("Nb", "RfrdDocNb")
        scheme = node.value(
            "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "RfrdDocTp/Cd", "RfrdDocTp/Prtry", "Tp/Cd", "Tp/Prtry"
        )
        if value:
            own = amounts if not documents else ()
            documents.append(StructuredReference(ReferenceKind.DOCUMENT, value, scheme, own))
    if amounts and not documents:
        documents.append(StructuredReference(ReferenceKind.DOCUMENT, "", "", amounts))
    return documents


def _document_amounts(block: Node, report: Report, place: str, currency: str) -> list[NamedAmount]:
    result: list[NamedAmount] = []
    for group in block.all("RfrdDocAmt"):
        for path, name in _DOCUMENT_AMOUNTS:
            for node in group.all(path):
                if not node.children:
                    amount = amount_or_warning(node, report, place, currency)
                    result += [NamedAmount(name, amount)] if amount else []
        for adjustment in group.all("AdjstmntAmtAndRsn"):
            amount = amount_or_warning(adjustment.first("Amt"), report, place, currency)
            if amount:
                sign = direction(adjustment.value("CdtDbtInd")) or 1
                reason = " ".join((*adjustment.values("Rsn"), *adjustment.values("AddtlInf")))
                result.append(NamedAmount("adjustment", Amount(sign * amount.minor, amount.currency), reason))
    return result
