"""The list of customers with what each owes in one currency: filtered, sorted, 50 by keyset, summed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from duly.store.queries.balances import balance_day
from duly.store.queries.like import literally

SORTS = {
    "name": ("c.name", "text"),
    "number": ("c.number", "text"),
    "oldest": ("coalesce(b.oldest, -32000)::bigint", "bigint"),
    "late": ("coalesce(b.late, 0)", "bigint"),
    "open": ("coalesce(b.open, 0)", "bigint"),
}
DEFAULT_SORT = "-late"
NO_OWNER = "none"


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """What is asked for; empty means any. `owner` is a person's id or NO_OWNER; amounts in minor units."""

    currency: str
    text: str = ""
    segment: str = ""
    owner: str = ""
    status: str = ""
    late_only: bool = False
    at_least_minor: int = 0
    older_than_days: int | None = None
    only_owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """One customer: minor units of the list's currency; ages are current, 1-30, 31-60, 61+ days late."""

    id: int
    number: str
    name: str
    segment: str
    status: str
    owner_name: str
    open_minor: int
    late_minor: int
    oldest_days: int | None
    ages: tuple[int, int, int, int]
    has_other_currencies: bool
    procedure_name: str = ""
    importance: str = ""


@dataclass(frozen=True, slots=True)
class CustomerSums:
    """Counts and sums over everything the filter lets through."""

    customers: int
    open_minor: int
    late_minor: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins or ends in the order: the sort value and the id of a row."""

    value: str
    id: int

    def token(self) -> str:
        """Return the place as text for an address."""
        return f"{self.id}~{self.value}"

    @staticmethod
    def read(token: str) -> Place | None:
        """Return the place a token names, None when it names none."""
        number, sign, value = token[:400].partition("~")
        return (
            Place(value, int(number)) if sign and number.isascii() and number.isdigit() and len(number) < 19 else None
        )

    def fits(self, kind: str) -> bool:
        """Tell whether the value can be compared with a sort column of this kind."""
        digits = self.value.removeprefix("-")
        return kind == "text" or (digits.isascii() and digits.isdigit() and len(digits) < 19)


KEPT = """
    SELECT customer_id, open_minor AS open, late_minor AS late,
           CASE WHEN item_count > 0 THEN %(as_of)s::date - oldest_due_date END AS oldest,
           age_0_minor AS a0, age_1_minor AS a1, age_2_minor AS a2, age_3_minor + age_4_minor AS a3
      FROM customer_balance WHERE company_id = %(company)s AND currency = %(currency)s
       AND (item_count > 0 OR credit_minor < 0)
"""
# The orders that begin with whoever owes: the column of the projection, and how its index is walked.
LARGEST_FIRST = {
    "-late": ("b.late_minor", "DESC", "b.late_minor > 0"), "-open": ("b.open_minor", "DESC", "b.open_minor > 0"),
    "-oldest": ("b.oldest_due_date", "ASC", "b.item_count > 0"),
}  # fmt: skip
LIVE = """
    SELECT customer_id, sum(open_minor)::bigint AS open,
           coalesce(sum(open_minor) FILTER (WHERE open_minor > 0 AND due_date < %(as_of)s), 0)::bigint AS late,
           max(%(as_of)s::date - due_date) FILTER (WHERE open_minor > 0) AS oldest,
           coalesce(sum(open_minor) FILTER (WHERE open_minor > 0 AND due_date >= %(as_of)s), 0)::bigint AS a0,
           coalesce(sum(open_minor) FILTER (WHERE open_minor > 0 AND %(as_of)s::date - due_date BETWEEN 1 AND 30),
                    0)::bigint AS a1,
           coalesce(sum(open_minor) FILTER (WHERE open_minor > 0 AND %(as_of)s::date - due_date BETWEEN 31 AND 60),
                    0)::bigint AS a2,
           coalesce(sum(open_minor) FILTER (WHERE open_minor > 0 AND %(as_of)s::date - due_date > 60), 0)::bigint AS a3
      FROM open_item WHERE company_id = %(company)s AND currency = %(currency)s GROUP BY customer_id
