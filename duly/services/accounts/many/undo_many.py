"""Take back what was done to many customers at once."""

from __future__ import annotations

from duly.services.accounts.many.assign_many import VERBS
from duly.services.accounts.many.head import VERB, open_head
from duly.services.accounts.record_activities import ActivityLine, record_activities
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Activity
from duly.store.queries.many_customers import COLUMNS, put_back

HOLD_VERBS = {"hold": "hold.ended", "end_hold": "hold.placed"}


def undo_many(*, act: Act, activity_id: int) -> int:
    """Put every customer back that nobody has changed since, and return how many.

    Raises NotFound and ServiceRefused (taken back before). Called inside the company's scope.
    """
    head = Activity.objects.filter(company_id=act.company_id, pk=activity_id, verb=VERB).first()
    what = str(head.data.get("what")) if head is not None else ""
    if head is None or what not in (*COLUMNS, *HOLD_VERBS):
        raise NotFound("This change")
    if Activity.objects.filter(company_id=act.company_id, verb=VERB, data__undoes=activity_id).exists():
        raise ServiceRefused("undone", "This was taken back already.")
    back = put_back(act.company_id, head.pk, what, at=head.at, now=act.at, actor=act.actor)
    customers = len({pk for pk, _hold in back})
    many = "1 customer" if customers == 1 else f"{customers} customers"
    sentence = f"Taken back for {many}: {head.sentence.partition(': ')[2] or head.sentence}"
    open_head(act, "undo", sentence, {"undoes": activity_id, "customers": customers})
    said = f"Taken back: {head.sentence.partition(': ')[2]}"
    lines = [ActivityLine(pk, said, {"undoes": activity_id, "hold_id": hold}) for pk, hold in back]
    verb = HOLD_VERBS.get(what) or VERBS[what]
    record_activities(act=act, verb=verb, lines=lines)
    return customers
