"""docs/reference/ledger.md: accounts, kinds of posting, invariants, refusals."""

from __future__ import annotations

from duly.core.ledger.invariants import INVARIANTS
from duly.core.ledger.postings import MAX_MINOR, SHAPES, Account, Kind
from duly.core.ledger.refusal import SENTENCES
from tools.reference.page import code, page, table

INTRODUCTION = f"""
The ledger is a list of postings. Each moves a positive amount of one currency from one account (credited) to another
(debited), on an effective date, so the books balance by construction. Amounts are whole minor units; one posting holds
at most {MAX_MINOR:,}. Nothing is edited or deleted: triggers refuse it. A mistake is answered by a `reversal`.

Why it is built this way: [the ledger](../explanation/ledger.md).
"""
ACCOUNTS = {
    Account.RECEIVABLES: "What customers owe; credit notes lower it.",
    Account.SALES: "What was invoiced.",
    Account.BANK: "Money that arrived and went back.",
    Account.UNAPPLIED_CASH: "Money that is here and not yet put against an item; unidentified receipts too.",
    Account.DISCOUNTS_ALLOWED: "Discounts for early payment that were taken.",
    Account.BANK_FEES: "Fees that banks kept on the way.",
    Account.SHORT_PAYMENTS: "Small differences that were let go.",
    Account.BAD_DEBT: "What is given up.",
    Account.FX_DIFFERENCES: "Differences from exchange rates.",
    Account.ROUNDING: "Differences from rounding.",
    Account.NOT_RECEIVABLES: "Money that turned out to be no payment of a customer.",
}
KINDS = {
    Kind.INVOICE: "Opens a receivable.",
    Kind.DEBIT_NOTE: "Opens a receivable.",
    Kind.CREDIT_NOTE: "Opens a credit note: a receivable below zero.",
    Kind.RECEIPT: "Money arrived.",
    Kind.PRINCIPAL: "A receipt is applied to an invoice.",
    Kind.DISCOUNT: "The rest of an invoice is closed as a discount, together with a receipt.",
    Kind.BANK_FEE: "The rest is closed as a bank's fee.",
    Kind.SHORT_PAYMENT: "The rest is closed as a small difference.",
    Kind.FX_DIFFERENCE: "The rest is closed as an exchange difference.",
    Kind.ROUNDING: "The rest is closed as rounding.",
    Kind.CREDIT_APPLIED: "A credit note is used on an invoice.",
    Kind.WRITE_OFF: "What is open is given up.",
    Kind.REFUND: "Unapplied cash is sent back.",
    Kind.CREDIT_REFUND: "A credit note is paid out.",
    Kind.NOT_OURS: "A receipt is no payment of a customer.",
    Kind.IDENTIFIED: "A receipt belongs to a customer from now on.",
    Kind.REVERSAL: "Undoes one posting: the same amount the other way. A posting is reversed once, a reversal never.",
}
UNCHECKED = {"ledger": "tests of the rules", "store": "not yet by SQL", "process": "tests of the code"}


def ledger_page() -> str:
    """Return the page."""
    return page(
        "Ledger",
        INTRODUCTION,
        "## Accounts",
        table(["account", "what it holds"], [[code(one), ACCOUNTS[one]] for one in Account]),
        "## Kinds of posting",
        table(["kind", "debit", "credit", "meaning"], [_kind(one) for one in Kind]),
        "## Invariants",
        table(["code", "name", "what holds", "if it does not", "checked by"], _invariants()),
        "## Refusals",
        "An entry that would break a rule is refused with one of these sentences; nothing is written.",
        table(["code", "sentence"], [[code(one), words] for one, words in SENTENCES.items()]),
    )


def _kind(kind: Kind) -> list[str]:
    if kind is Kind.REVERSAL:
        return [code(kind), "swapped", "swapped", KINDS[kind]]
    shape = SHAPES[kind]
    note = " May go the other way as well." if shape.both_ways else ""
    return [code(kind), code(shape.debit), code(shape.credit), KINDS[kind] + note]


def _invariants() -> list[list[str]]:
    from duly.store.queries.audit_sql import CHECKS

    rows = []
    for one in INVARIANTS.values():
        checked = "`duly audit`" if one.code in CHECKS else UNCHECKED[one.where]
        rows.append([one.code, one.name, one.explanation, one.remedy, checked])
    return rows
