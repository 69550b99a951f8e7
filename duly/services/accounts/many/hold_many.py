"""Put many customers on hold, or end their holds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection

from duly.services.accounts.many.head import Changed, check_size, open_head
from duly.services.accounts.place_hold import LONGEST_HOLD
from duly.services.accounts.record_activities import ActivityLine, record_activities
from duly.services.act import Act
from duly.services.refused import ServiceRefused


def hold_many(*, act: Act, customer_ids: Collection[int], reason: str, until_date: date | None) -> Changed:
    """Silence many customers for a reason until a day (its last day; None: until somebody ends it).

    Who is on the same hold already stays on that one.
    Raises ServiceRefused. Called inside the company's scope.
    """
    check_size(customer_ids)
    why = reason.strip()[:300]
    if not why:
        raise ServiceRefused("reason", "Say why: whoever reads this later needs to know.")
    if until_date and not act.business_date <= until_date <= act.business_date + LONGEST_HOLD:
        raise ServiceRefused("until_date", "Choose today or a later day, within ten years; or leave it empty.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM customer WHERE company_id = %s AND id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [act.company_id, list(customer_ids)],
        )
        cursor.execute(
            """INSERT INTO hold (company_id, customer_id, reason, from_date, until_date, created_by, created_at,
                                 ended_by)
               SELECT c.company_id, c.id, %s, %s, %s, %s, %s, '' FROM customer c
                WHERE c.company_id = %s AND c.id = ANY(%s)
                  AND NOT EXISTS (SELECT 1 FROM hold h
                                   WHERE h.company_id = c.company_id AND h.customer_id = c.id
                                     AND h.receivable_id IS NULL AND h.ended_at IS NULL AND h.reason = %s
                                     AND h.from_date = %s AND h.until_date IS NOT DISTINCT FROM %s)
                ORDER BY c.id
               RETURNING id, customer_id""",
            [
                why,
                act.business_date,
                until_date,
                act.actor,
                act.at,
                act.company_id,
                list(customer_ids),
                why,
                act.business_date,
                until_date,
            ],
        )
        made: list[tuple[int, int]] = cursor.fetchall()
    if not made:
        return Changed(None, 0)
    until = until_date.isoformat() if until_date else "further notice"
    acting = act.because(why)
    shown = f"On hold until {until}: {why}"
    head = open_head(acting, "hold", f"{len(made)} customers: {shown}", {"customers": len(made)})
    data = {"many_id": head, "until": until_date.isoformat() if until_date else None, "reason": why}
    lines = [ActivityLine(customer, shown, {**data, "hold_id": pk}) for pk, customer in made]
    record_activities(act=acting, verb="hold.placed", lines=lines)
    return Changed(head, len(made))


def end_holds_of_many(*, act: Act, customer_ids: Collection[int]) -> Changed:
    """End the holds in force on many customers; holds on single invoices stay. Called inside the company's scope."""
    check_size(customer_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE hold SET ended_at = %s, ended_by = %s
                WHERE company_id = %s AND customer_id = ANY(%s) AND receivable_id IS NULL AND ended_at IS NULL
                  AND (until_date IS NULL OR until_date >= %s)
               RETURNING id, customer_id, reason""",
            [act.at, act.actor, act.company_id, list(customer_ids), act.business_date],
        )
        ended: list[tuple[int, int, str]] = cursor.fetchall()
    if not ended:
        return Changed(None, 0)
    customers = len({customer for _pk, customer, _why in ended})
    head = open_head(act, "end_hold", f"{customers} customers: holds ended", {"customers": customers})
    lines = [
        ActivityLine(customer, f"Hold ended ({why})", {"many_id": head, "hold_id": pk, "reason": why})
        for pk, customer, why in ended
    ]
    record_activities(act=act, verb="hold.ended", lines=lines)
    return Changed(head, customers)
