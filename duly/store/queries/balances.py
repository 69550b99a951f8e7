"""The projection customer_balance: what every customer has open, recomputed by set-based SQL.

Its ages hold on one business date, kept in `balance_day`. A page that needs them asks for `keep_balances` first;
where the day has turned, all balances are rolled to it at once. Postings refresh the customers they touch. Two
locks keep this exact: whoever refreshes customers locks their rows (so that of two postings to one customer the
second sums what the first wrote), and a roll waits for all refreshes under way and holds up new ones.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection

from duly.store.bulk import refresh_young_statistics

LOCK = 4711
AHEAD_DAYS = 7
LONGEST_DAYS = 90

_DAYS = "(%(as_of)s::date - due_date)"
_DEBT = "open_minor > 0"


def _sum(condition: str) -> str:
    return f"coalesce(sum(open_minor) FILTER (WHERE {_DEBT} AND {condition}), 0)::bigint"


BALANCES = f"""
    SELECT coalesce(i.customer_id, c.customer_id) AS customer_id, coalesce(i.currency, c.currency) AS currency,
           coalesce(open_minor, 0) AS open_minor, coalesce(credit_minor, 0) AS credit_minor,
           coalesce(c.unapplied_minor, 0)::bigint AS unapplied_minor,
           coalesce(age_0, 0) AS age_0_minor, coalesce(age_1, 0) AS age_1_minor, coalesce(age_2, 0) AS age_2_minor,
           coalesce(age_3, 0) AS age_3_minor, coalesce(age_4, 0) AS age_4_minor,
           coalesce(age_1 + age_2 + age_3 + age_4, 0) AS late_minor, coalesce(week, 0) AS week_minor,
           coalesce(items, 0) AS item_count, coalesce(late_items, 0) AS late_count,
           coalesce(week_items, 0) AS week_count, coalesce(oldest, '9999-12-31'::date) AS oldest_due_date,
           coalesce(weight, 0)::bigint AS weight
      FROM (SELECT customer_id, currency, sum(open_minor)::bigint AS open_minor,
                   coalesce(sum(open_minor) FILTER (WHERE open_minor < 0), 0)::bigint AS credit_minor,
                   {_sum(f"{_DAYS} <= 0")} AS age_0, {_sum(f"{_DAYS} BETWEEN 1 AND 30")} AS age_1,
                   {_sum(f"{_DAYS} BETWEEN 31 AND 60")} AS age_2, {_sum(f"{_DAYS} BETWEEN 61 AND 90")} AS age_3,
                   {_sum(f"{_DAYS} > 90")} AS age_4, {_sum(f"{_DAYS} BETWEEN -6 AND 0")} AS week,
                   count(*) FILTER (WHERE {_DEBT}) AS items,
                   count(*) FILTER (WHERE {_DEBT} AND {_DAYS} > 0) AS late_items,
                   count(*) FILTER (WHERE {_DEBT} AND {_DAYS} BETWEEN -6 AND 0) AS week_items,
                   min(due_date) FILTER (WHERE {_DEBT}) AS oldest,
                   sum(open_minor * least(greatest({_DAYS}, 1), {LONGEST_DAYS}))
                       FILTER (WHERE {_DEBT} AND {_DAYS} >= -{AHEAD_DAYS}) AS weight
              FROM open_item WHERE company_id = %(company)s {{only}} GROUP BY 1, 2) AS i
      FULL JOIN (SELECT customer_id, currency, sum(unapplied_minor) AS unapplied_minor FROM open_receipt
                  WHERE company_id = %(company)s AND customer_id IS NOT NULL {{only}} GROUP BY 1, 2) AS c
             ON c.customer_id = i.customer_id AND c.currency = i.currency
"""
COLUMNS = (
    "open_minor", "credit_minor", "unapplied_minor", "age_0_minor", "age_1_minor", "age_2_minor", "age_3_minor",
    "age_4_minor", "late_minor", "week_minor", "item_count", "late_count", "week_count", "oldest_due_date", "weight",
)  # fmt: skip
_NAMES = ", ".join(COLUMNS)
_ONLY = "AND customer_id = ANY(%(ids)s)"
# An estimate of the place on the worklist until the core has scored the account anew: a score of before, while
# nothing but the day has changed; else the weight, with what is left when all of it is paid.
_SCORE = "CASE WHEN excluded.weight = 0 THEN 0 WHEN {kept} THEN b.score ELSE excluded.weight END"
_WRITE = f"""
    INSERT INTO customer_balance AS b (company_id, customer_id, currency, {_NAMES}, score, is_scored)
    SELECT %(company)s, customer_id, currency, {_NAMES}, weight, weight = 0 FROM ({BALANCES}) AS fresh
    ON CONFLICT ON CONSTRAINT customer_balance_once DO UPDATE
       SET ({_NAMES}) = ROW ({", ".join(f"excluded.{name}" for name in COLUMNS)}),
           score = {_SCORE}, is_scored = excluded.weight = 0,
           left_out = CASE WHEN excluded.weight > 0 AND {{kept}} THEN b.left_out END
