"""Take a whole import back: reversal postings for everything it booked, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Max

from duly.core.ledger.postings import Kind, Posting, touched_ids
from duly.core.ledger.refusal import Refused, sentence
from duly.core.ledger.rules.reverse_together import reverse_together
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.ledger.record_postings import record_postings
from duly.services.refused import NotFound, ServiceRefused
from duly.store import mapping
from duly.store.models import Contact, Customer, ImportRun, QuarantineRow
from duly.store.models import Posting as PostingRow
from duly.store.queries.ledger import ledger_slice, lock_documents

VERB = "reverse_import"
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Reversed:
    """What was taken back: postings undone, customers and contacts closed, from which day on."""

    postings: int
    customers_closed: int
    contacts_closed: int
    on: date


def reverse_import(*, act: Act, run_id: int) -> Reversed:
    """Reverse everything an import booked that still stands, with effect from the business date.

    Documents and customers stay, as what they were; customers it created that nothing else uses are
    closed, as are its contacts. What it changed on customers that were there before stays changed.
    Called inside the company's scope. Raises NotFound, and ServiceRefused with the reasons when
    anything later builds on it: then nothing is reversed.
    """
    run = ImportRun.objects.select_for_update().filter(company_id=act.company_id, pk=run_id).first()
    if run is None:
        raise NotFound(f"Import {run_id}")
    if run.state not in ("done", "failed"):
        raise ServiceRefused("import_not_done", f"Import {run_id} is {run.state}; only a finished one can be reversed.")
    on = _effective(act, run_id)
    made = _undo(act, run_id, on)
    customers, contacts = _close_customers(act.company_id, run_id), _close_contacts(act.company_id, run_id)
    QuarantineRow.objects.filter(company_id=act.company_id, import_run_id=run_id, state="open").update(
        state="superseded", note="the import was reversed", fixed_at=act.at, fixed_by=act.actor
    )
    run.state, run.reversed_at = "reversed", act.at
    run.save(update_fields=["state", "reversed_at"])
    text = f"Import of {run.file_name} reversed: {len(made)} postings undone, {customers} customers closed"
    record_activity(act=act, verb="import.reversed", sentence=text, data={"import_run_id": run_id})
    return Reversed(len(made), customers, contacts, on)


def _effective(act: Act, run_id: int) -> date:
    """Return the day from which the reversal holds: never before what it undoes."""
    rows = PostingRow.objects.filter(company_id=act.company_id, entry__import_run_id=run_id)
    last = rows.aggregate(last=Max("effective_date"))["last"]
    return max(act.business_date, last) if last else act.business_date


def _undo(act: Act, run_id: int, on: date) -> tuple[Posting, ...]:
    booked = PostingRow.objects.filter(company_id=act.company_id, entry__import_run_id=run_id)
    standing = booked.exclude(kind=Kind.REVERSAL).filter(reversed_by__isnull=True)
    targets = [mapping.to_posting(row) for row in standing.order_by("pk")]
    if not targets:
        return ()
    receivables, receipts = touched_ids(targets)
    receivable_ids, receipt_ids = {int(one) for one in receivables}, {int(one) for one in receipts}
    lock_documents(act.company_id, receivable_ids, receipt_ids)
    known = ledger_slice(act.company_id, receivable_ids, receipt_ids).postings
    decided = reverse_together(targets, known, on)
    refused = [one for one in decided if isinstance(one, Refused)]
    if refused:
        raise _refusal(refused)
    made = tuple(one for one in decided if isinstance(one, Posting))
    record_postings(act=act, verb=VERB, postings=made, evidence={"import_run_id": run_id})
    return made


def _refusal(refused: list[Refused]) -> ServiceRefused:
    reasons = list(dict.fromkeys(sentence(one) for one in refused))
    more = f" And {len(reasons) - SHOWN} more." if len(reasons) > SHOWN else ""
    text = f"Nothing was reversed: {len(refused)} documents have later entries. "
    return ServiceRefused("import_in_use", text + " ".join(reasons[:SHOWN]) + more)


def _close_customers(company_id: int, run_id: int) -> int:
    """Close the customers this import created that have no standing document and that nobody worked with."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE customer AS c SET status = 'closed'
             WHERE c.company_id = %(company)s AND c.import_run_id = %(run)s AND c.status = 'active'
               AND NOT EXISTS (
                   SELECT 1 FROM posting p
                    WHERE p.company_id = c.company_id AND p.customer_id = c.id AND p.kind <> 'reversal'
                      AND NOT EXISTS (SELECT 1 FROM posting x WHERE x.reverses_id = p.id))
               AND NOT EXISTS (SELECT 1 FROM open_receipt o WHERE o.company_id = c.company_id AND o.customer_id = c.id)
               AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.company_id = c.company_id AND h.customer_id = c.id)
            """,
            {"company": company_id, "run": run_id},
        )
        return int(cursor.rowcount)


def _close_contacts(company_id: int, run_id: int) -> int:
    rows = Contact.objects.filter(company_id=company_id, import_run_id=run_id, is_active=True)
    closed = Customer.objects.filter(company_id=company_id, status="closed").values("pk")
    of_the_list = ImportRun.objects.filter(pk=run_id, kind="contacts").exists()
    return (rows if of_the_list else rows.filter(customer_id__in=closed)).update(is_active=False)
