"""Of which kinds there is anything about a customer, by one statement: of most kinds there is nothing to ask for."""

from __future__ import annotations

from django.db import connection

OWN = "company_id = %(company)s AND customer_id = %(customer)s"
KINDS = {
    "promise": f"promise_to_pay WHERE {OWN}",
    "dispute": f"dispute WHERE {OWN}",
    "hold": f"hold WHERE {OWN} AND ended_at IS NULL",
    "claim": f"payment_claim WHERE {OWN} AND state = 'open'",
    "task": f"task WHERE {OWN} AND state = 'open'",
    "notice": f"dunning_notice WHERE {OWN}",
    "call": f"activity WHERE {OWN} AND verb = 'call.logged'",
    "link": f"portal_link WHERE {OWN} AND revoked_at IS NULL",
}
EVERY_KIND = frozenset(KINDS)


def kinds_about(company_id: int, customer_id: int) -> frozenset[str]:
    """Return the kinds (keys of KINDS) of which a customer has at least one."""
    asked = ", ".join(f"EXISTS (SELECT 1 FROM {where})" for where in KINDS.values())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", {"company": company_id, "customer": customer_id})
        return frozenset(kind for kind, is_there in zip(KINDS, cursor.fetchone(), strict=True) if is_there)
