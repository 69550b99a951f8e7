"""The guards: what forbids contact about an item today, each with its name, sentence and remedy.

`GUARD_CODES` and `CATALOGUE` (re-exported from `reasons`) list them all. Guards look at facts, never at the
schedule, so the same functions are asked when the day is decided and again when the message is about to go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from duly.core.dunning.asking import Ask, ask_for
from duly.core.dunning.procedure import DunningProcedure, SilenceRules, minimum
from duly.core.dunning.reasons import CATALOGUE, GUARD_CODES, Reason, ranked, reason
from duly.core.dunning.snapshot import CustomerSnapshot, Hold, OpenItem, WaitingReceipt
from duly.core.money.money import Money

DAY = timedelta(days=1)
SILENT_STATUSES = frozenset({"legal", "insolvent", "agency", "closed"})
_HOLD_CODES = {"hold": "on_hold", "excluded": "excluded_by_person", "paused": "paused"}


@dataclass(frozen=True, slots=True)
class Facts:
    """One invoice as the guards see it. `guards` by weight; none: it may be asked for. `notes`: what shapes the sum."""

    item: OpenItem
    ask_minor: int
    guards: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    total_minor: int = 0


def gather(snapshot: CustomerSnapshot, procedure: DunningProcedure, as_of: date) -> tuple[Facts, ...]:
    """Ask all guards about every invoice, in order of due date, number and id. Credit notes are not listed.

    `total_minor` of each is what the customer may be asked for in the item's currency over all unguarded items.
    """
    everywhere = customer_guards(snapshot, procedure, as_of)
    covered = _currencies_covered(snapshot)
    credited = frozenset(one.for_receivable_id for one in snapshot.items if one.open_minor < 0)
    invoices = sorted(
        (one for one in snapshot.items if one.kind != "credit_note"),
        key=lambda one: (one.due_date, one.number, one.instalment_no, one.receivable_id),
    )
    ruled = _Ruled(snapshot, procedure, as_of, everywhere, covered, credited)
    first = [_facts(one, ruled) for one in invoices]
    totals: dict[str, int] = {}
    for one in first:
        if not one.guards:
            totals[one.item.currency] = totals.get(one.item.currency, 0) + one.ask_minor
    return tuple([_with_total(one, totals.get(one.item.currency, 0), procedure) for one in first])


def customer_guards(snapshot: CustomerSnapshot, procedure: DunningProcedure, as_of: date) -> list[Reason]:
    """Return the guards that silence the whole customer: status, pauses, holds, stale bank data."""
    found = []
    if snapshot.status in SILENT_STATUSES:
        found.append(reason("legal_or_insolvent", customer=snapshot.name, status=snapshot.status))
    found += hold_guards(snapshot.company_holds, as_of, "company")
    found += hold_guards(snapshot.holds, as_of, "customer")
    limit, age = bank_data_limit(snapshot, procedure), snapshot.bank_data_age_hours
    if limit and age is None:
        found.append(reason("bank_data_missing"))
    elif limit and age is not None and age > limit:
        found.append(reason("stale_bank_data", age_hours=age, limit_hours=limit))
    return found


def bank_data_limit(snapshot: CustomerSnapshot, procedure: DunningProcedure) -> int:
    """Return how old bank data may be in hours: the procedure's word, else the company's; 0: any age will do."""
    own = procedure.silence.bank_data_max_age_hours
    return snapshot.bank_data_limit_hours if own is None else own


def hold_guards(holds: Sequence[Hold], as_of: date, scope: str) -> list[Reason]:
    """Return the holds, exclusions and pauses that are in force on a day; `until_date` is the last silent day."""
    found = []
    for one in holds:
        if one.until_date is not None and as_of > one.until_date:
            continue
        about: dict[str, str] = {"scope": scope, "reason": one.reason, "by": one.by or "A person"}
        if one.until_date is None or one.until_date == date.max:  # no day follows the last one there is
            found.append(reason(_HOLD_CODES[one.kind], None, **about))
        else:
            about["until"] = one.until_date.isoformat()
            found.append(reason(_HOLD_CODES[one.kind], one.until_date + DAY, **about))
    return found


def item_guards(ask: Ask, snapshot: CustomerSnapshot, procedure: DunningProcedure, as_of: date) -> list[Reason]:
    """Return the guards of one open invoice: dispute, promise, claim, receipt, hold, collection, notice, too new."""
    item, rules = ask.item, procedure.silence
    found = [*ask.silencers, *hold_guards(item.holds, as_of, item.number)]
    waiting = receipt_waiting(item, ask.ask_minor, snapshot.receipts, rules)
    if waiting:
        found.append(waiting)
    collected_by = item.collection_date and item.collection_date + timedelta(days=rules.claim_days)
    if item.collection_date and collected_by and as_of <= collected_by:
        collected = item.collection_date
        found.append(reason("payment_scheduled", collected_by + DAY, number=item.number, collected=collected))
    rested = item.issue_date + timedelta(days=rules.new_invoice_days)
    if as_of < rested:
        found.append(reason("just_issued", rested, number=item.number, issued=item.issue_date))
    planned = sorted(one.level_key for one in item.levels_done if one.state == "planned")
    if planned:
        found.append(reason("notice_waiting", number=item.number, level=planned[0]))
    return found


def receipt_waiting(
    item: OpenItem, ask_minor: int, receipts: Sequence[WaitingReceipt], rules: SilenceRules
) -> Reason | None:
    """Return the guard when money that is here but not applied may be for this invoice.

    It may when a matcher or a person proposed it for the invoice, or when it is the customer's own and large enough
    to cover what is asked, short by at most `receipt_tolerance_percent` (bank fee, discount taken). Whole numbers.
    """
    for one in sorted(receipts, key=lambda r: (r.received_date, r.receipt_id)):
        if one.currency != item.currency or one.unapplied_minor <= 0:
            continue
        enough = one.unapplied_minor * 100 >= ask_minor * (100 - rules.receipt_tolerance_percent)
        mine = one.is_identified and not one.candidate_ids and enough and ask_minor > 0
        if mine or item.receivable_id in one.candidate_ids:
            about = {"number": item.number, "receipt": one.receipt_id, "currency": one.currency}
            return reason("receipt_waiting", amount_minor=one.unapplied_minor, received=one.received_date, **about)
    return None


@dataclass(frozen=True, slots=True)
class _Ruled:
    """What is the same for every invoice of a customer."""

    snapshot: CustomerSnapshot
    procedure: DunningProcedure
    as_of: date
    everywhere: list[Reason]
    covered: frozenset[str]
    credited: frozenset[str]


def _is_plain(item: OpenItem) -> bool:
    """Tell whether nobody said or did anything about an invoice, and no message about it waits."""
    return not (
        item.levels_done or item.disputed_minor or item.promises or item.claims or item.holds or item.collection_date
    )


def _facts(item: OpenItem, ruled: _Ruled) -> Facts:
    if item.open_minor <= 0:
        return Facts(item, 0, (reason("paid", number=item.number),), ())
    snapshot, procedure, as_of = ruled.snapshot, ruled.procedure, ruled.as_of
    if _is_plain(item) and not snapshot.receipts and item.receivable_id not in ruled.credited:
        ask = Ask(item, item.open_minor, ())
        rests = as_of < item.issue_date + timedelta(days=procedure.silence.new_invoice_days)
        found = item_guards(ask, snapshot, procedure, as_of) if rests else []
    else:
        ask = ask_for(item, snapshot, procedure.silence, as_of)
        found = item_guards(ask, snapshot, procedure, as_of)
    found += ruled.everywhere
    if item.currency in ruled.covered:
        found.append(reason("credit_balance", customer=snapshot.name, currency=item.currency))
    low = minimum(procedure.min_item, item.currency)
    if 0 < ask.ask_minor < low:
        found.append(_below(item, ask.ask_minor, low, "invoice"))
    return Facts(item, ask.ask_minor, ranked(found), ranked(ask.notes))


def _with_total(one: Facts, total_minor: int, procedure: DunningProcedure) -> Facts:
    if one.guards or total_minor >= minimum(procedure.min_customer, one.item.currency):
        return Facts(one.item, one.ask_minor, one.guards, one.notes, total_minor)
    low = minimum(procedure.min_customer, one.item.currency)
    guard = _below(one.item, total_minor, low, "customer")
    return Facts(one.item, one.ask_minor, (guard,), one.notes, total_minor)


def _below(item: OpenItem, minor: int, low: int, scope: str) -> Reason:
    limit = f"{item.currency} {Money(low, item.currency).plain()}"
    return reason("below_minimum", amount_minor=minor, currency=item.currency, minimum=limit, scope=scope)


def _currencies_covered(snapshot: CustomerSnapshot) -> frozenset[str]:
    """Currencies in which open invoices, less credit notes and the customer's unapplied cash, come to nothing."""
    if not snapshot.receipts and all(one.open_minor > 0 for one in snapshot.items):
        return frozenset()
    net: dict[str, int] = {}
    for item in snapshot.items:
        net[item.currency] = net.get(item.currency, 0) + item.open_minor
    for receipt in snapshot.receipts:
        if receipt.is_identified:
            net[receipt.currency] = net.get(receipt.currency, 0) - receipt.unapplied_minor
    return frozenset(code for code, minor in net.items() if minor <= 0)


__all__ = [
    "CATALOGUE",
    "GUARD_CODES",
    "Facts",
    "bank_data_limit",
    "customer_guards",
    "gather",
    "hold_guards",
    "item_guards",
    "receipt_waiting",
]
