"""What the figures are computed from, each by one set-based statement: movements, paid invoices, promises, disputes.

All take a Portfolio: one currency of a company, perhaps narrowed to the customers of one person or segment.
Periods are given as the day before they begin and the day they end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from duly.core.insight.movements import Movement, Movements
from duly.core.insight.records import DisputeRecord, PaidGroup, PromiseRecord
from duly.core.money.money import Money
from duly.store.queries.aging import ITEMS_AS_OF, OWNER_AS_OF, nothing_after


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Whose figures: a company and a currency; None and "" mean everybody. NOTHING is no segment."""

    company_id: int
    currency: str
    owner_id: int | None = None
    segment: str = ""

    @property
    def is_whole(self) -> bool:
        """Say whether nothing narrows it."""
        return self.owner_id is None and not self.segment

    def values(self, **more: Any) -> dict[str, Any]:
        """Return the parameters of this portfolio's SQL."""
        segment = "" if self.segment == "~" else self.segment
        mine = {"company": self.company_id, "currency": self.currency, "owner": self.owner_id, "segment": segment}
        return mine | more

    def condition(self, column: str) -> str:
        """Return SQL that tells whether a column holds the id of a customer of this portfolio."""
        if self.is_whole:
            return "true"
        owner = " AND own.owner_id = %(owner)s" if self.owner_id is not None else ""
        segment = " AND own.segment = %(segment)s" if self.segment else ""
        customers = f"SELECT own.id FROM customer own WHERE own.company_id = %(company)s{owner}{segment}"
        return f"coalesce({column} IN ({customers}), false)"


def _movement_sql(portfolio: Portfolio) -> str:
    """Return the statement that sums movements by interval.

    A credit note of one customer may be used on another's invoice: each side then belongs to the
    customer of its own document. A receipt belongs to whom it belonged on the last day asked for.
    """
    joins, debit, credit, cash = "", "true", "true", "true"
    if not portfolio.is_whole:
        joins = """LEFT JOIN receivable s ON s.id = p.source_receivable_id
                   LEFT JOIN receivable t ON t.id = p.receivable_id AND p.source_receivable_id IS NOT NULL
                   LEFT JOIN receipt c ON c.id = p.receipt_id AND 'bank' IN (p.debit_account, p.credit_account)"""
        debit = portfolio.condition("coalesce(s.customer_id, p.customer_id)")
        credit = portfolio.condition("coalesce(t.customer_id, p.customer_id)")
        cash = portfolio.condition(OWNER_AS_OF)
    bank = "p.receipt_id IS NOT NULL AND p.{0}_account IN ({1})"
    return f"""
        SELECT width_bucket(p.effective_date - 1, %(days)s::date[]) AS bin,
               coalesce(sum(CASE WHEN p.credit_account = 'sales' THEN p.amount_minor ELSE -p.amount_minor END)
                        FILTER (WHERE 'sales' IN (p.debit_account, p.credit_account) AND {debit}), 0)::bigint,
               (coalesce(sum(p.amount_minor) FILTER (WHERE p.debit_account = 'receivables' AND {debit}), 0)
              - coalesce(sum(p.amount_minor) FILTER (WHERE p.credit_account = 'receivables' AND {credit}), 0))::bigint,
               (coalesce(sum(p.amount_minor) FILTER (WHERE {bank.format("debit", "'bank', 'not_receivables'")}
                                                       AND {cash}), 0)
              - coalesce(sum(p.amount_minor) FILTER (WHERE {bank.format("credit", "'bank', 'not_receivables'")}
                                                       AND {cash}), 0))::bigint
          FROM posting p {joins}
         WHERE p.company_id = %(company)s AND p.currency = %(currency)s AND p.effective_date > %(first)s GROUP BY 1
    """


