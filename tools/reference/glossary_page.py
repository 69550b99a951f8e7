"""docs/glossary.md: the words of the field, and the words of the code."""

from __future__ import annotations

from tools.reference.page import code, page, table

INTRODUCTION = "The words that Duly uses, in its pages and in its code. Each means one thing."
# What the code says, and what it means. Left out: what a class's own first line says better.
WORDS = {
    "Account": "In the ledger: where amounts are. A customer's account is what that customer owes and has paid.",
    "Allocation": "Cash put against an invoice; also called application of cash.",
    "Business date": "Today in the company's time zone. A cycle belongs to one business date.",
    "Cycle": "One run of the day: decide for every customer, plan the messages. Unique for company and date.",
    "Deduction": "An amount that a customer held back when paying.",
    "Dispute": "The customer says that an invoice, or a part of it, is wrong. Only that part is silenced.",
    "Dunning": "Asking for money that is due, step by step.",
    "Dunning procedure": "The rules of dunning: levels, minimums, window, contact, silence.",
    "Guard": "A reason that forbids contact, with a name and a sentence.",
    "Hold": "No contact for a stated reason, with or without an end date.",
    "Level": "One step of a procedure.",
    "Notice": "One message (or call task) to one contact about all its invoices.",
    "Open item": "A receivable on which something is open.",
    "Posting": "One row of the ledger: an amount from one account to another.",
    "Projection": "Something derived from the ledger and stored for speed; can be rebuilt at any time.",
    "Promise to pay": "A date and an amount that a customer named.",
    "Quarantine": "Where rows of an import wait that could not be taken, each with its reason.",
    "Receipt": "Money that arrived.",
    "Receivable": "An invoice, debit note or credit note; with instalments, each of them.",
    "Reversal": "The posting that undoes another.",
    "Statement of account": "What a customer was invoiced and paid in a time, and the balance.",
    "Unapplied cash": "Money whose customer is known and whose invoice is not.",
    "Unidentified receipt": "Money whose customer is not known yet.",
    "Worklist": "Whom to contact first today, with reasons.",
}


def glossary_page() -> str:
    """Return the page. Django must be set up."""
    from django.utils.translation import override

    from duly.faces.look.glossary import TERMS

    with override("en"):
        short = [[code(term.short), str(term.name), str(term.meaning)] for term in TERMS.values()]
    return page(
        "Glossary",
        INTRODUCTION,
        "## Words",
        table(["word", "meaning"], [[f"**{word}**", meaning] for word, meaning in WORDS.items()]),
        "## Short forms",
        "The same list is behind the short forms in the console.",
        table(["short", "in full", "meaning"], short),
    )
