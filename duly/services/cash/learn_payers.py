"""Remember which account pays for which customer, and forget it when the application was wrong."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

from duly.core.money.mod97 import compact
from duly.services.act import Act
from duly.store.models import Entry, PayerKey

ACCOUNT = "account"

_LEARN = """
INSERT INTO payer_key (company_id, kind, value, customer_id, confirmed_count, last_confirmed_at)
SELECT %(company)s, 'account', k.value, k.customer_id, count(*), %(at)s
  FROM unnest(%(values)s::text[], %(customers)s::bigint[]) AS k(value, customer_id)
 GROUP BY 2, 3, 4
    ON CONFLICT ON CONSTRAINT payer_key_once
    DO UPDATE SET confirmed_count = payer_key.confirmed_count + excluded.confirmed_count,
                  last_confirmed_at = excluded.last_confirmed_at
"""


def learn_payers(*, act: Act, pairs: Collection[tuple[str, int]]) -> None:
    """Count one confirmation for each (account, customer id)."""
    told = sorted((compact(account)[:200], customer_id) for account, customer_id in pairs if account)
    if not told:
        return
    values: dict[str, Any] = {
        "company": act.company_id, "at": act.at, "values": [value for value, _ in told],
        "customers": [customer_id for _, customer_id in told],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LEARN, values)


def forget_payer(*, act: Act, entry_id: int) -> None:
    """Take back the confirmation that an application gave; a key without any is gone."""
    evidence = Entry.objects.filter(company_id=act.company_id, pk=entry_id).values_list("evidence", flat=True).first()
    learned = (evidence or {}).get("payer")
    if not learned:
        return
    key = PayerKey.objects.filter(
        company_id=act.company_id, kind=ACCOUNT, value=learned["account"], customer_id=learned["customer_id"]
    )
    row = key.select_for_update().first()
    if row is None:
        return
    if row.confirmed_count <= 1:
        row.delete()
        return
    row.confirmed_count -= 1
    row.save(update_fields=["confirmed_count"])
