"""The aging report: sums by customer, segment, owner or currency on any day, a page at a time, with their total.

Buckets, credits and unapplied cash mean what they mean in core/ledger/aging.py (tested against it).
Segments and owners are those the customers have now; who a receipt belonged to is as of the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import connection

from duly.core.ledger.aging import DEFAULT_EDGES
from duly.store.queries.aging import ITEMS_AS_OF, OWNER_AS_OF, RECEIPTS_AS_OF, nothing_after
from duly.store.queries.balances import balance_day

By = Literal["customer", "segment", "owner", "currency"]
EDGES = DEFAULT_EDGES
WIDTH = len(EDGES) + 1
NOTHING = "~"
"""The segment of customers without one, and the owner of customers without one."""
UNIDENTIFIED = ""
"""The key of the line that holds cash of nobody yet known."""


@dataclass(frozen=True, slots=True)
class AgingFilter:
    """What is aged, and when. `currency` "" takes all (lines then never mix them, totals are per currency).

    `segment` and `owner` (a person's id) narrow to customers, NOTHING to those without; `bucket` to customers
    with something in it ("0" to the last, "late", "credit", "unapplied"). `only_owner_id` is what a person may see.
    """

    as_of: date
    currency: str = ""
    segment: str = ""
    owner: str = ""
    customer_id: int | None = None
    bucket: str = ""
    only_owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class AgingLine:
    """One line in minor units: `key` is an id, a segment, a code, or UNIDENTIFIED; `items` counts open invoices."""

    key: str
    label: str
    number: str
    segment: str
    owner_id: int | None
    currency: str
    customers: int
    items: int
    buckets: tuple[int, ...]
    credit_minor: int
    unapplied_minor: int

    @property
    def debts_minor(self) -> int:
        """All buckets: what is open of invoices and debit notes."""
        return sum(self.buckets)

    @property
    def late_minor(self) -> int:
        """All buckets but the first."""
        return sum(self.buckets[1:])

    @property
    def balance_minor(self) -> int:
        """Debts less credit notes less unapplied cash."""
        return self.debts_minor + self.credit_minor - self.unapplied_minor


@dataclass(frozen=True, slots=True)
class AgingPage:
    """The lines asked for, how many there are in all, and the totals of all of them by currency."""

    lines: tuple[AgingLine, ...]
    count: int
    totals: tuple[AgingLine, ...]


KEYS: dict[By, str] = {
    "customer": "coalesce(customer_id::text, '')",
    "segment": "CASE WHEN customer_id IS NULL THEN '' ELSE coalesce(nullif(segment, ''), '~') END",
    "owner": "CASE WHEN customer_id IS NULL THEN '' ELSE coalesce(owner_id::text, '~') END",
    "currency": "currency",
}
_LATE = " + ".join(f"b{n}" for n in range(1, WIDTH))
_BALANCE = f"b0 + {_LATE} + credit - unapplied"
SORTS = {
    "name": "lower(label)", "late": _LATE, "balance": _BALANCE, "credit": "credit", "unapplied": "unapplied",
    **{f"b{n}": f"b{n}" for n in range(WIDTH)},
}  # fmt: skip
DEFAULT_SORT = "-late"
BUCKETS = {
    **{str(n): f"b{n} > 0" for n in range(WIDTH)}, "late": f"{_LATE} > 0", "credit": "credit < 0",
    "unapplied": "unapplied > 0",
}  # fmt: skip


def open_items_sql(company_id: int, as_of: date) -> str:
    """Return SQL giving receivable id, customer, currency, due date and open amount as of a day."""
    return f"""SELECT rid, customer_id, currency, due_date, open_minor FROM ({ITEMS_AS_OF}) AS i
                WHERE %(currency)s = '' OR currency = %(currency)s"""


def bucket_condition(bucket: str, column: str = "days") -> str:
    """Return the SQL that tells whether days past due fall into a bucket ("0" to the last, or "late")."""
    if bucket == "late":
        return f"{column} > 0"
    at = int(bucket)
    low = f"{column} > {EDGES[at - 1]}" if at else "true"
    return f"{low} AND {column} <= {EDGES[at]}" if at < len(EDGES) else low


CASH = f"""
    SELECT {OWNER_AS_OF} AS customer_id, c.currency, u.unapplied_minor, c.id AS receipt_id
      FROM ({RECEIPTS_AS_OF}) AS u JOIN receipt c ON c.id = u.rid AND c.company_id = %(company)s
     WHERE %(currency)s = '' OR c.currency = %(currency)s
"""


def conditions(wanted: AgingFilter, values: dict[str, Any], customer: str = "c") -> str:
    """Return the WHERE clause about customers (named by an alias) and put what it needs into `values`."""
    parts = ["true"]
    if wanted.segment:
        values["segment"] = "" if wanted.segment == NOTHING else wanted.segment
        parts.append(f"{customer}.segment = %(segment)s")
    if wanted.owner == NOTHING:
        parts.append(f"{customer}.id IS NOT NULL AND {customer}.owner_id IS NULL")
    elif wanted.owner:
        values["owner"] = int(wanted.owner)
        parts.append(f"{customer}.owner_id = %(owner)s")
    if wanted.customer_id is not None:
        values["customer"] = wanted.customer_id
        parts.append(f"{customer}.id = %(customer)s")
    if wanted.only_owner_id is not None:
        values["only"] = wanted.only_owner_id
        parts.append(f"{customer}.owner_id = %(only)s")
    return " AND ".join(parts)


PER = """
        debt AS (
            SELECT customer_id, currency, {sums}, coalesce(sum(open_minor) FILTER (WHERE open_minor < 0), 0) AS credit,
                   count(*) FILTER (WHERE open_minor > 0) AS items
              FROM ({items}) AS item GROUP BY 1, 2
        ), cash AS (
            SELECT customer_id, currency, sum(unapplied_minor) AS unapplied FROM ({cash}) AS u GROUP BY 1, 2
        ), per AS (
            SELECT coalesce(d.customer_id, u.customer_id) AS customer_id, coalesce(d.currency, u.currency) AS currency,
                   {filled}
              FROM debt d FULL JOIN cash u ON u.customer_id = d.customer_id AND u.currency = d.currency
"""
KEPT_PER = """
        per AS (
            SELECT customer_id, currency, age_0_minor AS b0, age_1_minor AS b1, age_2_minor AS b2, age_3_minor AS b3,
                   age_4_minor AS b4, credit_minor AS credit, unapplied_minor AS unapplied, item_count AS items
              FROM customer_balance WHERE company_id = %(company)s AND (%(currency)s = '' OR currency = %(currency)s)
            UNION ALL
            SELECT NULL, currency, 0, 0, 0, 0, 0, 0, sum(unapplied_minor)::bigint, 0 FROM open_receipt
             WHERE company_id = %(company)s AND customer_id IS NULL
               AND (%(currency)s = '' OR currency = %(currency)s) GROUP BY currency
"""


def _is_kept(company_id: int, as_of: date) -> bool:
    """Tell whether the balances that are kept answer for a day: it is theirs, and nothing takes effect after it."""
    return balance_day(company_id) == as_of and nothing_after(company_id, as_of)


def _statement(items: str, wanted: AgingFilter, by: By, where: str, order: str, *, is_kept: bool) -> str:
    late = "(%(as_of)s::date - due_date)"
    sums = ", ".join(
        f"coalesce(sum(open_minor) FILTER (WHERE open_minor > 0 AND {bucket_condition(str(n), late)}), 0) AS b{n}"
        for n in range(WIDTH)
    )
    names = [f"b{n}" for n in range(WIDTH)] + ["credit", "unapplied", "items"]
    filled = ", ".join(f"coalesce({name}, 0) AS {name}" for name in names)
    added = ", ".join(f"sum({name})::bigint AS {name}" for name in names)
    having = f"WHERE {BUCKETS[wanted.bucket]}" if wanted.bucket else ""
    per = KEPT_PER if is_kept else PER.format(sums=sums, items=items, cash=CASH, filled=filled)
    return f"""
        WITH {per}
        ), kept AS MATERIALIZED (
            SELECT per.*, c.name, c.number, c.segment, c.owner_id
              FROM per LEFT JOIN customer c ON c.id = per.customer_id AND c.company_id = %(company)s WHERE {where}
        ), chosen AS MATERIALIZED (SELECT * FROM kept {having}),
        line AS MATERIALIZED (
            SELECT {KEYS[by]} AS key, coalesce(max(name), '') AS label, coalesce(max(number), '') AS number,
                   coalesce(max(segment), '') AS segment, max(owner_id) AS owner_id, currency,
                   count(customer_id) AS customers, {added}
              FROM chosen GROUP BY 1, currency
        )
        SELECT 1 AS part, * FROM (SELECT * FROM line ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s) AS shown
        UNION ALL
        SELECT 2, count(*)::text, '', '', '', NULL, '', 0{", 0" * len(names)} FROM line
        UNION ALL
        SELECT 3, '', '', '', '', NULL, currency, count(DISTINCT customer_id), {added} FROM chosen GROUP BY currency
    """


def aging_page(
    company_id: int,
    wanted: AgingFilter,
    *,
    by: By = "customer",
    sort: str = DEFAULT_SORT,
    limit: int = 50,
    offset: int = 0,
) -> AgingPage:
    """Return a page of lines in the order asked for, and the totals of everything the filter lets through.

    An unknown `sort` is asserted away by the caller: a key of SORTS, with "-" before it for descending.
    """
    name = sort.removeprefix("-")
    segment_or_owner = {"segment": "key", "owner": "key", "currency": "currency"}
    expression = segment_or_owner.get(by, SORTS["name"]) if name == "name" else SORTS[name]
    order = f"{expression} {'DESC' if sort.startswith('-') else 'ASC'}, key, currency"
    values: dict[str, Any] = {
        "company": company_id, "as_of": wanted.as_of, "currency": wanted.currency, "limit": limit, "offset": offset,
    }  # fmt: skip
    where = conditions(wanted, values)
    is_kept = _is_kept(company_id, wanted.as_of)
    items = "" if is_kept else open_items_sql(company_id, wanted.as_of)
    statement = _statement(items, wanted, by, where, order, is_kept=is_kept)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    lines = tuple(_line(row) for row in rows if row[0] == 1)
    count = next(int(row[1]) for row in rows if row[0] == 2)
    totals = tuple(sorted((_line(row) for row in rows if row[0] == 3), key=lambda line: line.currency))
    return AgingPage(lines, count, totals)


def _line(row: tuple[Any, ...]) -> AgingLine:
    buckets = tuple(int(minor) for minor in row[8 : 8 + WIDTH])
    credit, unapplied, items = (int(value) for value in row[8 + WIDTH :])
    return AgingLine(
        key=row[1], label=row[2], number=row[3], segment=row[4], owner_id=row[5], currency=row[6], customers=row[7],
        items=items, buckets=buckets, credit_minor=credit, unapplied_minor=unapplied,
    )  # fmt: skip
