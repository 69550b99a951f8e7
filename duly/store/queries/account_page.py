"""What a customer owes, item by item, and who the customer is: a handful of statements, whatever the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from duly.store.models import Customer

OPEN_PAGE = 50


@dataclass(frozen=True, slots=True)
class Relative:
    """A customer of the same group: the parent, or one below."""

    id: int
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """Who a customer is and who looks after it."""

    id: int
    number: str
    name: str
    source: str
    country: str
    language: str
    time_zone: str
    address: str
    vat_id: str
    segment: str
    importance: str
    terms_text: str
    status: str
    owner_id: int | None
    owner_name: str
    procedure_name: str
    snoozed_until: date | None
    parent: Relative | None
    children: tuple[Relative, ...]


def account_facts(company_id: int, customer_id: int, *, owner_id: int | None = None) -> AccountFacts | None:
    """Return a customer, None when there is none here or (where an owner is given) it is not that person's."""
    rows = Customer.objects.filter(company_id=company_id, pk=customer_id).select_related("owner", "parent")
    row = (rows if owner_id is None else rows.filter(owner_id=owner_id)).first()
    if row is None:
        return None
    below = Customer.objects.filter(company_id=company_id, parent_id=row.pk)
    below = below if owner_id is None else below.filter(owner_id=owner_id)
    above = row.parent if row.parent and (owner_id is None or row.parent.owner_id == owner_id) else None
    return AccountFacts(
        id=row.pk, number=row.number, name=row.name, source=row.source, country=row.country, language=row.language,
        time_zone=row.time_zone, address=row.address, vat_id=row.vat_id, segment=row.segment,
        importance=row.importance, terms_text=row.terms_text, status=row.status, owner_id=row.owner_id,
        owner_name=(row.owner.get_full_name() or row.owner.email) if row.owner else "",
        procedure_name=row.procedure_name, snoozed_until=row.snoozed_until,
        parent=Relative(above.pk, above.number, above.name) if above else None,
        children=tuple(Relative(*child) for child in below.order_by("name").values_list("pk", "number", "name")[:20]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CurrencySums:
    """What is open in one currency, in minor units.

    `ages`: current, 1-30, 31-60, 61+ days late. `credit_minor` <= 0; `oldest_due_date` is that of the oldest late item.
    """

    currency: str
    ages: tuple[int, int, int, int]
    credit_minor: int
    unapplied_minor: int
    disputed_minor: int
    open_count: int
    late_count: int
    oldest_due_date: date | None
    debt_minor: int
    late_minor: int
    balance_minor: int


SUMS = """
    WITH debt AS (
        SELECT i.currency,
               sum(i.open_minor) FILTER (WHERE i.open_minor > 0 AND i.due_date >= %(as_of)s) AS age_0,
               sum(i.open_minor) FILTER (WHERE i.open_minor > 0 AND %(as_of)s - i.due_date BETWEEN 1 AND 30) AS age_1,
               sum(i.open_minor) FILTER (WHERE i.open_minor > 0 AND %(as_of)s - i.due_date BETWEEN 31 AND 60) AS age_2,
               sum(i.open_minor) FILTER (WHERE i.open_minor > 0 AND %(as_of)s - i.due_date > 60) AS age_3,
               sum(i.open_minor) FILTER (WHERE i.open_minor < 0) AS credit, 0 AS unapplied, 0 AS disputed,
               count(*) FILTER (WHERE i.open_minor > 0) AS items,
               count(*) FILTER (WHERE i.open_minor > 0 AND i.due_date < %(as_of)s) AS late,
               min(i.due_date) FILTER (WHERE i.open_minor > 0 AND i.due_date < %(as_of)s) AS oldest
          FROM open_item i WHERE i.company_id = %(company)s AND i.customer_id = %(customer)s GROUP BY 1
        UNION ALL
        SELECT o.currency, 0, 0, 0, 0, 0, sum(o.unapplied_minor), 0, 0, 0, NULL
          FROM open_receipt o WHERE o.company_id = %(company)s AND o.customer_id = %(customer)s GROUP BY 1
        UNION ALL
        SELECT d.currency, 0, 0, 0, 0, 0, 0, sum(d.amount_minor), 0, 0, NULL
          FROM dispute d WHERE d.company_id = %(company)s AND d.customer_id = %(customer)s AND d.state = 'open'
         GROUP BY 1)
    SELECT currency, coalesce(sum(age_0), 0)::bigint, coalesce(sum(age_1), 0)::bigint, coalesce(sum(age_2), 0)::bigint,
           coalesce(sum(age_3), 0)::bigint, coalesce(sum(credit), 0)::bigint, coalesce(sum(unapplied), 0)::bigint,
           coalesce(sum(disputed), 0)::bigint, sum(items)::int, sum(late)::int, min(oldest)
      FROM debt GROUP BY 1 ORDER BY coalesce(sum(age_0 + age_1 + age_2 + age_3), 0) DESC, 1
"""


def account_sums(company_id: int, customer_id: int, as_of: date) -> list[CurrencySums]:
    """Return what is open, by currency, the largest debt first; empty when nothing is."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, {"company": company_id, "customer": customer_id, "as_of": as_of})
        found = []
        for currency, *ages, credit, unapplied, disputed, items, late, oldest in cursor.fetchall():
            debt = sum(ages)
            found.append(
                CurrencySums(
                    currency, (ages[0], ages[1], ages[2], ages[3]), credit, unapplied, disputed, items, late, oldest,
                    debt, debt - ages[0], debt + credit - unapplied,
                )
            )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """An open item with what stands in its way; amounts in minor units, a credit note's `open_minor` is negative."""

    id: int
    kind: str
    number: str
    instalment_no: int
    instalment_count: int
    currency: str
    issue_date: date
    due_date: date
    amount_minor: int
    open_minor: int
    purchase_order: str
    disputed_minor: int
    promised_date: date | None
    is_held: bool
    is_claimed: bool
    level_key: str
    level_date: date | None

    @property
    def label(self) -> str:
        """The number, with the instalment where there are several."""
        part = f" ({self.instalment_no}/{self.instalment_count})" if self.instalment_count > 1 else ""
        return self.number + part


DOCUMENTS = """
    SELECT r.id, r.kind, r.number, r.instalment_no, r.instalment_count, r.currency, r.issue_date, r.due_date,
           r.amount_minor, i.open_minor, r.purchase_order,
           (SELECT coalesce(sum(d.amount_minor), 0)::bigint FROM dispute d
             WHERE d.company_id = %(company)s AND d.customer_id = %(customer)s AND d.receivable_id = r.id
               AND d.state = 'open'),
           (SELECT min(p.promised_date) FROM promise_to_pay p
             WHERE p.company_id = %(company)s AND p.customer_id = %(customer)s AND p.state = 'open'
               AND p.receivables @> to_jsonb(r.id)),
           EXISTS (SELECT 1 FROM hold h
                    WHERE h.company_id = %(company)s AND h.customer_id = %(customer)s AND h.receivable_id = r.id
                      AND h.ended_at IS NULL AND (h.until_date IS NULL OR h.until_date >= %(as_of)s)),
           EXISTS (SELECT 1 FROM payment_claim c
                    WHERE c.company_id = %(company)s AND c.customer_id = %(customer)s AND c.state = 'open'
                      AND c.receivables @> to_jsonb(r.id)),
           coalesce(said.level_key, ''), said.business_date
      FROM open_item i JOIN receivable r ON r.company_id = %(company)s AND r.id = i.receivable_id
      LEFT JOIN LATERAL (
           SELECT m.level_key, m.business_date FROM notice_item m JOIN dunning_notice n ON n.id = m.notice_id
            WHERE m.company_id = %(company)s AND m.receivable_id = r.id AND NOT m.is_void
              AND n.state IN ('sent', 'done', 'unknown', 'sending')
            ORDER BY m.business_date DESC, m.id DESC LIMIT 1) AS said ON true
     WHERE i.company_id = %(company)s AND i.customer_id = %(customer)s AND {which}
     ORDER BY i.due_date, i.receivable_id LIMIT %(limit)s
"""


def open_invoices(
    company_id: int, customer_id: int, as_of: date, *, after: tuple[date, int] | None = None, limit: int = OPEN_PAGE
) -> list[OpenDocument]:
    """Return open invoices and debit notes, oldest due date first; `after` (due date, id) goes on from there."""
    which = "i.open_minor > 0"
    if after:
        which += " AND (i.due_date, i.receivable_id) > (%(due)s, %(last)s)"
    return _documents(company_id, customer_id, as_of, which, limit, after)


def open_credits(company_id: int, customer_id: int, as_of: date, *, limit: int = OPEN_PAGE) -> list[OpenDocument]:
    """Return credit notes that are not used up, oldest first."""
    return _documents(company_id, customer_id, as_of, "i.open_minor < 0", limit, None)


def _documents(
    company_id: int, customer_id: int, as_of: date, which: str, limit: int, after: tuple[date, int] | None
) -> list[OpenDocument]:
    due, last = after or (None, None)
    values: dict[str, Any] = {
        "company": company_id, "customer": customer_id, "as_of": as_of, "limit": limit, "due": due, "last": last,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(DOCUMENTS.format(which=which), values)
        return [OpenDocument(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class OpenCash:
    """A receipt with unapplied cash, in minor units."""

    id: int
    received_date: date
    currency: str
    amount_minor: int
    unapplied_minor: int
    payer_name: str
    text: str


def open_cash(company_id: int, customer_id: int, *, limit: int = OPEN_PAGE) -> list[OpenCash]:
    """Return the customer's receipts that are not (wholly) applied, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT r.id, r.received_date, r.currency, r.amount_minor, o.unapplied_minor, r.payer_name, r.text
                 FROM open_receipt o JOIN receipt r ON r.company_id = %(company)s AND r.id = o.receipt_id
                WHERE o.company_id = %(company)s AND o.customer_id = %(customer)s
                ORDER BY r.received_date, r.id LIMIT %(limit)s""",
            {"company": company_id, "customer": customer_id, "limit": limit},
        )
        return [OpenCash(*row) for row in cursor.fetchall()]
