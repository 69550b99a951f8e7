"""One timeline of everything about a customer: what people wrote, what was sent, what the ledger recorded.

Money is told by the ledger itself, one line per entry, kind and day; lines of the activity log that retell an
entry or a message are left out, so that nothing is told twice. Pages go by keyset, newest first.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection

TIMELINE_PAGE = 30
FILTERS = ("all", "talk", "money", "cases", "changes")
RETOLD = (
    "receipt.applied", "receipt.identify_receipt", "receipt.mark_not_ours", "receipt.refund_receipt",
    "receivable.apply_credit_note", "receivable.write_off", "receivable.credit_refund", "notice.sent", "note.withdrawn",
)  # fmt: skip
TALK = ("note.%", "call.%", "payment.claimed", "portal.%", "reply.%")
CASES = ("promise.%", "dispute.%", "hold.%", "payment.%", "task.%")
SOURCES = ("posting", "notice", "activity")
NUMBERS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """Something that happened, at an instant (UTC); where only the day is known, `is_day` is true.

    `source` is activity, notice or posting; `code` the activity's verb, the notice's state or the posting's kind
    (for a reversal: `reversal:` and what it takes back). Amounts in minor units, 0 where there is none.
    `numbers` are invoices by (id, number), the first few of `count`.
    """

    source: str
    key: int
    at: datetime
    is_day: bool
    code: str
    text: str
    reason: str
    actor: str
    actor_kind: str
    amount_minor: int
    currency: str
    count: int
    numbers: tuple[tuple[int, str], ...]
    receipt_id: int | None
    notice_id: int | None
    entry_id: int | None
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def cursor(self) -> str:
        """Where the next page goes on."""
        return f"{self.at.isoformat()}_{SOURCES.index(self.source)}_{self.key}"


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A page of events and the cursor of the next ("" = no more)."""

    events: tuple[TimelineEvent, ...]
    next_cursor: str


ACTIVITY = """
    (SELECT 2 AS source_no, a.id AS key, a.at, false AS is_day, a.verb AS code, a.sentence AS text, a.reason, a.actor,
            a.actor_kind, 0::bigint AS amount_minor, '' AS currency, (r.id IS NOT NULL)::int AS count,
            CASE WHEN r.id IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(jsonb_build_array(r.id, r.number)) END
              AS numbers, NULL::bigint AS receipt_id, NULL::bigint AS notice_id, NULL::bigint AS entry_id,
            a.data
       FROM activity a LEFT JOIN receivable r ON r.company_id = %(company)s AND r.id = a.receivable_id
      WHERE a.company_id = %(company)s AND a.customer_id = %(customer)s AND a.verb <> ALL(%(retold)s)
        AND NOT (a.verb = 'note.added' AND EXISTS (
             SELECT 1 FROM activity w WHERE w.company_id = %(company)s AND w.customer_id = %(customer)s
                AND w.verb = 'note.withdrawn' AND (w.data->>'note_id')::bigint = a.id))
        AND {verbs} AND {item_activity} AND (a.at, 2, a.id) < (%(at)s, %(source)s, %(key)s)
      ORDER BY a.at DESC, a.id DESC LIMIT %(limit)s)
"""
NOTICE = """
    (SELECT 1, n.id, coalesce(n.sent_at, n.created_at), false, n.state, coalesce(nullif(n.subject, ''), n.level_key),
            n.state_reason, n.level_key, n.channel, n.total_minor, n.currency, 0, '[]'::jsonb, NULL::bigint, n.id,
            NULL::bigint, NULL::jsonb
       FROM dunning_notice n
      WHERE n.company_id = %(company)s AND n.customer_id = %(customer)s AND {item_notice}
        AND (coalesce(n.sent_at, n.created_at), 1, n.id) < (%(at)s, %(source)s, %(key)s)
      ORDER BY 3 DESC, n.id DESC LIMIT %(limit)s)
"""
POSTING = """
    (SELECT 0, m.key, m.at, m.is_day, m.code, '', e.reason, e.actor, e.actor_kind, m.minor, m.currency, m.count,
            m.numbers, m.receipt_id, NULL::bigint, m.entry_id, NULL::jsonb
       FROM (
        SELECT max(p.id) AS key, p.entry_id, sum(p.amount_minor)::bigint AS minor, p.currency, count(*)::int AS count,
               CASE WHEN p.kind = 'reversal' THEN 'reversal:' || o.kind ELSE p.kind END AS code,
               min(p.receipt_id) AS receipt_id, p.effective_date <> h.business_date AS is_day,
               CASE WHEN p.effective_date = h.business_date THEN h.recorded_at
                    ELSE p.effective_date + interval '12 hours' END AS at,
               coalesce((jsonb_agg(jsonb_build_array(r.id, r.number) ORDER BY r.due_date, r.id)
                         FILTER (WHERE r.id IS NOT NULL)), '[]'::jsonb) AS numbers
          FROM posting p JOIN entry h ON h.company_id = %(company)s AND h.id = p.entry_id
          LEFT JOIN posting o ON o.company_id = %(company)s AND o.id = p.reverses_id
          LEFT JOIN receivable r ON r.company_id = %(company)s AND r.id = p.receivable_id
         WHERE p.company_id = %(company)s AND p.customer_id = %(customer)s AND {item_posting}
           AND p.effective_date <= (%(at)s)::date + 1
         GROUP BY p.entry_id, p.effective_date, h.business_date, h.recorded_at, p.currency,
                  CASE WHEN p.kind = 'reversal' THEN 'reversal:' || o.kind ELSE p.kind END, p.receipt_id
        ) AS m JOIN entry e ON e.company_id = %(company)s AND e.id = m.entry_id
      WHERE (m.at, 0, m.key) < (%(at)s, %(source)s, %(key)s)
      ORDER BY m.at DESC, m.key DESC LIMIT %(limit)s)
"""
VERBS = {
    "all": "true",
    "talk": "a.verb LIKE ANY(%(talk)s)",
    "cases": "a.verb LIKE ANY(%(cases)s)",
    "changes": "NOT (a.verb LIKE ANY(%(talk)s) OR a.verb LIKE ANY(%(cases)s))",
}
END_OF_TIME = datetime(9000, 1, 1, tzinfo=UTC)


