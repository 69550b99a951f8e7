"""The statements of the audit, by invariant. `{shapes}` and `{openings}` are filled from the core's table."""

from __future__ import annotations

from duly.store.queries.balances import BALANCES, COLUMNS
from duly.store.queries.projections import item_steps, receipt_steps

_KEPT_DAY = "(SELECT as_of_date FROM balance_day WHERE company_id = %(company)s)"
_FRESH = BALANCES.format(only="").replace("%(as_of)s", _KEPT_DAY)
_BALANCE = ", ".join(f"{{0}}.{name}" for name in COLUMNS)

# What each posting does to which receivable, and when.
_EFFECTS = """
    SELECT coalesce(source_receivable_id, receivable_id) AS rid, effective_date AS day, amount_minor AS delta
      FROM posting WHERE company_id = %(company)s AND debit_account = 'receivables'
    UNION ALL
    SELECT receivable_id, effective_date, -amount_minor
      FROM posting WHERE company_id = %(company)s AND credit_account = 'receivables'
"""
_CASH = """
    SELECT receipt_id AS rid, effective_date AS day,
           CASE WHEN credit_account = debit_account THEN 0
                WHEN credit_account = 'unapplied_cash' THEN amount_minor
                WHEN debit_account = 'unapplied_cash' THEN -amount_minor ELSE 0 END AS delta
      FROM posting WHERE company_id = %(company)s AND receipt_id IS NOT NULL
"""
# Whom a receipt belonged to when a posting took effect: the newest identification not reversed by then.
_OWNER_THEN = """
    coalesce((SELECT i.customer_id FROM posting i
               WHERE i.company_id = p.company_id AND i.receipt_id = p.receipt_id AND i.kind = 'identified'
                 AND i.effective_date <= p.effective_date
                 AND NOT EXISTS (SELECT 1 FROM posting x WHERE x.reverses_id = i.id
                                  AND x.effective_date <= p.effective_date)
               ORDER BY i.effective_date DESC, i.id DESC LIMIT 1), c.customer_id)
"""

