"""Notes, calls and snoozing: what a clerk writes down about a customer."""

from __future__ import annotations

from datetime import date, timedelta

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Activity, Customer

LONGEST_SNOOZE = timedelta(days=731)
CALL_OUTCOMES = {
    "reached": "Reached the person",
    "left_message": "Left a message",
    "no_answer": "No answer",
    "wrong_number": "Wrong number",
    "promised": "Promised to pay",
    "disputes": "Contests the invoice",
    "has_paid": "Says it has paid",
    "refuses": "Refuses to pay",
}


def _customer(act: Act, customer_id: int) -> Customer:
    row = Customer.objects.select_for_update().filter(company_id=act.company_id, pk=customer_id).first()
    if row is None:
        raise NotFound(f"Customer {customer_id}")
    return row


def add_note(*, act: Act, customer_id: int, text: str, receivable_id: int | None = None) -> int:
    """Add a note to the timeline; return its id. Raises NotFound, and ServiceRefused when it is empty."""
    _customer(act, customer_id)
    if not text.strip():
        raise ServiceRefused("text", "The note is empty. Write what the next person should know.")
    return record_activity(
        act=act, verb="note.added", sentence=text.strip()[:4000], customer_id=customer_id, receivable_id=receivable_id
    )


def withdraw_note(*, act: Act, note_id: int) -> None:
    """Take a note back: the log keeps it, the timeline does not show it any more. Raises NotFound."""
    row = Activity.objects.filter(company_id=act.company_id, pk=note_id, verb="note.added").first()
    if row is None:
        raise NotFound("The note")
    assert row.customer_id is not None, "a note is about a customer"
    withdrawn = Activity.objects.filter(company_id=act.company_id, customer_id=row.customer_id, verb="note.withdrawn")
    if withdrawn.filter(data__note_id=note_id).exists():
        return
    record_activity(
        act=act, verb="note.withdrawn", sentence=f"Note taken back: {row.sentence}"[:4000], customer_id=row.customer_id,
        receivable_id=row.receivable_id, data={"note_id": note_id},
    )  # fmt: skip


def log_call(*, act: Act, customer_id: int, outcome: str, text: str = "") -> None:
    """Log a call with its outcome. Raises NotFound and ServiceRefused (unknown outcome)."""
    _customer(act, customer_id)
    if outcome not in CALL_OUTCOMES:
        raise ServiceRefused("outcome", f"Choose one of: {', '.join(CALL_OUTCOMES)}.")
    sentence = f"Call: {CALL_OUTCOMES[outcome]}" + (f". {text.strip()[:4000]}" if text.strip() else "")
    record_activity(
        act=act, verb="call.logged", sentence=sentence, customer_id=customer_id,
        data={"outcome": outcome, "text": text.strip()[:4000]},
    )  # fmt: skip


def snooze_customer(*, act: Act, customer_id: int, until_date: date | None) -> None:
    """Take the customer off the worklist until a day (None: put it back). Reminders go on."""
    row = _customer(act, customer_id)
    if until_date and until_date <= act.business_date:
        raise ServiceRefused("until_date", "Choose a later day than today.")
    if until_date and until_date > act.business_date + LONGEST_SNOOZE:
        raise ServiceRefused("until_date", "That is more than two years ahead. Choose an earlier day.")
    row.snoozed_until = until_date
    row.save(update_fields=["snoozed_until"])
    said = f"Off the worklist until {until_date.isoformat()}" if until_date else "Back on the worklist"
    day = until_date.isoformat() if until_date else None
    record_activity(act=act, verb="customer.snoozed", sentence=said, customer_id=customer_id, data={"until": day})