def movements(portfolio: Portfolio, days: Collection[date]) -> Movements:
    """Return the movements between days, from one scan of what was posted after the first of them."""
    asked = tuple(sorted(set(days)))
    values = portfolio.values(days=list(asked), first=asked[0], as_of=asked[-1])
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT coalesce(sum(open_minor), 0)::bigint FROM open_item WHERE company_id = %(company)s
                   AND currency = %(currency)s AND {portfolio.condition("customer_id")}""",
            values,
        )
        now_minor = cursor.fetchone()[0]
        cursor.execute(_movement_sql(portfolio), values)
        found = {bin_no: Movement(*sums) for bin_no, *sums in cursor.fetchall()}
    return Movements(asked, tuple(found.get(at + 1, Movement()) for at in range(len(asked))), now_minor)


PAID = """
    SELECT r.id, r.number, r.customer_id, r.amount_minor, r.issue_date, r.due_date, q.paid_date
      FROM (SELECT p.receivable_id, max(p.effective_date) AS paid_date FROM posting p
             WHERE p.company_id = %(company)s AND p.currency = %(currency)s AND p.kind = 'principal'
               AND p.effective_date > %(after)s AND p.effective_date <= %(until)s
               AND NOT EXISTS (SELECT 1 FROM posting x WHERE x.company_id = %(company)s AND x.reverses_id = p.id
                                AND x.effective_date <= %(until)s)
             GROUP BY 1) AS q
      JOIN receivable r ON r.id = q.receivable_id AND r.company_id = %(company)s
"""


def paid_sql(portfolio: Portfolio, until: date) -> str:
    """Return SQL giving the invoices settled by their last payment in a period (parameters: after, until, as_of)."""
    still_open = f"SELECT rid FROM ({ITEMS_AS_OF}) AS open_then"
    if nothing_after(portfolio.company_id, until):
        still_open = "SELECT receivable_id AS rid FROM open_item WHERE company_id = %(company)s"
    return f"""{PAID} WHERE NOT EXISTS (SELECT 1 FROM ({still_open}) AS o WHERE o.rid = r.id)
               AND {portfolio.condition("r.customer_id")}"""


def paid_groups(portfolio: Portfolio, after: date, until: date) -> list[PaidGroup]:
    """Return the invoices settled in a period, grouped by terms and days late; amounts are those of the invoices."""
    statement = f"""
        SELECT due_date - issue_date, paid_date - due_date, count(*), sum(amount_minor)::bigint
          FROM ({paid_sql(portfolio, until)}) AS paid GROUP BY 1, 2 ORDER BY 1, 2
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, portfolio.values(after=after, until=until, as_of=until))
        return [PaidGroup(t, late, n, Money(minor, portfolio.currency)) for t, late, n, minor in cursor.fetchall()]


PROMISED = """
    SELECT m.id, m.customer_id, m.made_on_date, m.promised_date, m.amount_minor, m.receivables, m.state
      FROM promise_to_pay m
     WHERE m.company_id = %(company)s AND m.currency = %(currency)s AND m.state <> 'withdrawn'
       AND m.promised_date > %(after)s AND m.promised_date <= %(until)s AND m.made_on_date <= %(until)s
"""
RECEIVED = """
    SELECT m.id, p.effective_date,
           sum(CASE WHEN p.kind = 'reversal' THEN -p.amount_minor ELSE p.amount_minor END)::bigint
      FROM ({promised}) AS m
      JOIN posting p ON p.company_id = %(company)s
       AND p.receivable_id IN (SELECT value::bigint FROM jsonb_array_elements_text(m.receivables))
       AND p.effective_date >= m.made_on_date AND p.effective_date <= %(until)s
       AND (p.kind IN ('principal', 'discount', 'credit_applied')
            OR p.kind = 'reversal' AND p.receipt_id IS NOT NULL)
     GROUP BY 1, 2 ORDER BY 1, 2
"""


