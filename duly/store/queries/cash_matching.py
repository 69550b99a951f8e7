"""What the matcher looks at: open items, known payers, waiting receipts; three statements for a whole company."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from duly.core.cash.matching.payers import KnownPayer
from duly.core.cash.matching.values import CashLine, DiscountOffer, OpenItem
from duly.store.rows import json_value

_OPEN_ITEMS = """
SELECT o.receivable_id, o.customer_id, r.number, o.currency, o.open_minor, o.due_date, r.creditor_reference,
       d.receivable_id IS NOT NULL, r.discounts
  FROM open_item o
  JOIN receivable r ON r.company_id = o.company_id AND r.id = o.receivable_id
  LEFT JOIN (SELECT DISTINCT receivable_id FROM dispute WHERE company_id = %(company)s AND state = 'open') AS d
         ON d.receivable_id = o.receivable_id
 WHERE o.company_id = %(company)s
"""


def open_items_to_match(company_id: int) -> list[OpenItem]:
    """Return every open item of the company as the matcher sees it."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_ITEMS, {"company": company_id})
        return [_item(row) for row in cursor.fetchall()]


def _item(row: Sequence[Any]) -> OpenItem:
    facts: list[Any] = [*row[:8], False, _offers(row[8])]
    return OpenItem(*facts)


def _offers(stored: Any) -> tuple[DiscountOffer, ...]:
    tiers = json_value(stored)
    if not tiers:
        return ()
    return tuple(DiscountOffer(date.fromisoformat(t["until_date"]), int(t["discount_minor"])) for t in tiers)


_PAYERS = """
SELECT id, name, '' FROM customer WHERE company_id = %(company)s
UNION ALL
SELECT customer_id, CASE WHEN kind = 'name' THEN value ELSE '' END, CASE WHEN kind = 'account' THEN value ELSE '' END
  FROM payer_key WHERE company_id = %(company)s
"""


def known_payers(company_id: int) -> list[KnownPayer]:
    """Return whom names and accounts belong to: every customer's name, and what was confirmed before."""
    with connection.cursor() as cursor:
        cursor.execute(_PAYERS, {"company": company_id})
        return [KnownPayer(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class WaitingReceipt:
    """A receipt with unapplied cash. `left_to_a_person`: it was applied before and taken back, so never alone again."""

    line: CashLine
    received_date: date
    left_to_a_person: bool


_WAITING = """
SELECT o.receipt_id, o.unapplied_minor, o.currency, o.received_date, o.customer_id, r.payer_name, r.payer_account,
       r.text, l.text, l."references", l.raw -> 'bank_text', l.value_date, l.booking_date,
       EXISTS (SELECT 1 FROM posting p WHERE p.company_id = o.company_id AND p.receipt_id = o.receipt_id
                AND p.kind = 'reversal')
  FROM open_receipt o
  JOIN receipt r ON r.company_id = o.company_id AND r.id = o.receipt_id
  LEFT JOIN bank_line l ON l.company_id = o.company_id AND l.id = r.bank_line_id
 WHERE o.company_id = %(company)s AND (%(only)s::bigint[] IS NULL OR o.receipt_id = ANY(%(only)s))
 ORDER BY o.received_date, o.receipt_id
"""


def waiting_receipts(company_id: int, *, receipt_ids: Collection[int] | None = None) -> list[WaitingReceipt]:
    """Return receipts with unapplied cash (all, or those among some), oldest first."""
    only = sorted(receipt_ids) if receipt_ids is not None else None
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"company": company_id, "only": only})
        return [_waiting(row) for row in cursor.fetchall()]


def _waiting(row: Sequence[Any]) -> WaitingReceipt:
    (receipt_id, unapplied, currency, received, customer_id, payer_name, payer_account, text, line_text, references,
     bank_text, value_date, booking_date, reversed_before) = row  # fmt: skip
    written = tuple(part for part in (line_text or "").split("\n") if part) or tuple(json_value(bank_text) or ())
    structured = [reference["value"] for reference in json_value(references) or () if reference.get("value")]
    days = [day for day in (value_date, booking_date) if day is not None]
    line = CashLine(
        line_id=receipt_id, amount_minor=unapplied, currency=currency, paid_date=min(days, default=received),
        texts=written or ((text,) if text else ()), structured=tuple(structured), payer_name=payer_name,
        payer_account=payer_account, customer_id=customer_id,
    )  # fmt: skip
    return WaitingReceipt(line, received, reversed_before)


def waiting_ids(company_id: int) -> list[int]:
    """Return the ids of all receipts with unapplied cash, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT receipt_id FROM open_receipt WHERE company_id = %s ORDER BY received_date, receipt_id", [company_id]
        )
        return [row[0] for row in cursor.fetchall()]


def ids_not_looked_at(company_id: int) -> list[int]:
    """Return the receipts with unapplied cash that the matcher has not seen as they are now, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT receipt_id FROM open_receipt WHERE company_id = %s AND looked_at IS NULL
                ORDER BY received_date, receipt_id""",
            [company_id],
        )
        return [row[0] for row in cursor.fetchall()]


def note_looked_at(company_id: int, receipt_ids: Collection[int], at: datetime) -> None:
    """Note that the matcher has seen these receipts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE open_receipt SET looked_at = %s WHERE company_id = %s AND receipt_id = ANY(%s)",
            [at, company_id, sorted(receipt_ids)],
        )


def look_again(company_id: int, customer_ids: Collection[int]) -> None:
    """Let the matcher see again what these customers, or nobody known, paid: new invoices may be what it was for."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE open_receipt SET looked_at = NULL
                WHERE company_id = %s AND looked_at IS NOT NULL
                  AND (customer_id IS NULL OR customer_id = ANY(%s))""",
            [company_id, sorted(customer_ids)],
        )