CHECKS: dict[str, str] = {
    "I01": """
        SELECT 'posting ' || p.id AS subject, p.effective_date AS day,
               p.kind || ' moves ' || p.amount_minor || ' from ' || p.credit_account || ' to ' || p.debit_account
               AS detail
          FROM posting p
         WHERE p.company_id = %(company)s
           AND (p.amount_minor <= 0
                OR (p.kind = 'reversal') <> (p.reverses_id IS NOT NULL)
                OR (p.kind <> 'reversal' AND (p.kind, p.debit_account, p.credit_account) NOT IN (VALUES {shapes})))
    """,
    "I02": f"""
        SELECT 'receipt ' || rid AS subject, day, 'unapplied ' || level AS detail
          FROM (SELECT rid, day, sum(sum(delta)) OVER (PARTITION BY rid ORDER BY day) AS level
                  FROM ({_CASH}) AS e GROUP BY rid, day) AS l
          JOIN receipt r ON r.id = l.rid
         WHERE level < 0 OR level > r.amount_minor
    """,
    "I03": f"""
        SELECT 'receivable ' || rid AS subject, day, 'open ' || level || ' of ' || r.amount_minor AS detail
          FROM (SELECT rid, day, sum(sum(delta)) OVER (PARTITION BY rid ORDER BY day) AS level
                  FROM ({_EFFECTS}) AS e GROUP BY rid, day) AS l
          JOIN receivable r ON r.id = l.rid
         WHERE (r.kind <> 'credit_note' AND (level < 0 OR level > r.amount_minor))
            OR (r.kind = 'credit_note' AND (level > 0 OR level < -r.amount_minor))
    """,
    "I04": f"""
        SELECT account || ' ' || currency AS subject, NULL::date AS day,
               'the account holds ' || sum(held) || ', the documents ' || sum(owed) AS detail
          FROM (SELECT a.account, p.currency, CASE WHEN p.debit_account = a.account THEN p.amount_minor ELSE 0 END
                     - CASE WHEN p.credit_account = a.account THEN p.amount_minor ELSE 0 END AS held, 0 AS owed
                  FROM posting p CROSS JOIN (VALUES ('receivables'), ('unapplied_cash')) AS a(account)
                 WHERE p.company_id = %(company)s AND a.account IN (p.debit_account, p.credit_account)
                UNION ALL
                SELECT 'receivables', r.currency, 0, e.delta FROM ({_EFFECTS}) AS e JOIN receivable r ON r.id = e.rid
                UNION ALL
                SELECT 'unapplied_cash', c.currency, 0, -e.delta FROM ({_CASH}) AS e JOIN receipt c ON c.id = e.rid
               ) AS both_sides
         GROUP BY account, currency HAVING sum(held) <> sum(owed)
    """,
    "I06": """
        SELECT 'bank line ' || l.id AS subject, l.booking_date AS day, 'has ' || count(r.id) || ' receipts' AS detail
          FROM bank_line l JOIN receipt r ON r.company_id = l.company_id AND r.bank_line_id = l.id
         WHERE l.company_id = %(company)s GROUP BY l.id, l.booking_date HAVING count(r.id) > 1
        UNION ALL
        SELECT 'document ' || source || '/' || external_id, min(issue_date),
               'is open in ' || count(*) || ' revisions at once'
          FROM receivable r
         WHERE r.company_id = %(company)s AND NOT EXISTS (
               SELECT 1 FROM posting p JOIN posting x ON x.reverses_id = p.id
                WHERE p.company_id = r.company_id AND p.receivable_id = r.id AND p.kind IN ({openings}))
         GROUP BY source, external_id, instalment_no HAVING count(*) > 1
    """,
    "I07": """
        SELECT 'posting ' || x.id AS subject, x.effective_date AS day,
               'is no exact mirror of posting ' || p.id AS detail
          FROM posting x JOIN posting p ON p.id = x.reverses_id
         WHERE x.company_id = %(company)s
           AND (p.kind = 'reversal' OR x.effective_date < p.effective_date OR p.company_id <> x.company_id
                OR (x.debit_account, x.credit_account, x.amount_minor, x.currency)
                   <> (p.credit_account, p.debit_account, p.amount_minor, p.currency)
                OR x.receipt_id IS DISTINCT FROM p.receipt_id
                OR x.customer_id IS DISTINCT FROM p.customer_id
                OR coalesce(x.source_receivable_id, x.receivable_id)
                   IS DISTINCT FROM p.receivable_id
                OR (p.source_receivable_id IS NOT NULL AND x.receivable_id <> p.source_receivable_id))
    """,
    "I09": """
        SELECT 'posting ' || p.id AS subject, p.effective_date AS day,
               'is in ' || p.currency || ', its document in ' || d.currency AS detail
          FROM posting p
          JOIN LATERAL (SELECT currency FROM receivable WHERE id IN (p.receivable_id, p.source_receivable_id)
                        UNION ALL SELECT currency FROM receipt WHERE id = p.receipt_id) AS d ON true
         WHERE p.company_id = %(company)s AND d.currency <> p.currency
    """,
    "I10": f"""
        SELECT 'receipt ' || b.rid AS subject, b.day, 'still applied after it was returned' AS detail
          FROM (SELECT x.receipt_id AS rid, min(x.effective_date) AS day FROM posting x
                  JOIN posting p ON p.id = x.reverses_id AND p.kind = 'receipt'
                 WHERE x.company_id = %(company)s GROUP BY 1) AS b
         WHERE (SELECT coalesce(sum(delta), 0) FROM ({_CASH}) AS e WHERE e.rid = b.rid) <> 0
    """,
    "I12": f"""
        SELECT 'posting ' || p.id AS subject, p.effective_date AS day,
               'customer ' || coalesce(payer::text, '(unknown)') || ' settles an item of customer ' || owed_by AS detail
          FROM (SELECT p.id, p.effective_date, p.third_party, r.customer_id AS owed_by, {_OWNER_THEN} AS payer
                  FROM posting p JOIN receivable r ON r.id = p.receivable_id JOIN receipt c ON c.id = p.receipt_id
                 WHERE p.company_id = %(company)s AND p.kind = 'principal'
                   AND NOT EXISTS (SELECT 1 FROM posting x  -- taken back the same day: it settled nothing
                                    WHERE x.reverses_id = p.id AND x.effective_date = p.effective_date)
                UNION ALL
                SELECT p.id, p.effective_date, p.third_party, r.customer_id, s.customer_id
                  FROM posting p JOIN receivable r ON r.id = p.receivable_id
                  JOIN receivable s ON s.id = p.source_receivable_id
                 WHERE p.company_id = %(company)s AND p.kind = 'credit_applied') AS p
         WHERE payer IS NULL OR (payer <> owed_by AND NOT third_party)
    """,
    "I15": """
        SELECT 'receivable ' || r.id AS subject, r.issue_date AS day, 'has no matching opening posting' AS detail
          FROM receivable r
         WHERE r.company_id = %(company)s AND 1 <> (
               SELECT count(*) FROM posting p
                WHERE p.company_id = r.company_id AND p.receivable_id = r.id AND p.kind = r.kind
                  AND (p.amount_minor, p.currency, p.customer_id, p.effective_date)
                      = (r.amount_minor, r.currency, r.customer_id, r.issue_date))
        UNION ALL
        SELECT 'receipt ' || r.id, r.received_date, 'has no matching opening posting'
          FROM receipt r
         WHERE r.company_id = %(company)s AND 1 <> (
               SELECT count(*) FROM posting p
                WHERE p.company_id = r.company_id AND p.receipt_id = r.id AND p.kind = 'receipt'
                  AND (p.amount_minor, p.currency, p.effective_date) = (r.amount_minor, r.currency, r.received_date)
                  AND p.customer_id IS NOT DISTINCT FROM r.customer_id)
    """,
    "I16": """
        SELECT 'posting ' || p.id AS subject, p.effective_date AS day, 'lies before its document of ' || d.day AS detail
          FROM posting p
          JOIN LATERAL (SELECT issue_date AS day FROM receivable WHERE id IN (p.receivable_id, p.source_receivable_id)
                        UNION ALL SELECT received_date FROM receipt WHERE id = p.receipt_id) AS d ON true
         WHERE p.company_id = %(company)s AND p.effective_date < d.day
    """,
    "I17": """
        SELECT 'posting ' || p.id AS subject, p.effective_date AS day, 'names a row that does not exist' AS detail
          FROM posting p
          LEFT JOIN entry e ON e.id = p.entry_id AND e.company_id = p.company_id
          LEFT JOIN receivable r ON r.id = p.receivable_id AND r.company_id = p.company_id
          LEFT JOIN receivable s ON s.id = p.source_receivable_id AND s.company_id = p.company_id
          LEFT JOIN receipt c ON c.id = p.receipt_id AND c.company_id = p.company_id
          LEFT JOIN posting x ON x.id = p.reverses_id AND x.company_id = p.company_id
          LEFT JOIN customer k ON k.id = p.customer_id AND k.company_id = p.company_id
         WHERE p.company_id = %(company)s
           AND (e.id IS NULL OR (p.receivable_id IS NOT NULL AND r.id IS NULL)
                OR (p.source_receivable_id IS NOT NULL AND s.id IS NULL)
                OR (p.receipt_id IS NOT NULL AND c.id IS NULL)
                OR (p.reverses_id IS NOT NULL AND x.id IS NULL)
                OR (p.customer_id IS NOT NULL AND k.id IS NULL))
        UNION ALL
        SELECT 'receivable ' || r.id, r.issue_date, 'names a customer that does not exist' FROM receivable r
         WHERE r.company_id = %(company)s
           AND NOT EXISTS (SELECT 1 FROM customer k WHERE k.id = r.customer_id AND k.company_id = r.company_id)
        UNION ALL
        SELECT 'receipt ' || c.id, c.received_date, 'names a customer that does not exist' FROM receipt c
         WHERE c.company_id = %(company)s AND c.customer_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM customer k WHERE k.id = c.customer_id AND k.company_id = c.company_id)
    """,
    "I18": f"""
        SELECT 'receivable ' || coalesce(s.rid, o.rid) AS subject, coalesce(s.from_date, o.from_date) AS day,
               'ledger ' || coalesce(s.minor, 0) || ', projection ' || coalesce(o.minor, 0) AS detail
          FROM ({item_steps(narrow=False)}) AS s
          FULL JOIN (SELECT receivable_id AS rid, since_date AS from_date, NULL::date AS until_date, open_minor AS minor
                       FROM open_item WHERE company_id = %(company)s
                     UNION ALL
                     SELECT receivable_id, from_date, until_date, open_minor
                       FROM past_open_item WHERE company_id = %(company)s) AS o
                 ON o.rid = s.rid AND o.from_date = s.from_date
         WHERE (s.minor, s.until_date) IS DISTINCT FROM (o.minor, o.until_date)
        UNION ALL
        SELECT 'receipt ' || coalesce(s.rid, o.rid), coalesce(s.from_date, o.from_date),
               'ledger ' || coalesce(s.minor, 0) || ', projection ' || coalesce(o.minor, 0)
          FROM ({receipt_steps(narrow=False)}) AS s
          FULL JOIN (SELECT receipt_id AS rid, since_date AS from_date, NULL::date AS until_date,
                            unapplied_minor AS minor
                       FROM open_receipt WHERE company_id = %(company)s
                     UNION ALL
                     SELECT receipt_id, from_date, until_date, unapplied_minor
                       FROM past_open_receipt WHERE company_id = %(company)s) AS o
                 ON o.rid = s.rid AND o.from_date = s.from_date
         WHERE (s.minor, s.until_date) IS DISTINCT FROM (o.minor, o.until_date)
    """,
    "I19": f"""
        SELECT 'balance of customer ' || coalesce(f.customer_id, b.customer_id) || ' in '
               || coalesce(f.currency, b.currency) AS subject, {_KEPT_DAY} AS day,
               'open items ' || coalesce(f.open_minor, 0) || ', projection ' || coalesce(b.open_minor, 0) AS detail
          FROM ({_FRESH}) AS f
          FULL JOIN (SELECT * FROM customer_balance WHERE company_id = %(company)s) AS b
                 ON b.customer_id = f.customer_id AND b.currency = f.currency
         WHERE {_KEPT_DAY} IS NOT NULL
           AND ({_BALANCE.format("f")}) IS DISTINCT FROM ({_BALANCE.format("b")})
    """,
    "N01": """
        SELECT 'notice ' || n.id AS subject, n.business_date AS day,
               'receivable ' || i.receivable_id || ' was asked for by two notices of one day' AS detail
          FROM notice_item i JOIN dunning_notice n ON n.id = i.notice_id
         WHERE i.company_id = %(company)s AND NOT i.is_void AND n.state IN ('sent', 'unknown', 'sending', 'queued')
           AND EXISTS (SELECT 1 FROM notice_item j JOIN dunning_notice m ON m.id = j.notice_id
                        WHERE j.company_id = i.company_id AND j.receivable_id = i.receivable_id AND j.id < i.id
                          AND NOT j.is_void AND m.business_date = n.business_date AND m.contact_id = n.contact_id
                          AND m.state IN ('sent', 'unknown', 'sending', 'queued'))
    """,
}
