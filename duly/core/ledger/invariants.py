"""What must always hold in a ledger: names, one sentence each, and what to do when it does not.

I01 to I14 are the fourteen invariants of the cash design, I15 and up were added for the posting
table, N codes are about notices. `where` says who checks: `ledger` by `audit()` and in SQL from
the postings alone, `store` in SQL because it needs more tables, `process` by tests of the code
because rows cannot show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

Where: TypeAlias = Literal["ledger", "store", "process"]

_REBUILD = "Rebuild the projections from the ledger; if the difference comes back, report it with the posting ids."
_REVERSE = "Reverse the entry named here and enter it again; nothing in the ledger is ever edited."
_REPORT = "The rules refuse this, so the row came in around them: restore a backup or report it with the posting ids."


@dataclass(frozen=True, slots=True)
class Invariant:
    """One thing that must hold: a short name, an English sentence, and the remedy."""

    code: str
    name: str
    explanation: str
    remedy: str
    where: Where


_ALL = (
    Invariant(
        "I01",
        "balanced",
        "Every posting moves a positive amount between the two accounts that the posting table names for its kind.",
        _REPORT,
        "ledger",
    ),
    Invariant(
        "I02",
        "receipt used once",
        "On every day a receipt equals its applications, refunds and unapplied cash, and no more of it is used "
        "than arrived.",
        _REVERSE,
        "ledger",
    ),
    Invariant(
        "I03",
        "open amount within document",
        "On every day the open amount of a document lies between nothing and its full amount.",
        _REVERSE,
        "ledger",
    ),
    Invariant(
        "I04",
        "items equal control account",
        "On every day the open items add up to the receivables account and the open receipts to unapplied cash.",
        _REPORT,
        "ledger",
    ),
    Invariant(
        "I05",
        "bank account equals statement",
        "The bank account equals the closing balance of the last statement plus what is in transit.",
        "Import the missing statement, or name the account's opening balance.",
        "store",
    ),
    Invariant(
        "I06",
        "imported once",
        "No document of a source and no bank line is in the ledger twice, however often its file is imported.",
        "Reverse the import that brought the second copy.",
        "store",
    ),
    Invariant(
        "I07",
        "reversed once and exactly",
        "A posting is reversed at most once, by its exact mirror, not before its own day; a reversal never is.",
        _REPORT,
        "ledger",
    ),
    Invariant(
        "I08",
        "one key, one answer",
        "An idempotency key stands for one request: the same body gets the same entry, another body an error.",
        "Send the second request with a key of its own.",
        "store",
    ),
    Invariant(
        "I09",
        "one currency per document",
        "Every posting on a document is in the document's currency; a conversion is never implied.",
        _REVERSE,
        "ledger",
    ),
    Invariant(
        "I10",
        "returned payments reopen",
        "On every day after a receipt was returned, nothing is settled by it any more.",
        "Undo the applications of the returned receipt named here.",
        "ledger",
    ),
    Invariant(
        "I11",
        "evidence replays",
        "Every automatic application can be decided again from its stored evidence with the same result.",
        "Put the application in front of a person and record the decision.",
        "process",
    ),
    Invariant(
        "I12",
        "no silent third-party payment",
        "Money and credit of one customer settle another's items only where that was said explicitly, "
        "and unidentified money settles nothing.",
        _REVERSE,
        "ledger",
    ),
    Invariant(
        "I13",
        "order changes nothing",
        "Splitting or merging batches, or reading the postings in another order, changes no total.",
        _REPORT,
        "process",
    ),
    Invariant(
        "I14",
        "write-offs within limits",
        "Every write-off lies within its actor's limit or names the second person who approved it.",
        "Have it approved by a second person, or reverse it.",
        "store",
    ),
    Invariant(
        "I15",
        "documents posted once",
        "Every receivable and every receipt has exactly one opening posting with its customer, amount, currency "
        "and date.",
        _REPORT,
        "ledger",
    ),
    Invariant(
        "I16",
        "nothing before its document",
        "No posting takes effect before the date of a document that it touches.",
        _REVERSE,
        "ledger",
    ),
    Invariant(
        "I17",
        "documents exist",
        "Every receivable, receipt and reversed posting that a posting names exists.",
        _REPORT,
        "ledger",
    ),
    Invariant(
        "I18",
        "projections equal ledger",
        "The stored open items and open receipts equal what the postings say today.",
        _REBUILD,
        "store",
    ),
    Invariant(
        "I19",
        "balances equal open items",
        "The stored balance of every customer equals what its open items and receipts say on the day it is kept for.",
        _REBUILD,
        "store",
    ),
    Invariant(
        "N01",
        "asked once a day",
        "No contact is asked for the same receivable by two notices of one day.",
        "Report it with the notice ids; the second notice should have been dropped.",
        "store",
    ),
)

INVARIANTS: Mapping[str, Invariant] = MappingProxyType({one.code: one for one in _ALL})
"""All invariants by code, in order."""