def timeline_page(
    company_id: int,
    customer_id: int,
    *,
    which: str = "all",
    before: str = "",
    receivable_id: int | None = None,
    limit: int = TIMELINE_PAGE,
) -> TimelinePage:
    """Return a page of a customer's events, newest first, or only those that touch one receivable.

    `which` is one of FILTERS; `before` the cursor of the page before ("" or an unreadable one: the first).
    """
    assert which in FILTERS, f"{which} is no filter of the timeline"
    at, source, key = _read_cursor(before)
    values: dict[str, Any] = {
        "company": company_id, "customer": customer_id, "item": receivable_id, "retold": list(RETOLD),
        "talk": list(TALK), "cases": list(CASES), "limit": limit + 1, "at": at, "source": source, "key": key,
    }  # fmt: skip
    parts = _parts(which, receivable_id is not None)
    statement = f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS told ORDER BY 3 DESC, 1 DESC, 2 DESC LIMIT %(limit)s"
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        events = tuple(_event(row) for row in cursor.fetchall())
    shown = events[:limit]
    return TimelinePage(shown, shown[-1].cursor if len(events) > limit else "")


def _parts(which: str, is_item: bool) -> list[str]:
    narrow = {
        "item_activity": "a.receivable_id = %(item)s" if is_item else "true",
        "item_posting": "(p.receivable_id = %(item)s OR p.source_receivable_id = %(item)s)" if is_item else "true",
        "item_notice": """EXISTS (SELECT 1 FROM notice_item m WHERE m.company_id = %(company)s AND m.notice_id = n.id
                                    AND m.receivable_id = %(item)s)""" if is_item else "true",
    }  # fmt: skip
    parts = []
    if which in VERBS:
        parts.append(ACTIVITY.format(verbs=VERBS[which], **narrow))
    if which in ("all", "talk"):
        parts.append(NOTICE.format(**narrow))
    if which in ("all", "money"):
        parts.append(POSTING.format(**narrow))
    return parts


def _read_cursor(text: str) -> tuple[datetime, int, int]:
    try:
        at, source, key = text.split("_")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not (key.isascii() and key.isdigit() and len(key) < 19):
            raise ValueError
        return moment, int(source[:1]), int(key)
    except (ValueError, OverflowError):
        return END_OF_TIME, 9, 0


def _event(row: tuple[Any, ...]) -> TimelineEvent:
    source_no, key, at, is_day, code, text, reason, actor, kind, minor, currency, count, numbers, receipt, *ids = row
    named, data = json_list(numbers), ids[2]
    return TimelineEvent(
        SOURCES[source_no], key, at, is_day, code, text, reason, actor, kind, minor, currency, count,
        tuple((pk, number) for pk, number in named[:NUMBERS_SHOWN]), receipt, ids[0], ids[1],
        json.loads(data) if isinstance(data, str) else data or {},
    )  # fmt: skip


def json_list(value: Any) -> list[Any]:
    """Return a JSON array that a raw cursor gave, as text or as a list already."""
    if isinstance(value, str):
        return list(json.loads(value))
    return list(value)
