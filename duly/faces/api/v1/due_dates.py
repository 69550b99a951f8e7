"""What is sent to enter an invoice, and when it is due: by its due date, or by its payment terms as in an import."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from duly.core.billing.intake import DueParts, InvoiceRow, RowError, due_parts
from duly.faces.api.access import Caller
from duly.faces.api.problems import Problem, bad_field
from duly.faces.api.v1.documents import DocumentIn, to_enter
from duly.faces.api.values import FIRST_DAY, LAST_DAY, Day, Given, Minor
from duly.services.billing.open_receivables import NewReceivable
from duly.wiring.ports import import_ports


class DiscountIn(Given):
    """What may be deducted when paid by a day."""

    until_date: Day
    discount_minor: Minor
    percent: Annotated[str, Field(pattern=r"^[0-9]{1,2}(\.[0-9]{1,4})?$")] = "0"


class InvoiceIn(DocumentIn):
    """An invoice to be entered."""

    kind: Literal["invoice", "debit_note"] = "invoice"
    due_date: Annotated[
        Day | None, Field(description="Left out: `terms_text` says when, such as `2/10 net 30`, by its business days.")
    ] = None
    instalment_no: Annotated[int, Field(ge=1, le=120)] = 1
    instalment_count: Annotated[int, Field(ge=1, le=120)] = 1
    discounts: Annotated[list[DiscountIn], Field(max_length=10)] = []


def enter_invoice(caller: Caller, body: InvoiceIn, place: int | None = None) -> list[NewReceivable]:
    """Return what an invoice asks to enter: one, or one for each instalment its terms give.

    `place` is where it stands in a list. Raises Problem when neither a due date nor its terms say when it is due.
    """
    where = "body" if place is None else f"body.invoices.{place}"
    if body.instalment_no > body.instalment_count:
        said = f"There is no instalment {body.instalment_no} of {body.instalment_count}."
        raise bad_field(f"{where}.instalment_no", said, "Send instalment_count, of how many it is one.")
    due = _due(caller, body, where)
    given: list[Any] = [one.dict() | {"until_date": one.until_date.isoformat()} for one in body.discounts]
    made = [
        to_enter(
            body, body.kind, part.due_date, amount_minor=part.amount_minor, instalment_no=part.no,
            instalment_count=max(part.count, body.instalment_count), discounts=given or list(due.discounts),
        )
        for part in due.parts
    ]  # fmt: skip
    return made if len(made) == 1 else [replace(one, net_minor=None) for one in made]  # the net is the whole's


def _due(caller: Caller, body: InvoiceIn, where: str) -> DueParts:
    terms = body.terms_text.strip()
    if body.due_date is None and not terms:
        raise bad_field(f"{where}.due_date", "Neither it nor terms_text is there.", "Send one of the two.")
    row = InvoiceRow(
        line_no=0, external_id=body.external_id or body.number, number=body.number, customer_id=str(body.customer_id),
        issue_date=body.issue_date, currency=body.amount.currency, amount_minor=body.amount.amount_minor,
        due_date=body.due_date, payment_terms=terms or None, instalment_no=body.instalment_no,
        net_minor=body.net_minor,
    )  # fmt: skip
    found = due_parts(row, lambda: import_ports().calendars(caller.company.country))
    if isinstance(found, RowError):
        raise _unclear(found, f"{where}.terms_text")
    if not all(FIRST_DAY <= part.due_date <= LAST_DAY for part in found.parts):
        raise bad_field(f"{where}.terms_text", "They lead beyond the days that are kept.", "Send a due_date.")
    return found


def _unclear(error: RowError, field: str) -> Problem:
    return bad_field(field, error.sentence, error.remedy, code=error.code)
