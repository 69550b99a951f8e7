"""What a notice says: as it was decided, or as it was amended since."""

from __future__ import annotations

from duly.core.dunning.decision import Action
from duly.store import mapping
from duly.store.models import Decision, DunningNotice


def notice_key(business_date: object, action: Action) -> str:
    """Return what makes a notice one of its kind: one message a day to a contact of a customer, by channel."""
    return f"{business_date}:{action.customer_id}:{action.contact_id or '-'}:{action.channel}"


def action_of_notice(row: DunningNotice) -> Action | None:
    """Return the action of a notice, None where it was not kept."""
    amended = mapping.to_action(row)
    if amended is not None or row.decision_id is None:
        return amended
    decision = Decision.objects.filter(company_id=row.company_id, pk=row.decision_id).first()
    if decision is None:
        return None
    actions = mapping.to_decision(decision)[0].actions
    return next((one for one in actions if notice_key(row.business_date, one) == row.idempotency_key), None)
