"""The documents behind the figures: what was sold, paid, promised and disputed in a period, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from duly.store.queries.metrics import DISPUTED, PROMISED, Portfolio, paid_sql


@dataclass(frozen=True, slots=True)
class Happening:
    """One line behind a figure. `days` and the second date mean what the list says; amounts in minor units.

    sold: date of the posting; paid: days late, due date then date of the last payment; promised: made, promised,
    `state`; disputed: days it took (None while open), opened, closed, `state` is the reason's code.
    """

    receivable_id: int | None
    number: str
    customer_id: int | None
    customer_name: str
    first_date: date | None
    second_date: date | None
    days: int | None
    amount_minor: int
    state: str


@dataclass(frozen=True, slots=True)
class Happenings:
    """A page of lines, and the count and sum (minor units) of all of them."""

    lines: tuple[Happening, ...]
    count: int
    sum_minor: int


SOLD = """
    SELECT r.id AS receivable_id, r.number, r.customer_id, p.effective_date AS first_date, NULL::date AS second_date,
           NULL::int AS days,
           CASE WHEN p.credit_account = 'sales' THEN p.amount_minor ELSE -p.amount_minor END AS amount_minor,
           p.kind AS state, p.effective_date AS place
      FROM posting p JOIN receivable r ON r.id = p.receivable_id AND r.company_id = %(company)s
     WHERE p.company_id = %(company)s AND p.currency = %(currency)s AND p.effective_date > %(after)s
       AND p.effective_date <= %(until)s AND 'sales' IN (p.debit_account, p.credit_account)
"""


def _sold(portfolio: Portfolio, _until: date) -> str:
    return f"{SOLD} AND {portfolio.condition('p.customer_id')}"


def _paid(portfolio: Portfolio, until: date) -> str:
    return f"""SELECT id AS receivable_id, number, customer_id, due_date AS first_date, paid_date AS second_date,
                      paid_date - due_date AS days, amount_minor, '' AS state, paid_date - due_date AS place
                 FROM ({paid_sql(portfolio, until)}) AS paid"""


def _promised(portfolio: Portfolio, _until: date) -> str:
    return f"""SELECT NULL::bigint AS receivable_id, '' AS number, customer_id, made_on_date AS first_date,
                      promised_date AS second_date, NULL::int AS days, amount_minor, state, promised_date AS place
                 FROM ({PROMISED} AND {portfolio.condition("m.customer_id")}) AS promised"""


def _disputed(portfolio: Portfolio, _until: date) -> str:
    return f"""SELECT r.id AS receivable_id, r.number, q.customer_id, q.opened_on_date AS first_date,
                      CASE WHEN q.resolved_on_date <= %(until)s THEN q.resolved_on_date END AS second_date,
                      CASE WHEN q.resolved_on_date <= %(until)s THEN q.resolved_on_date - q.opened_on_date END AS days,
                      q.amount_minor, q.reason_code AS state, q.opened_on_date AS place
                 FROM ({DISPUTED} AND {portfolio.condition("d.customer_id")}) AS q
                 JOIN receivable r ON r.id = q.receivable_id AND r.company_id = %(company)s"""


SOURCES = {"sold": _sold, "paid": _paid, "promised": _promised, "disputed": _disputed}


def happenings(
    portfolio: Portfolio, what: str, after: date, until: date, *, limit: int = 50, offset: int = 0
) -> Happenings:
    """Return a page of what (a key of SOURCES) happened in a period, the latest, or the most late, first."""
    source = SOURCES[what](portfolio, until)
    values: dict[str, Any] = portfolio.values(after=after, until=until, as_of=until, limit=limit, offset=offset)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT h.receivable_id, h.number, h.customer_id, coalesce(c.name, ''), h.first_date, h.second_date,
                       h.days, h.amount_minor, h.state
                  FROM ({source}) AS h LEFT JOIN customer c ON c.id = h.customer_id AND c.company_id = %(company)s
                 ORDER BY h.place DESC, h.receivable_id, h.customer_id, h.first_date LIMIT %(limit)s OFFSET %(offset)s
            """,
            values,
        )
        lines = tuple(Happening(*row) for row in cursor.fetchall())
        cursor.execute(f"SELECT count(*), coalesce(sum(amount_minor), 0)::bigint FROM ({source}) AS h", values)
        count, total = cursor.fetchone()
    return Happenings(lines, count, total)