"""


EVERYBODY = "c.company_id = %(company)s"


def balances_sql(company_id: int, as_of: date) -> str:
    """Return SQL giving what every customer has open on a day: from the projection if it is kept for that day."""
    return KEPT if balance_day(company_id) == as_of else LIVE


def _conditions(wanted: CustomerFilter, values: dict[str, Any]) -> str:
    """Return the WHERE clause of a filter and put what it needs into `values`."""
    parts = [EVERYBODY]
    if wanted.text:
        plain = literally(wanted.text)
        values |= {"inside": f"%{plain}%", "begins": f"{plain}%"}
        parts.append("(c.name ILIKE %(inside)s OR c.number ILIKE %(begins)s)")
    if wanted.segment:
        values["segment"] = wanted.segment
        parts.append("c.segment = %(segment)s")
    if wanted.owner == NO_OWNER:
        parts.append("c.owner_id IS NULL")
    elif wanted.owner:
        values["owner"] = int(wanted.owner)
        parts.append("c.owner_id = %(owner)s")
    if wanted.only_owner_id is not None:
        values["only"] = wanted.only_owner_id
        parts.append("c.owner_id = %(only)s")
    if wanted.status:
        values["status"] = wanted.status
        parts.append("c.status = %(status)s")
    if wanted.late_only:
        parts.append("b.late > 0")
    if wanted.at_least_minor:
        values["least"] = wanted.at_least_minor
        parts.append("b.open >= %(least)s")
    if wanted.older_than_days is not None:
        values["older"] = wanted.older_than_days
        parts.append("b.oldest > %(older)s")
    return " AND ".join(parts)


OTHERS_KEPT = "(SELECT * FROM customer_balance WHERE item_count > 0 OR credit_minor < 0) AS o"
COLUMNS = """
    c.id, c.number, c.name, c.segment, c.status,
    coalesce(nullif(trim(concat(u.first_name, ' ', u.last_name)), ''), u.email, ''),
    coalesce(b.open, 0), coalesce(b.late, 0), b.oldest,
    coalesce(b.a0, 0), coalesce(b.a1, 0), coalesce(b.a2, 0), coalesce(b.a3, 0),
    EXISTS (SELECT 1 FROM {others} WHERE o.company_id = %(company)s AND o.customer_id = c.id
                                     AND o.currency <> %(currency)s),
    c.procedure_name, c.importance
"""


def customer_lines(
    company_id: int,
    as_of: date,
    wanted: CustomerFilter,
    *,
    sort: str = DEFAULT_SORT,
    after: Place | None = None,
    before: Place | None = None,
    limit: int = 50,
) -> tuple[list[CustomerLine], Place | None, Place | None]:
    """Return a page of customers and the places before and after which there are more (None: none).

    `sort` is a name of SORTS, with "-" in front when descending.
    """
    expression, kind = SORTS[sort.lstrip("-")]
    values: dict[str, Any] = {
        "company": company_id, "as_of": as_of, "currency": wanted.currency, "limit": limit + 1,
    }  # fmt: skip
    before, after = (place if place and place.fits(kind) else None for place in (before, after))
    start = before or after
    where = _conditions(wanted, values)
    if start is not None:
        values |= {"value": start.value, "id": start.id}
    kept = balance_day(company_id) == as_of
    rows = _who_owes(sort, where, values) if kept and sort in LARGEST_FIRST and before is None else []
    if len(rows) <= limit:  # the end of the list, or another order: whoever owes nothing is among them
        turned = sort.startswith("-") != (before is not None)
        rows = _rows(KEPT if kept else LIVE, expression, kind, "DESC" if turned else "ASC", where, values)
    more = len(rows) > limit
    rows = rows[:limit][::-1] if before is not None else rows[:limit]
    lines = [_line(row) for row in rows]
    if not rows:
        return [], None, None
    first, last = Place(rows[0][-1], rows[0][0]), Place(rows[-1][-1], rows[-1][0])
    has_previous, has_next = (more, True) if before is not None else (after is not None, more)
    return lines, first if has_previous else None, last if has_next else None


def _rows(
    balances: str, expression: str, kind: str, order: str, where: str, values: dict[str, Any]
) -> list[tuple[Any, ...]]:
    """Return rows of the whole list in any order; the last column is where each stands in it."""
    if "value" in values:
        where += f" AND ({expression}, c.id) {'<' if order == 'DESC' else '>'} (%(value)s::{kind}, %(id)s)"
    others = OTHERS_KEPT if balances == KEPT else "open_item o"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {COLUMNS.format(others=others)}, ({expression})::text FROM customer c
                  LEFT JOIN ({balances}) AS b ON b.customer_id = c.id
                  LEFT JOIN person u ON u.id = c.owner_id
                 WHERE {where} ORDER BY {expression} {order}, c.id {order} LIMIT %(limit)s""",
            values,
        )
        return list(cursor.fetchall())


