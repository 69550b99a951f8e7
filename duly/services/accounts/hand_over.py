"""Hand a customer over to a colleague, with word of what to know."""

from __future__ import annotations

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Activity, Customer, Membership, Task

KIND = "handed_over"


def hand_over_customer(*, act: Act, customer_id: int, to_user_id: int, note: str) -> int:
    """Make a colleague the owner, put a task on their list for today, and return the id of the activity.

    Raises NotFound and ServiceRefused (nobody who works here, theirs already, no note). Called inside the scope.
    """
    row = Customer.objects.select_for_update(of=("self",)).select_related("owner")
    customer = row.filter(company_id=act.company_id, pk=customer_id).first()
    if customer is None:
        raise NotFound(f"Customer {customer_id}")
    if not note.strip():
        raise ServiceRefused("note", "Write what your colleague should know.")
    member = Membership.objects.filter(company_id=act.company_id, user_id=to_user_id, is_active=True)
    found = member.select_related("user").first()
    if found is None:
        raise ServiceRefused("to", "The new owner must be an active member of the company.")
    if customer.owner_id == to_user_id:
        raise ServiceRefused("to", "This customer is theirs already.")
    name = found.user.get_full_name() or found.user.email
    was, customer.owner_id = customer.owner_id, to_user_id
    customer.save(update_fields=["owner"])
    task = Task.objects.create(
        company_id=act.company_id, customer_id=customer_id, kind=KIND, title=f"{act.actor}: {note.strip()}"[:300],
        due_date=act.business_date, owner_id=to_user_id, data={"from_user_id": was},
    )  # fmt: skip
    said = note.strip()[:2000]
    return record_activity(
        act=act, verb="customer.handed_over", sentence=f"Handed over to {name}: {said}", customer_id=customer_id,
        data={"to": name, "to_user_id": to_user_id, "was_user_id": was, "task_id": task.pk, "note": said},
    )  # fmt: skip


def take_back_hand_over(*, act: Act, activity_id: int) -> None:
    """Give a customer back to who had it; the task goes with it. Raises NotFound, and ServiceRefused when it moved on.

    Called inside the company's scope.
    """
    row = Activity.objects.filter(company_id=act.company_id, pk=activity_id, verb="customer.handed_over").first()
    if row is None or row.customer_id is None:
        raise NotFound("The hand-over")
    customer = Customer.objects.select_for_update().get(company_id=act.company_id, pk=row.customer_id)
    if customer.owner_id != row.data["to_user_id"]:
        raise ServiceRefused("moved_on", "Somebody else looks after this customer by now.")
    customer.owner_id = row.data["was_user_id"]
    customer.save(update_fields=["owner"])
    Task.objects.filter(company_id=act.company_id, pk=row.data["task_id"], state="open").update(
        state="dropped", done_at=act.at, done_by=act.actor
    )
    record_activity(
        act=act, verb="customer.taken_back", sentence=f"Hand-over to {row.data['to']} taken back",
        customer_id=row.customer_id, data={"to": row.data["to"]},
    )  # fmt: skip
