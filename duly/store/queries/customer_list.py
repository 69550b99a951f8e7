"""The list of customers with what each owes in one currency: filtered, sorted, 50 by keyset, summed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

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


BALANCES = """
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


def _conditions(wanted: CustomerFilter, values: dict[str, Any]) -> str:
    """Return the WHERE clause of a filter and put what it needs into `values`."""
    parts = ["c.company_id = %(company)s"]
    if wanted.text:
        plain = wanted.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
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


COLUMNS = """
    c.id, c.number, c.name, c.segment, c.status,
    coalesce(nullif(trim(concat(u.first_name, ' ', u.last_name)), ''), u.email, ''),
    coalesce(b.open, 0), coalesce(b.late, 0), b.oldest,
    coalesce(b.a0, 0), coalesce(b.a1, 0), coalesce(b.a2, 0), coalesce(b.a3, 0),
    EXISTS (SELECT 1 FROM open_item o WHERE o.company_id = %(company)s AND o.customer_id = c.id
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
    downward = sort.startswith("-")
    values: dict[str, Any] = {
        "company": company_id, "as_of": as_of, "currency": wanted.currency, "limit": limit + 1,
    }  # fmt: skip
    where = _conditions(wanted, values)
    before, after = (place if place and place.fits(kind) else None for place in (before, after))
    start = before or after
    turned = downward != (before is not None)
    if start is not None:
        values |= {"value": start.value, "id": start.id}
        where += f" AND ({expression}, c.id) {'<' if turned else '>'} (%(value)s::{kind}, %(id)s)"
    order = "DESC" if turned else "ASC"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {COLUMNS}, ({expression})::text FROM customer c
                  LEFT JOIN ({BALANCES}) AS b ON b.customer_id = c.id
                  LEFT JOIN person u ON u.id = c.owner_id
                 WHERE {where} ORDER BY {expression} {order}, c.id {order} LIMIT %(limit)s""",
            values,
        )
        rows = cursor.fetchall()
    more = len(rows) > limit
    rows = rows[:limit][::-1] if before is not None else rows[:limit]
    lines = [_line(row) for row in rows]
    if not rows:
        return [], None, None
    first, last = Place(rows[0][-1], rows[0][0]), Place(rows[-1][-1], rows[-1][0])
    has_previous, has_next = (more, True) if before is not None else (after is not None, more)
    return lines, first if has_previous else None, last if has_next else None


def _line(row: tuple[Any, ...]) -> CustomerLine:
    id, number, name, segment, status, owner, open_minor, late, oldest, a0, a1, a2, a3, others, *more, _value = row
    ages = (a0, a1, a2, a3)
    return CustomerLine(id, number, name, segment, status, owner, open_minor, late, oldest, ages, others, *more)


def customer_sums(company_id: int, as_of: date, wanted: CustomerFilter) -> CustomerSums:
    """Return counts and sums over all customers the filter lets through."""
    values: dict[str, Any] = {"company": company_id, "as_of": as_of, "currency": wanted.currency}
    where = _conditions(wanted, values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*), coalesce(sum(b.open), 0)::bigint, coalesce(sum(b.late), 0)::bigint
                  FROM customer c LEFT JOIN ({BALANCES}) AS b ON b.customer_id = c.id WHERE {where}""",
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
            f"""SELECT c.id FROM customer c LEFT JOIN ({BALANCES}) AS b ON b.customer_id = c.id
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


def choices(company_id: int) -> Choices:
    """Return what there is to filter by."""
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
        cursor.execute("SELECT DISTINCT currency FROM open_item WHERE company_id = %s ORDER BY 1", [company_id])
        currencies = tuple(row[0] for row in cursor.fetchall())
    return Choices(segments, owners, currencies)
