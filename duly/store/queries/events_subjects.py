"""What a promise, a dispute, a message, an import and so on say to other programs: one SELECT per kind of subject.

Each yields customer_id, subject_id and data of the rows with `%(ids)s`; no name, address or text leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from duly.store.queries.events_writing import write_events

_CUSTOMER = "JOIN customer c ON c.company_id = %(company)s AND c.id = s.customer_id"
_WHOSE = "'customer_id', s.customer_id, 'customer_number', c.number"
_OF = "WHERE s.company_id = %(company)s AND s.id = ANY(%(ids)s)"
_RECEIVABLES = """'receivable_ids', jsonb_path_query_array(s.receivables, '$[0 to 99]'),
                  'receivable_count', jsonb_array_length(s.receivables)"""
_MONEY = "'currency', s.currency, 'amount_minor', s.amount_minor"
_PROMISE = f"""'promise_id', s.id, {_WHOSE}, {_MONEY}, 'promised_date', s.promised_date, {_RECEIVABLES},
               'via', s.made_via"""
_DISPUTE = f"""'dispute_id', s.id, {_WHOSE}, {_MONEY}, 'receivable_id', r.id, 'number', r.number, 'instalment_no',
               r.instalment_no, 'reason_code', s.reason_code, 'via', s.opened_via"""
_ITEM = "JOIN receivable r ON r.company_id = %(company)s AND r.id = s.receivable_id"


def _of_customer(table: str, data: str, more: str = "") -> str:
    return f"SELECT s.customer_id, s.id, jsonb_build_object({data}) FROM {table} s {_CUSTOMER} {more} {_OF}"


SUBJECTS: dict[str, str] = {
    "promise": _of_customer("promise_to_pay", _PROMISE),
    "settled promise": _of_customer("promise_to_pay", f"{_PROMISE}, 'state', s.state"),
    "dispute": _of_customer("dispute", _DISPUTE, _ITEM),
    "ended dispute": _of_customer("dispute", f"{_DISPUTE}, 'resolution', s.resolution", _ITEM),
    "claim": _of_customer(
        "payment_claim",
        f"""'claim_id', s.id, {_WHOSE}, 'paid_date', s.paid_date, 'rests_until_date', s.rests_until_date,
            {_RECEIVABLES}, 'via', s.made_via""",
    ),
    "notice": _of_customer(
        "dunning_notice",
        f"""'notice_id', s.id, {_WHOSE}, 'contact_id', s.contact_id, 'level_key', s.level_key, 'currency', s.currency,
            'total_minor', s.total_minor, 'channel', s.channel, 'state_code', s.state_code""",
    ),
    "hold": _of_customer(
        "hold",
        f"""'hold_id', s.id, {_WHOSE}, 'receivable_id', s.receivable_id, 'from_date', s.from_date,
            'until_date', s.until_date""",
    ),
    "contact": _of_customer("contact", f"'contact_id', s.id, {_WHOSE}"),
    "customer": f"""
        SELECT s.id, s.id, jsonb_build_object('customer_id', s.id, 'customer_number', s.number, 'owner_id', s.owner_id,
               'segment', s.segment, 'importance', s.importance, 'procedure_name', s.procedure_name, 'status', s.status)
          FROM customer s {_OF}""",
    "talk": f"""
        SELECT s.id, s.id, jsonb_build_object('customer_id', s.id, 'customer_number', s.number)
          FROM customer s {_OF}""",
    "cycle": f"""
        SELECT NULL::bigint, s.id, jsonb_build_object('cycle_id', s.id, 'business_date', s.business_date, 'counts',
               s.counts) FROM cycle s {_OF}""",
    "import": f"""
        SELECT NULL::bigint, s.id, jsonb_build_object('import_run_id', s.id, 'source', s.source, 'import_kind', s.kind,
               'rows_created', s.rows_created, 'rows_updated', s.rows_updated, 'rows_unchanged', s.rows_unchanged,
               'rows_quarantined', s.rows_quarantined) FROM import_run s {_OF}""",
    "file": f"""
        SELECT NULL::bigint, s.id, jsonb_build_object('file_id', s.id, 'format', s.format) FROM bank_file s {_OF}""",
    "company": """
        SELECT NULL::bigint, s.id, '{}'::jsonb FROM company s WHERE s.id = %(company)s AND s.id = ANY(%(ids)s)""",
    "endpoint": f"""
        SELECT NULL::bigint, s.id, jsonb_build_object('endpoint_id', s.id) FROM webhook_endpoint s {_OF}""",
}


def write_subject_events(
    *,
    company_id: int,
    at: datetime,
    kind: str,
    subject: str,
    ids: Sequence[int],
    more: str = "{}",
    only_endpoint_id: int | None = None,
) -> list[int]:
    """Write one event per subject; `more` is JSON that is merged into the data of each. Returns the events' ids."""
    told = f"""SELECT %(kind)s AS kind, t.customer_id, t.subject_id, t.data || %(more)s::jsonb AS data, 0 AS place
                 FROM ({SUBJECTS[subject]}) AS t (customer_id, subject_id, data)"""
    return write_events(
        company_id=company_id, at=at, told=told, wanted=[kind], only_endpoint_id=only_endpoint_id,
        values={"kind": kind, "ids": list(ids), "more": more},
    )  # fmt: skip
