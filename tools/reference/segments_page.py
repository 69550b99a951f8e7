"""docs/reference/segments.md: every key and condition of the document that puts customers into segments."""

from __future__ import annotations

from duly.core.accounts.default_segments import DEFAULT_TEXT
from duly.core.accounts.segment_schema import AMOUNTS, IMPORTANCES, LISTS, NUMBERS, STATUSES
from tools.reference.page import code, page, table

INTRODUCTION = """
Segments group customers by how they pay, how large and how important they are. The rules are one YAML (or JSON)
document. **The first segment, in the order of the document, whose conditions hold is a customer's segment.** They are
asked at the start of each day, before anything is decided; `duly segment apply` and the button on the Segments page do
it at once. Every move is a line in the customer's timeline with the facts that decided. Versions are kept.

What stays as it is: a segment that a person gave (it is pinned until the person leaves it to the rules), closed
customers, and, where no rule holds, a segment that no rule ever gave (from an import, for example). While rules are in
force, imports no longer change the segment of a customer who is known. A day that is replayed moves nobody.
"""
KEYS = [
    ("format", "`1`", "Version of this layout; needed."),
    ("note", "text up to 300", "A remark for colleagues."),
    ("history_months", "1 to 36", "Payments and promises of so many months count; 12 when not given."),
    ("segments", "list of up to 50", "The segments, in the order in which they are asked; needed."),
    ("segments[].name", "text up to 60", "The segment's name; needed."),
    ("segments[].note", "text up to 300", "A remark, shown beside the name."),
    ("segments[].when", "conditions", "All of them must hold. Left out: everybody who came so far."),
    ("segments[].or_when", "list of conditions", "Other groups of conditions: it is enough that one group holds."),
    ("segments[].procedure", "name of a procedure", "The dunning procedure of this segment's customers."),
]
RULING = """
A customer's procedure is: its own, if it has one; else the one its segment's rule names; else the one that claims the
segment on the Procedures page; else the default. The page of a customer in Tonight says which of these it was.
"""


def segments_page() -> str:
    """Return the page."""
    lists = [[code(name), meaning] for name, meaning in LISTS.items()]
    return page(
        "Segments", INTRODUCTION,
        "## Keys", table(["key", "value", "meaning"], [[code(key), value, meaning] for key, value, meaning in KEYS]),
        "## Conditions with a number", "Written `{at_least: 3}`, `{at_most: 30}`, or both. What is not known fulfils "
        "no condition: nobody is a slow payer who has paid nothing.",
        table(["condition", "what is compared"], [[code(name), meaning] for name, meaning in NUMBERS.items()]),
        "## Conditions with amounts", "Written `{at_least: {EUR: \"10000.00\", USD: \"11000.00\"}}`. At least: one of "
        "the named currencies reaches its amount. At most: none of them goes beyond it.",
        table(["condition", "what is compared"], [[code(name), meaning] for name, meaning in AMOUNTS.items()]),
        "## Conditions with a list", "Written `[DE, AT]`; with `not_` before the name it holds for none of these. "
        f"Importance: {', '.join(map(code, IMPORTANCES))}. Status: {', '.join(map(code, STATUSES))}.",
        table(["condition", "what is looked up"], lists),
        "## Which procedure rules whom", RULING,
        "## The segments that are offered", f"```yaml\n{DEFAULT_TEXT.strip()}\n```",
    )  # fmt: skip
