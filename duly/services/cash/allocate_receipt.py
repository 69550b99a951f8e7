"""A person puts a receipt where it belongs, in one step, and takes it back in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from duly.core.cash.netting import Share
from duly.core.ledger.postings import Kind, Posting
from duly.core.ledger.refusal import Param, Refused, sentence
from duly.core.money.mod97 import compact
from duly.services.act import Act
from duly.services.cash.learn_payers import forget_payer, learn_payers
from duly.services.cash.match_receipts import match_receipts
from duly.services.cash.record_allocations import Allocation, decide_allocation, lock_for, record_allocations
from duly.services.cash.unapply import unapply
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Customer, Entry, MatchProposal, Receivable
from duly.store.models import Posting as PostingRow
from duly.store.queries.cash_receipts import ReceiptFacts, latest_entry, receipt_facts
from duly.store.queries.ledger import lock_documents


@dataclass(frozen=True, slots=True)
class Preview:
    """What an allocation would do: the postings, or why not. `rest_minor` would stay unapplied."""

    postings: tuple[Posting, ...] = ()
    refusal: str = ""
    code: str = ""
    rest_minor: int = 0


def preview_allocation(
    *, act: Act, receipt_id: int, shares: Sequence[Share], customer_id: int | None = None, third_party: bool = False
) -> Preview:
    """Say what `allocate_receipt` would do, writing and locking nothing. Raises NotFound."""
    facts = _facts(act, receipt_id)
    wanted = Allocation(receipt_id, tuple(shares), act.business_date, customer_id, third_party)
    decision = decide_allocation(act.company_id, wanted)
    if decision is None:
        raise NotFound("One of the documents")
    if isinstance(decision, Refused):
        return Preview((), in_words(act.company_id, decision), str(decision.code), facts.unapplied_minor)
    used = sum(row.amount_minor for row in decision if row.kind == Kind.PRINCIPAL)
    return Preview(decision, rest_minor=facts.unapplied_minor - used)


def allocate_receipt(
    *,
    act: Act,
    receipt_id: int,
    shares: Sequence[Share],
    customer_id: int | None = None,
    third_party: bool = False,
    seen_entry_id: int | None = None,
    evidence: Mapping[str, Any] | None = None,
) -> int:
    """Allocate a receipt as a person decided, all or nothing; return the entry's id.

    `shares` put money on receivables (negative: use a credit note). `seen_entry_id` is the newest
    entry the person saw on the receipt; when there is a newer one, somebody else was at work and
    nothing is written. The payer's account is learned, except for a third party's. Raises
    ServiceRefused with a sentence that names documents by number, and NotFound.
    """
    facts = _facts(act, receipt_id)
    wanted = Allocation(
        receipt_id, tuple(shares), act.business_date, customer_id, third_party,
        {"by": "person", **(evidence or {}), **_payer(act, facts, shares, third_party=third_party)},
    )  # fmt: skip
    lock_for(act, [wanted])
    check_unchanged(act, receipt_id, seen_entry_id)
    done = record_allocations(act=act, allocations=[wanted])[0]
    if done.refused is not None:
        raise ServiceRefused(str(done.refused.code), in_words(act.company_id, done.refused))
    if done.entry_id is None:
        raise NotFound("One of the documents")
    payer = wanted.evidence.get("payer")
    learn_payers(act=act, pairs=[(payer["account"], payer["customer_id"])] if payer else [])
    look_again(act=act, receipt_id=receipt_id)
    return done.entry_id


def undo_application(*, act: Act, entry_id: int, receipt_id: int | None = None) -> int:
    """Take back everything an entry did with a receipt; return the new entry's id.

    `receipt_id` says which, for an entry that did something with several, as an import's does: the
    others keep what they have. What was learned from it is forgotten, and the receipt is left to a
    person from now on. Raises ServiceRefused (something builds on it, undone before) and NotFound.
    """
    touched = PostingRow.objects.filter(company_id=act.company_id, entry_id=entry_id, receipt__isnull=False)
    meant = receipt_id if receipt_id is not None else touched.values_list("receipt_id", flat=True).first()
    undone = unapply(act=act, entry_id=entry_id, receipt_id=receipt_id)
    forget_payer(act=act, entry_id=entry_id)
    if meant is not None:
        look_again(act=act, receipt_id=meant)
    return undone


def look_again(*, act: Act, receipt_id: int) -> None:
    """Make the proposals of a receipt anew: what is left of it, with what is open now. Never applies anything."""
    facts = receipt_facts(act.company_id, receipt_id)
    if facts is None or not facts.unapplied_minor:
        MatchProposal.objects.filter(company_id=act.company_id, receipt_id=receipt_id).delete()
        return
    match_receipts(act=act, receipt_ids=[receipt_id], propose_only=True)


def hold_still(*, act: Act, receipt_id: int, seen_entry_id: int | None) -> None:
    """Lock a receipt until the database transaction ends, and refuse when it is not as the person saw it."""
    lock_documents(act.company_id, [], [receipt_id])
    check_unchanged(act, receipt_id, seen_entry_id)


def check_unchanged(act: Act, receipt_id: int, seen_entry_id: int | None) -> None:
    """Refuse when somebody did something with the receipt since the person looked; the receipt is locked already."""
    newest = latest_entry(act.company_id, receipt_id)
    if seen_entry_id is None or newest == seen_entry_id:
        return
    entry = Entry.objects.filter(company_id=act.company_id, pk=newest).first()
    who = entry.actor if entry else "Somebody"
    raise ServiceRefused(
        "changed_meanwhile",
        f"{who} changed this receipt while you were looking at it. Nothing of yours was written; "
        "below is how it stands now.",
    )


def in_words(company_id: int, refused: Refused) -> str:
    """Return a refusal's sentence with documents by number and customers by name."""
    return sentence(Refused(refused.code, {k: _named(company_id, k, v) for k, v in refused.params.items()}))


def _named(company_id: int, name: str, value: Param) -> Param:
    if name in ("payer", "debtor", "owner") and str(value).isdigit():
        return Customer.objects.filter(company_id=company_id, pk=int(str(value))).values_list("name", flat=True)[0]
    if isinstance(value, str) and value.startswith("receivable "):
        number = Receivable.objects.filter(company_id=company_id, pk=int(value.split()[1]))
        return str(number.values_list("number", flat=True)[0])
    if isinstance(value, str) and value.startswith("receipt "):
        return "this receipt"
    return value


def _facts(act: Act, receipt_id: int) -> ReceiptFacts:
    facts = receipt_facts(act.company_id, receipt_id)
    if facts is None:
        raise NotFound(f"Receipt {receipt_id}")
    return facts


def _payer(act: Act, facts: ReceiptFacts, shares: Sequence[Share], *, third_party: bool) -> dict[str, Any]:
    """Return what this application teaches about the payer: the one customer whose items it pays."""
    ids = [share.receivable_id for share in shares]
    rows = Receivable.objects.filter(company_id=act.company_id, pk__in=ids)
    owners = set(rows.values_list("customer_id", flat=True))
    account = compact(facts.payer_account)
    if third_party or not account or len(owners) != 1:
        return {}
    return {"payer": {"account": account, "customer_id": owners.pop()}}
