"""Reverse many postings at once: the rules of `reverse`, asked for each group of documents that hang together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from duly.core.ledger.postings import Id, Posting
from duly.core.ledger.refusal import Refused
from duly.core.ledger.rules.reverse import reverse

Document = tuple[str, Id]


def reverse_together(
    targets: Sequence[Posting], known: Iterable[Posting], on: date
) -> tuple[Posting, ...] | tuple[Refused, ...]:
    """Return the postings that undo all targets from a day on, or every refusal; never a part.

    As `reverse`, but in time that grows with the number of postings: documents that no posting
    connects are looked at one group after the other, which changes no answer.
    """
    rows = list(known)
    groups = _groups(rows)
    of_group: dict[Document, list[Posting]] = defaultdict(list)
    for row in rows:
        of_group[groups[_documents(row)[0]]].append(row)
    wanted: dict[Document, list[Posting]] = defaultdict(list)
    for target in targets:
        wanted[groups[_documents(target)[0]]].append(target)
    made: list[Posting] = []
    refused: list[Refused] = []
    for group, chosen in wanted.items():
        decision = reverse(chosen, of_group[group], on)
        if isinstance(decision, Refused):
            refused.append(decision)
        else:
            made += decision
    return tuple(refused) or tuple(made)


def _documents(row: Posting) -> list[Document]:
    named = (("receivable", row.receivable_id), ("receivable", row.source_receivable_id), ("receipt", row.receipt_id))
    found = [(what, one) for what, one in named if one is not None]
    assert found, "a posting names a document"
    return found


def _groups(rows: Iterable[Posting]) -> dict[Document, Document]:
    """Return one representative per document; documents named together share it."""
    parent: dict[Document, Document] = {}

    def find(one: Document) -> Document:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for row in rows:
        first, *others = _documents(row)
        for other in others:
            parent[find(other)] = find(first)
        find(first)
    return {one: find(one) for one in parent}
