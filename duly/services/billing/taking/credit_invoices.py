"""Use imported credit notes on the invoices they name, as far as the ledger's rule allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duly.core.billing.intake import CreditNoteRow, used_before
from duly.core.ledger.postings import Posting
from duly.core.ledger.refusal import Refused
from duly.core.ledger.rules.apply_credit import apply_credit
from duly.core.money.money import Money
from duly.services.act import Act
from duly.services.billing.taking.ledger_view import LedgerView
from duly.services.ledger.record_postings import record_postings
from duly.store.queries.import_matching import OpenByNumber, open_by_number

Keys = Mapping[tuple[str, str, int], int]


def use_credit_notes(*, act: Act, source: str, import_run_id: int, notes: Sequence[CreditNoteRow], ids: Keys) -> None:
    """Apply new credit notes: first what the source used before, then to the invoices they name.

    What finds no open invoice of the same customer and currency stays open as a credit.
    """
    by_number = open_by_number(act.company_id, {note.invoice_number for note in notes if note.invoice_number})
    named = [item.receivable_id for items in by_number.values() for item in items]
    keys = [(source, key, 1) for note in notes for key in (note.external_id, f"{note.external_id}#used")]
    view = LedgerView(act.company_id, [*named, *(ids[key] for key in keys if key in ids)])
    made: list[Posting] = []
    for note in notes:
        note_id = ids[source, note.external_id, 1]
        targets: list[OpenByNumber | int] = list(by_number.get(note.invoice_number or "", ()))
        if used_before(note):
            targets.insert(0, ids[source, f"{note.external_id}#used", 1])
        for target in targets:
            used = _use(view, note, note_id, target)
            view.add(used)
            made += used
    if made:
        record_postings(act=act, verb="import", postings=made, import_run_id=import_run_id)


def _use(view: LedgerView, note: CreditNoteRow, note_id: int, target: OpenByNumber | int) -> Sequence[Posting]:
    receivable_id = target if isinstance(target, int) else target.receivable_id
    on = note.issue_date if isinstance(target, int) else max(note.issue_date, target.issue_date)
    credit, item = view.receivable(note_id, on), view.receivable(receivable_id, on)
    amount = min(credit.free_minor, item.free_minor)
    if amount <= 0 or item.currency != credit.currency:
        return ()
    decision = apply_credit(credit, item, Money(amount, item.currency))
    return () if isinstance(decision, Refused) else decision
