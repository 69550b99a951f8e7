"""What entries of the ledger mean to other programs, as one SELECT over their postings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from duly.store.queries.events_writing import write_events

_ITEM = """'receivable_id', r.id, 'number', r.number, 'instalment_no', r.instalment_no, 'customer_id', r.customer_id,
           'customer_number', c.number, 'currency', r.currency"""
_OPEN = "'open_minor', coalesce(o.open_minor, 0)"
_RECEIPT = """'receipt_id', q.id, 'customer_id', coalesce(p.customer_id, q.customer_id), 'customer_number', c.number,
              'currency', q.currency, 'amount_minor', p.amount_minor"""
_WHEN = "'effective_date', p.effective_date, 'entry_id', p.entry_id"
_JOIN_ITEM = """JOIN receivable r ON r.company_id = %(company)s AND r.id = p.receivable_id
                JOIN customer c ON c.company_id = %(company)s AND c.id = r.customer_id
                LEFT JOIN open_item o ON o.company_id = %(company)s AND o.receivable_id = r.id"""
_JOIN_RECEIPT = """JOIN receipt q ON q.company_id = %(company)s AND q.id = p.receipt_id
                   LEFT JOIN customer c
                     ON c.company_id = %(company)s AND c.id = coalesce(p.customer_id, q.customer_id)"""

_BEFORE = """
p AS MATERIALIZED (
    SELECT p.*, CASE WHEN p.reverses_id IS NOT NULL THEN (SELECT u.kind FROM posting u WHERE u.id = p.reverses_id) END
             AS undone
      FROM posting p
     WHERE p.company_id = %(company)s AND p.entry_id = ANY(%(entries)s)
), moved AS (
    SELECT receivable_id, sum(delta)::bigint AS delta, max(effective_date) AS effective_date,
           bool_or(is_document) AS is_document
      FROM (SELECT coalesce(source_receivable_id, receivable_id) AS receivable_id, amount_minor AS delta,
                   effective_date, kind IN ('invoice', 'debit_note', 'credit_note') OR undone IN
                   ('invoice', 'debit_note', 'credit_note') AS is_document
              FROM p WHERE debit_account = 'receivables'
             UNION ALL
            SELECT receivable_id, -amount_minor, effective_date, kind = 'credit_note' OR undone IN
                   ('invoice', 'debit_note', 'credit_note')
              FROM p WHERE credit_account = 'receivables') AS e
     GROUP BY receivable_id
), """

_OPENED = f"""
SELECT CASE r.kind WHEN 'credit_note' THEN 'credit_note.opened' ELSE 'invoice.opened' END AS kind, r.customer_id,
       r.id AS subject_id, 1 AS place,
       jsonb_build_object({_ITEM}, 'document_kind', r.kind, 'issue_date', r.issue_date, 'due_date', r.due_date,
                          'amount_minor', r.amount_minor, 'entry_id', p.entry_id) AS data
  FROM p {_JOIN_ITEM} WHERE p.kind IN ('invoice', 'debit_note', 'credit_note')"""
_RECORDED = f"""
SELECT 'receipt.recorded', q.customer_id, q.id, 2,
       jsonb_build_object({_RECEIPT}, 'received_date', q.received_date, 'method', q.method, 'entry_id', p.entry_id)
  FROM p {_JOIN_RECEIPT} WHERE p.kind = 'receipt'"""
_RECEIPT_USED = f"""
SELECT coalesce(n.told, 'receipt.reversed'), coalesce(p.customer_id, q.customer_id), q.id, 3,
       jsonb_build_object({_RECEIPT}, {_WHEN})
  FROM p {_JOIN_RECEIPT}
  LEFT JOIN (VALUES ('identified', 'receipt.identified'), ('refund', 'receipt.refunded'),
                    ('not_ours', 'receipt.not_ours')) AS n (kind, told) ON n.kind = p.kind
 WHERE p.kind IN ('identified', 'refund', 'not_ours') OR p.undone = 'receipt'"""
_APPLIED = f"""
SELECT 'receipt.applied', r.customer_id, r.id, 4,
       jsonb_build_object({_ITEM}, {_OPEN}, {_WHEN}, 'receipt_id', p.receipt_id, 'amount_minor', p.amount_minor,
                          'residuals', p.residuals)
  FROM (SELECT entry_id, receivable_id, receipt_id, max(effective_date) AS effective_date,
               coalesce(sum(minor) FILTER (WHERE kind = 'principal'), 0)::bigint AS amount_minor,
               coalesce(jsonb_object_agg(kind, minor) FILTER (WHERE kind <> 'principal'), '{{}}') AS residuals
          FROM (SELECT entry_id, receivable_id, receipt_id, kind, max(effective_date) AS effective_date,
                       sum(CASE credit_account WHEN 'receivables' THEN amount_minor ELSE -amount_minor END)::bigint
                         AS minor
                  FROM p WHERE kind IN ('principal', 'discount', 'bank_fee', 'short_payment', 'fx_difference',
                                        'rounding') AND receipt_id IS NOT NULL
                 GROUP BY entry_id, receivable_id, receipt_id, kind) AS k
         GROUP BY entry_id, receivable_id, receipt_id) AS p {_JOIN_ITEM}"""
_ITEM_USED = f"""
SELECT CASE p.kind WHEN 'credit_applied' THEN 'credit_note.applied' WHEN 'write_off' THEN 'invoice.written_off'
                   WHEN 'credit_refund' THEN 'credit_note.refunded' ELSE
                   CASE p.undone WHEN 'credit_note' THEN 'credit_note.reversed' ELSE 'invoice.reversed' END END,
       r.customer_id, r.id, 5,
       jsonb_build_object({_ITEM}, {_OPEN}, {_WHEN}, 'amount_minor', p.amount_minor)
       || CASE p.kind WHEN 'credit_applied' THEN jsonb_build_object('credit_note_id', p.source_receivable_id)
                      ELSE '{{}}' END
  FROM p {_JOIN_ITEM}
 WHERE p.kind IN ('credit_applied', 'write_off', 'credit_refund')
    OR p.undone IN ('invoice', 'debit_note', 'credit_note')"""
_UNDONE = """
SELECT 'allocation.reversed', p.customer_id, coalesce(p.receivable_id, p.receipt_id), 6,
       jsonb_build_object('undone', p.undone, 'receivable_id', p.receivable_id, 'number', r.number, 'receipt_id',
                          p.receipt_id, 'customer_id', p.customer_id, 'customer_number', c.number, 'currency',
                          p.currency, 'amount_minor', p.amount_minor, 'effective_date', p.effective_date, 'entry_id',
                          p.entry_id)
  FROM p LEFT JOIN receivable r ON r.company_id = %(company)s AND r.id = p.receivable_id
  LEFT JOIN customer c ON c.company_id = %(company)s AND c.id = p.customer_id
 WHERE p.undone NOT IN ('invoice', 'debit_note', 'credit_note', 'receipt')"""
_SETTLED = f"""
SELECT CASE WHEN coalesce(o.open_minor, 0) = 0 THEN 'invoice.settled' ELSE 'invoice.reopened' END, r.customer_id, r.id,
       7, jsonb_build_object({_ITEM}, {_OPEN}, 'amount_minor', r.amount_minor, 'due_date', r.due_date,
                             'effective_date', p.effective_date, 'days_late', p.effective_date - r.due_date)
  FROM moved p {_JOIN_ITEM}
 WHERE r.kind <> 'credit_note' AND p.is_document IS NOT TRUE
   AND (coalesce(o.open_minor, 0) = 0) <> (coalesce(o.open_minor, 0) - p.delta = 0)"""
_TOLD = " UNION ALL ".join((_OPENED, _RECORDED, _RECEIPT_USED, _APPLIED, _ITEM_USED, _UNDONE, _SETTLED))


def write_ledger_events(
    *, company_id: int, at: datetime, entry_ids: Sequence[int], wanted: Collection[str]
) -> list[int]:
    """Write the events of some entries, whose postings and open items are stored already; return the ids."""
    return write_events(
        company_id=company_id, at=at, told=_TOLD, wanted=wanted, values={"entries": list(entry_ids)}, before=_BEFORE
    )