"""
_SETTLED = """
    DELETE FROM customer_balance b WHERE b.company_id = %(company)s {only}
       AND NOT EXISTS (SELECT 1 FROM open_item i WHERE i.company_id = %(company)s AND i.customer_id = b.customer_id
                                                   AND i.currency = b.currency)
       AND NOT EXISTS (SELECT 1 FROM open_receipt o WHERE o.company_id = %(company)s AND o.customer_id = b.customer_id
                                                      AND o.currency = b.currency)
"""


NOTE_CHANGES = """
    INSERT INTO dry_run_change (company_id, customer_id) SELECT %(company)s, unnest(%(ids)s::bigint[])
     WHERE EXISTS (SELECT 1 FROM dry_run WHERE company_id = %(company)s)
"""
"""A kept dry run decides anew about customers something changed about (services/dunning/keep_dry_run)."""


def balance_day(company_id: int) -> date | None:
    """Return the business date as of which balances are kept, None while none are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT as_of_date FROM balance_day WHERE company_id = %s", [company_id])
        row = cursor.fetchone()
    return row[0] if row else None


def refresh_customer_balances(company_id: int, customer_ids: Collection[int]) -> None:
    """Recompute the balances of some customers from the open items and receipts, as of the day that is kept.

    Called in the database transaction that changed them, after it did. Does nothing while no balances are kept:
    the first `keep_balances` computes them all.
    """
    if not customer_ids:
        return
    values: dict[str, Any] = {"company": company_id, "ids": sorted(customer_ids)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LOCK, company_id])
        values["as_of"] = balance_day(company_id)
        if values["as_of"] is None:
            return
        cursor.execute(
            "SELECT id FROM customer WHERE company_id = %(company)s AND id = ANY(%(ids)s) ORDER BY id "
            "FOR NO KEY UPDATE",
            values,
        )
        cursor.execute(f"WITH noted AS ({NOTE_CHANGES}) {_SETTLED.format(only=_ONLY)}", values)
        cursor.execute(_WRITE.format(only=_ONLY, kept="false"), values)


def refresh_balances_of(company_id: int, receivable_ids: Collection[int], receipt_ids: Collection[int]) -> None:
    """Recompute the balances of everybody whom these documents belong to, or ever belonged to."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT customer_id FROM receivable WHERE company_id = %(company)s AND id = ANY(%(items)s)
               UNION SELECT customer_id FROM receipt WHERE company_id = %(company)s AND id = ANY(%(receipts)s)
               UNION SELECT customer_id FROM posting
                      WHERE company_id = %(company)s AND receipt_id = ANY(%(receipts)s)""",
            {"company": company_id, "items": list(receivable_ids), "receipts": list(receipt_ids)},
        )
        customers = {row[0] for row in cursor.fetchall() if row[0] is not None}
    refresh_customer_balances(company_id, customers)


def keep_balances(company_id: int, as_of: date) -> bool:
    """See that balances are kept as of a business date, rolling them to it if they are not; tell whether they were.

    Called inside the company's scope. Of several that find the day turned, one rolls and the others wait for it.
    """
    if balance_day(company_id) == as_of:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, company_id])
    if balance_day(company_id) == as_of:
        return False
    roll_balances(company_id, as_of)
    return True


def roll_balances(company_id: int, as_of: date) -> None:
    """Compute all balances anew as of a business date."""
    values: dict[str, Any] = {"company": company_id, "as_of": as_of}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, company_id])
        cursor.execute(
            "INSERT INTO balance_day (company_id, as_of_date) VALUES (%(company)s, %(as_of)s) "
            "ON CONFLICT ON CONSTRAINT balance_day_once DO UPDATE SET as_of_date = excluded.as_of_date",
            values,
        )
        cursor.execute(_SETTLED.format(only=""), values)
        cursor.execute(_WRITE.format(only="", kept="b.score > 0 OR b.left_out IS NOT NULL"), values)
        written = cursor.rowcount
    refresh_young_statistics(["customer_balance"], written)


def rebuild_balances(company_id: int) -> None:
    """Compute the balances anew as of the day they are kept for; nothing while none are kept.

    A roll that begins meanwhile waits for the end of this database transaction, and then sees all it did.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, company_id])
    as_of = balance_day(company_id)
    if as_of is not None:
        roll_balances(company_id, as_of)


def forget_score(company_id: int, customer_id: int) -> None:
    """Note that something about a customer changed: its place on the worklist must be found anew."""
    forget_scores(company_id, [customer_id])


def forget_scores(company_id: int, customer_ids: Collection[int]) -> None:
    """Note that something about these customers changed, by one statement; a kept dry run takes it in as well."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH noted AS ({NOTE_CHANGES})
                UPDATE customer_balance SET is_scored = false
                 WHERE company_id = %(company)s AND customer_id = ANY(%(ids)s) AND is_scored AND weight > 0""",
            {"company": company_id, "ids": list(customer_ids)},
        )
