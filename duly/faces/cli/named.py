"""What a person names on the command line: a customer, a document, a colleague. Called in an open company scope."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from duly.core.money.money import Money
from duly.faces.cli.session import EXIT_NOT_FOUND, EXIT_USAGE, stop

if TYPE_CHECKING:
    from duly.store.queries.api_documents import DocumentRow

INVOICES, CREDIT_NOTES = ("invoice", "debit_note"), ("credit_note",)
LARGEST_ID = 2**63 - 1


def id_in(what: str) -> int | None:
    """Return the id in `id:123`, None when a name is meant. Ends the command when it is no id."""
    if not what.startswith("id:"):
        return None
    digits = what.removeprefix("id:")
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits[:20]) <= LARGEST_ID):
        stop(f"{what!r} is no id. Write it as id:123.", EXIT_USAGE)
    return int(digits)


def customer_id_of(company_id: int, what: str) -> int:
    """Return the one customer that is meant; ends the command when there is none, or more than one."""
    from duly.store.queries.api_customers import customer_rows
    from duly.store.queries.find import find_customers

    number = id_in(what)
    if number is None:
        ids = find_customers(company_id, what) if what.strip() else []
    else:
        ids = [row.id for row in customer_rows(company_id, id=number, limit=1)]
    if not ids:
        stop(f"There is no customer {what!r}. Known customers: duly customer list", EXIT_NOT_FOUND)
    if len(ids) > 1:
        found = customer_rows(company_id, ids=ids, limit=len(ids))
        many = ", ".join(f"{row.number} {row.name} (id:{row.id})" for row in found)
        stop(f"{what!r} fits several customers: {many}. Name one by its id.", EXIT_USAGE)
    return ids[0]


def document_of(company_id: int, what: str, kinds: Collection[str] = INVOICES) -> DocumentRow:
    """Return the one invoice (or credit note) that is meant; ends the command when there is none, or more than one."""
    from duly.store.queries.api_documents import document_rows

    number = id_in(what)
    given = {"number": what} if number is None else {"id": number}
    found = document_rows(company_id, kinds=kinds, limit=6, **given)
    word = "credit note" if kinds == CREDIT_NOTES else "invoice"
    if not found:
        stop(f"There is no {word} {what!r}. Known: duly {word.replace(' ', '-')} list", EXIT_NOT_FOUND)
    if len(found) > 1:
        many = ", ".join(f"id:{row.id} (due {row.due_date}, {row.instalment_no}/{row.instalment_count})"
                         for row in found)  # fmt: skip
        stop(f"{what!r} fits several: {many}. Name one by its id.", EXIT_USAGE)
    return found[0]


def person_of(company_id: int, email: str) -> int:
    """Return the id of a colleague by address; ends the command when nobody has it."""
    from duly.store.queries.people import person_by_email

    found = person_by_email(email)
    if found is None:
        stop(f"Nobody signs in with {email!r}. Known people: duly person list", EXIT_NOT_FOUND)
        raise AssertionError
    return found


def minor_of(amount: Money, currency: str, what: str) -> int:
    """Return the minor units of an amount of this currency; ends the command when it is of another."""
    if amount.currency != currency:
        stop(f"{what} is in {currency}, not in {amount.currency}. Give the amount in {currency}.", EXIT_USAGE)
    return amount.minor


def customer_names(company_id: int, ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return number and name of customers for people to read."""
    from duly.store.queries.api_customers import customer_rows

    wanted = sorted({number for number in ids if number is not None})
    found = customer_rows(company_id, ids=wanted, limit=len(wanted)) if wanted else []
    return {row.id: f"{row.number} {row.name}" for row in found}