def promise_records(portfolio: Portfolio, after: date, until: date) -> list[PromiseRecord]:
    """Return the promises for dates of a period, not withdrawn, with what settled their invoices since they were made.

    The same movements count as when a promise is judged (services/cases/settle_promises).
    """
    promised = f"{PROMISED} AND {portfolio.condition('m.customer_id')}"
    values = portfolio.values(after=after, until=until)
    received: dict[int, list[tuple[date, Money]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(RECEIVED.format(promised=promised), values)
        for promise_id, day, minor in cursor.fetchall():
            received[promise_id].append((day, Money(minor, portfolio.currency)))
        cursor.execute(f"{promised} ORDER BY m.promised_date, m.id", values)
        return [
            PromiseRecord(promised_date, Money(minor, portfolio.currency), tuple(received[promise_id]))
            for promise_id, _customer, _made, promised_date, minor, _receivables, _state in cursor.fetchall()
        ]


DISPUTED = """
    SELECT d.id, d.customer_id, d.receivable_id, d.opened_on_date, d.resolved_on_date, d.amount_minor, d.reason_code,
           d.state
      FROM dispute d
     WHERE d.company_id = %(company)s AND d.currency = %(currency)s AND d.opened_on_date <= %(until)s
       AND (d.resolved_on_date IS NULL AND d.state = 'open' OR d.resolved_on_date > %(after)s)
"""


def dispute_records(portfolio: Portfolio, after: date, until: date) -> list[DisputeRecord]:
    """Return the disputes closed in a period, and those open at its end."""
    statement = f"{DISPUTED} AND {portfolio.condition('d.customer_id')} ORDER BY d.opened_on_date, d.id"
    with connection.cursor() as cursor:
        cursor.execute(statement, portfolio.values(after=after, until=until))
        return [DisputeRecord(row[3], row[4]) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class LevelResult:
    """What the notices of one level did: invoices named, what was open of them, what was paid within the days after."""

    level_key: str
    level_no: int
    notices: int
    items: int
    open_minor: int
    paid_minor: int
    paid_items: int


LEVELS = """
    WITH named AS (
        SELECT n.level_key, n.level_no, n.notice_id, n.receivable_id, n.open_minor, n.business_date
          FROM notice_item n JOIN dunning_notice d ON d.id = n.notice_id AND d.company_id = %(company)s
         WHERE n.company_id = %(company)s AND n.currency = %(currency)s AND NOT n.is_void AND d.state = 'sent'
           AND n.business_date > %(after)s AND n.business_date <= %(until)s AND {ours}
    ), result AS (
        SELECT named.*, least(named.open_minor, greatest(0, coalesce((
                SELECT sum(CASE WHEN p.kind = 'reversal' THEN -p.amount_minor ELSE p.amount_minor END) FROM posting p
                 WHERE p.company_id = %(company)s AND p.receivable_id = named.receivable_id
                   AND (p.kind = 'principal' OR p.kind = 'reversal' AND p.receipt_id IS NOT NULL)
                   AND p.effective_date > named.business_date
                   AND p.effective_date <= named.business_date + %(within)s), 0))) AS paid_minor
          FROM named
    )
    SELECT level_key, max(level_no), count(DISTINCT notice_id), count(*), sum(open_minor)::bigint,
           sum(paid_minor)::bigint, count(*) FILTER (WHERE paid_minor >= open_minor)
      FROM result GROUP BY level_key ORDER BY max(level_no), level_key
"""


def level_results(portfolio: Portfolio, after: date, until: date, *, within_days: int = 14) -> list[LevelResult]:
    """Return by level what was paid (against the invoices named) within some days after notices sent in a period.

    Give a period that ended `within_days` ago, or the newest notices have not had their time.
    """
    statement = LEVELS.format(ours=portfolio.condition("d.customer_id"))
    with connection.cursor() as cursor:
        cursor.execute(statement, portfolio.values(after=after, until=until, within=within_days))
        return [LevelResult(*row) for row in cursor.fetchall()]


def first_posting_date(company_id: int) -> date | None:
    """Return the day the ledger begins, None while it is empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(effective_date) FROM posting WHERE company_id = %s", [company_id])
        found: date | None = cursor.fetchone()[0]
    return found