def _who_owes(sort: str, where: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of those who owe, largest first, by walking the projection's index; others come after them."""
    column, order, owing = LARGEST_FIRST[sort]
    expression = SORTS[sort.lstrip("-")][0]
    place = "true"
    if "value" in values:
        place = f"({column}, b.customer_id) < (%(value)s::bigint, %(id)s)"
        if order == "ASC":  # days late, so the later due date stands further down; of one day the lower id does
            place = (
                f"({column} > %(as_of)s::date - %(value)s::int"
                f" OR {column} = %(as_of)s::date - %(value)s::int AND b.customer_id < %(id)s)"
            )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {COLUMNS.format(others=OTHERS_KEPT)}, ({expression})::text
                  FROM (SELECT b.*, open_minor AS open, late_minor AS late, age_0_minor AS a0, age_1_minor AS a1,
                               age_2_minor AS a2, age_3_minor + age_4_minor AS a3,
                               %(as_of)s::date - oldest_due_date AS oldest FROM customer_balance b
                         WHERE b.company_id = %(company)s AND b.currency = %(currency)s AND {owing} AND {place}) AS b
                  JOIN customer c ON c.id = b.customer_id LEFT JOIN person u ON u.id = c.owner_id
                 WHERE {where} ORDER BY {column} {order}, b.customer_id DESC LIMIT %(limit)s""",
            values,
        )
        return list(cursor.fetchall())


def _line(row: tuple[Any, ...]) -> CustomerLine:
    id, number, name, segment, status, owner, open_minor, late, oldest, a0, a1, a2, a3, others, *more, _value = row
    ages = (a0, a1, a2, a3)
    return CustomerLine(id, number, name, segment, status, owner, open_minor, late, oldest, ages, others, *more)


def customer_sums(company_id: int, as_of: date, wanted: CustomerFilter) -> CustomerSums:
    """Return counts and sums over all customers the filter lets through."""
    values: dict[str, Any] = {"company": company_id, "as_of": as_of, "currency": wanted.currency}
    where = _conditions(wanted, values)
    balances = balances_sql(company_id, as_of)
    with connection.cursor() as cursor:
        if where == EVERYBODY:
            cursor.execute(
                f"""SELECT (SELECT count(*) FROM customer WHERE company_id = %(company)s),
                           coalesce(sum(b.open), 0)::bigint, coalesce(sum(b.late), 0)::bigint FROM ({balances}) AS b""",
                values,
            )
            return CustomerSums(*cursor.fetchone())
        cursor.execute(
            f"""SELECT count(*), coalesce(sum(b.open), 0)::bigint, coalesce(sum(b.late), 0)::bigint
                  FROM customer c LEFT JOIN ({balances}) AS b ON b.customer_id = c.id WHERE {where}""",
            values,
        )
        return CustomerSums(*cursor.fetchone())


def customer_ids(
    company_id: int, as_of: date, wanted: CustomerFilter, *, ids: Collection[int] | None = None, limit: int = 100_000
) -> list[int]:
    """Return the ids of the customers that a filter lets through, of `ids` only where they are given; by id."""
    values: dict[str, Any] = {"company": company_id, "as_of": as_of, "currency": wanted.currency, "limit": limit}
    where = _conditions(wanted, values)
    if ids is not None:
        values["ids"] = list(ids)
        where += " AND c.id = ANY(%(ids)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT c.id FROM customer c LEFT JOIN ({balances_sql(company_id, as_of)}) AS b ON b.customer_id = c.id
                 WHERE {where} ORDER BY c.id LIMIT %(limit)s""",
            values,
        )
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: segments, owners (id, name), currencies in use."""

    segments: tuple[str, ...]
    owners: tuple[tuple[int, str], ...]
    currencies: tuple[str, ...]


# The few currencies among many rows, found by leaping from one to the next along an index.
CURRENCIES = """
    WITH RECURSIVE found AS (
        (SELECT currency FROM {table} WHERE company_id = %(company)s ORDER BY currency LIMIT 1)
        UNION ALL
        SELECT (SELECT t.currency FROM {table} t WHERE t.company_id = %(company)s AND t.currency > found.currency
                 ORDER BY t.currency LIMIT 1) FROM found WHERE found.currency IS NOT NULL)
    SELECT currency FROM found WHERE currency IS NOT NULL ORDER BY 1
"""


def choices(company_id: int) -> Choices:
    """Return what there is to filter by."""
    table = "open_item" if balance_day(company_id) is None else "customer_balance"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT segment FROM customer WHERE company_id = %s AND segment <> '' ORDER BY 1 LIMIT 200",
            [company_id],
        )
        segments = tuple(row[0] for row in cursor.fetchall())
        cursor.execute(
            """SELECT u.id, coalesce(nullif(trim(concat(u.first_name, ' ', u.last_name)), ''), u.email)
                 FROM membership m JOIN person u ON u.id = m.user_id
                WHERE m.company_id = %s AND m.is_active ORDER BY 2 LIMIT 500""",
            [company_id],
        )
        owners = tuple((row[0], row[1]) for row in cursor.fetchall())
        cursor.execute(CURRENCIES.format(table=table), {"company": company_id})
        currencies = tuple(row[0] for row in cursor.fetchall())
    return Choices(segments, owners, currencies)
