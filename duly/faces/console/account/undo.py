"""Taking back and closing: what stands behind Undo, and the small buttons beside a promise, a hold, a contact."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.account.customer import find_account
from duly.faces.console.account.deeds import came_from, go, way_back
from duly.services.accounts.add_note import snooze_customer, withdraw_note
from duly.services.accounts.hand_over import take_back_hand_over
from duly.services.accounts.place_hold import end_hold
from duly.services.accounts.save_contact import answer_proposed_contact, set_contact_active
from duly.services.act import Act
from duly.services.cases.close_claim import close_claim
from duly.services.cases.resolve_dispute import resolve_dispute
from duly.services.cases.withdraw_promise import withdraw_promise
from duly.services.cash.unapply import undo_postings
from duly.services.refused import ServiceRefused
from duly.store.queries.account_cases import is_case_of
from duly.store.queries.invoice_page import undoable_postings

Step = Callable[[Act, int, int], str]


def _promise(act: Act, customer_id: int, pk: int) -> str:
    withdraw_promise(act=act, promise_id=pk)
    return _("The promise is withdrawn; reminders go on as they are due.")


def _dispute(act: Act, customer_id: int, pk: int) -> str:
    resolve_dispute(act=act, dispute_id=pk, resolution="withdrawn")
    return _("The dispute is taken back.")


def _hold(act: Act, customer_id: int, pk: int) -> str:
    end_hold(act=act, hold_id=pk)
    return _("The hold has ended.")


def _note(act: Act, customer_id: int, pk: int) -> str:
    withdraw_note(act=act, note_id=pk)
    return _("The note is taken back.")


def _hand_over(act: Act, customer_id: int, pk: int) -> str:
    take_back_hand_over(act=act, activity_id=pk)
    return _("The hand-over is taken back.")


def _snooze(act: Act, customer_id: int, pk: int) -> str:
    snooze_customer(act=act, customer_id=customer_id, until_date=None)
    return _("Back on the worklist.")


def _found(act: Act, customer_id: int, pk: int) -> str:
    close_claim(act=act, claim_id=pk, was_found=True)
    return _("Noted: the payment was found.")


def _not_found(act: Act, customer_id: int, pk: int) -> str:
    close_claim(act=act, claim_id=pk, was_found=False)
    return _("Noted: no such payment. Reminders go on as they are due.")


def _entry(act: Act, customer_id: int, pk: int) -> str:
    found = undoable_postings(act.company_id, pk, customer_id=customer_id)
    wanted = [int(row.id) for row in found if row.id is not None and row.kind == "write_off"]
    undo_postings(act=act, posting_ids=wanted, verb="undo_write_off")
    return _("The write-off is taken back; the invoice is open again.")


def _credit(act: Act, customer_id: int, pk: int) -> str:
    found = undoable_postings(act.company_id, pk, customer_id=customer_id)
    wanted = [int(row.id) for row in found if row.id is not None and row.kind == "credit_applied"]
    undo_postings(act=act, posting_ids=wanted, verb="undo_credit")
    return _("The credit note is free again.")


def _accept(act: Act, customer_id: int, pk: int) -> str:
    answer_proposed_contact(act=act, customer_id=customer_id, contact_id=pk, is_accepted=True)
    return _("The contact is accepted and may be written to.")


def _decline(act: Act, customer_id: int, pk: int) -> str:
    answer_proposed_contact(act=act, customer_id=customer_id, contact_id=pk, is_accepted=False)
    return _("The proposed contact is not taken over.")


def _silence(act: Act, customer_id: int, pk: int) -> str:
    set_contact_active(act=act, customer_id=customer_id, contact_id=pk, is_active=False)
    return _("Nobody writes to this contact any more.")


def _wake(act: Act, customer_id: int, pk: int) -> str:
    set_contact_active(act=act, customer_id=customer_id, contact_id=pk, is_active=True)
    return _("This contact may be written to again.")


STEPS: dict[str, tuple[Verb, str, Step]] = {
    "promise": (Verb.NOTE, "promise", _promise), "dispute": (Verb.NOTE, "dispute", _dispute),
    "note": (Verb.NOTE, "activity", _note), "hand-over": (Verb.EDIT_CUSTOMER, "activity", _hand_over),
    "hold": (Verb.EDIT_CUSTOMER, "hold", _hold), "snooze": (Verb.NOTE, "", _snooze),
    "found": (Verb.NOTE, "claim", _found), "not_found": (Verb.NOTE, "claim", _not_found),
    "entry": (Verb.WRITE_OFF, "", _entry), "credit": (Verb.APPLY_CASH, "", _credit),
    "accept": (Verb.EDIT_CUSTOMER, "contact", _accept), "decline": (Verb.EDIT_CUSTOMER, "contact", _decline),
    "silence": (Verb.EDIT_CUSTOMER, "contact", _silence), "wake": (Verb.EDIT_CUSTOMER, "contact", _wake),
}  # fmt: skip
"""By name: who may, whose table the id is of ("" = none), and what to do."""


@require_POST
@page(Verb.SEE_OWN)
def undo(request: DeskRequest, customer_id: int, what: str, pk: int) -> HttpResponse:
    """Carry out one of STEPS. The id must be this customer's."""
    desk = request.desk
    account = find_account(desk, customer_id)
    if what not in STEPS:
        raise Http404
    verb, table, step = STEPS[what]
    if not desk.may(verb):
        raise PermissionDenied(f"The role {desk.role} does not allow this: {verb}.")
    if table and not is_case_of(desk.company.id, account.id, table, pk):
        raise Http404
    try:
        with transaction.atomic():
            messages.success(request, step(desk.act(), account.id, pk))
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    return go(request, came_from(request) or way_back(request, account.id))
