"""The ranked list for a person: every way the line could be meant, each with words why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from duly.core.cash.matching.evidence import Evidence
from duly.core.cash.matching.index import CustomerItems, OpenItemIndex
from duly.core.cash.matching.values import (
    DiscountOffer,
    OpenItem,
    Proposal,
    ProposedAllocation,
    Reason,
    Residual,
    Tier,
    reason,
)
from duly.core.ledger.postings import Kind

MAX_ALLOCATIONS = 500
_MAX_CUSTOMERS = 5


def proposals(
    evidence: Evidence, exact: Proposal | None, index: OpenItemIndex, claimed: set[int]
) -> tuple[Proposal, ...]:
    """Return proposals by rank, none twice. Items settled earlier in this run are left out, save of `exact`."""
    found: list[Proposal] = [exact] if exact is not None else []
    found += _referenced(evidence, exact is not None, claimed)
    for customer_id in _customers(evidence):
        found += _of_customer(evidence, index.customer(customer_id, evidence.line.currency), customer_id, claimed)
    found += _anywhere(evidence, index, claimed)
    distinct: dict[tuple[object, ...], Proposal] = {}
    for proposal in sorted(found, key=lambda proposal: proposal.tier):
        distinct.setdefault((proposal.allocations, proposal.unapplied_minor, proposal.customer_id), proposal)
    return tuple(distinct.values())


def _customers(evidence: Evidence) -> Sequence[int]:
    owners = dict.fromkeys(item.customer_id for item in evidence.named)
    for customer_id in sorted(evidence.payer.customers):
        owners.setdefault(customer_id)
    return list(owners)[:_MAX_CUSTOMERS]


def _referenced(evidence: Evidence, exact_exists: bool, claimed: set[int]) -> Iterator[Proposal]:
    named = [item for item in evidence.named if item.receivable_id not in claimed]
    if not named:
        return
    amount = evidence.line.amount_minor
    total = sum(item.open_minor for item in named)
    invoices = [item for item in named if item.open_minor > 0]
    if any(item.open_minor < 0 for item in named):
        if total == amount:
            yield _named_proposal(evidence, Tier.REFERENCED_NET_OF_CREDIT, _whole(named), 0, reason("net_of_credit"))
        total = sum(item.open_minor for item in invoices)
    if exact_exists or not invoices:
        return
    late = _late_discount(evidence, invoices)
    if late is not None:
        yield late
    if amount < total:
        why = reason("short", short_minor=total - amount)
        yield _named_proposal(evidence, Tier.REFERENCED_SHORT, _oldest_first(invoices, amount), 0, why)
    elif amount > total:
        why = reason("over", over_minor=amount - total)
        yield _named_proposal(evidence, Tier.REFERENCED_OVER, _whole(invoices), amount - total, why)


def _late_discount(evidence: Evidence, invoices: Sequence[OpenItem]) -> Proposal | None:
    """All named items paid less their largest discount, at least one of them after its date."""
    offers = [_largest(item.discounts) for item in invoices]
    taken = sum(offer.discount_minor for offer in offers if offer)
    if not taken or sum(item.open_minor for item in invoices) - taken != evidence.line.amount_minor:
        return None
    allocations: list[ProposedAllocation] = []
    reasons: list[Reason] = []
    for item, offer in zip(invoices, offers, strict=True):
        if offer is None:
            allocations.append(ProposedAllocation(item.receivable_id, item.open_minor))
            continue
        if offer.discount_minor >= item.open_minor:
            return None
        residual = Residual(Kind.DISCOUNT, offer.discount_minor)
        allocations.append(ProposedAllocation(item.receivable_id, item.open_minor - offer.discount_minor, (residual,)))
        code = "discount_late" if offer.until_date < evidence.line.paid_date else "discount_in_time"
        reasons.append(reason(code, discount_minor=offer.discount_minor, until_date=offer.until_date.isoformat()))
    return _named_proposal(evidence, Tier.REFERENCED_DISCOUNT_LATE, tuple(allocations), 0, *reasons)


def _largest(offers: tuple[DiscountOffer, ...]) -> DiscountOffer | None:
    return max((o for o in offers if o.discount_minor > 0), key=lambda o: o.discount_minor, default=None)


def _of_customer(evidence: Evidence, items: CustomerItems, customer_id: int, claimed: set[int]) -> Iterator[Proposal]:
    amount, paid = evidence.line.amount_minor, evidence.line.paid_date
    who = (reason(evidence.payer.reason_code),) if customer_id in evidence.payer.customers else evidence.reasons
    for item in [i for i in items.by_amount.get(amount, ()) if i.receivable_id not in claimed][:2]:
        yield _plain(Tier.PAYER_SAME_AMOUNT, [item], customer_id, *who, reason("same_amount", number=item.number))
    due, free = items.due(paid), items.invoices[:MAX_ALLOCATIONS]
    if claimed:
        free = [item for item in free if item.receivable_id not in claimed]
    if 1 < due <= MAX_ALLOCATIONS and items.sums[due - 1] == amount:
        why = reason("all_due", paid_date=paid.isoformat(), count=due)
        yield from _unless_claimed(Tier.PAYER_ALL_DUE, items.invoices[:due], customer_id, claimed, *who, why)
    if 1 < len(items.items) <= MAX_ALLOCATIONS and items.net_minor == amount:
        why = reason("all_open", count=len(items.items))
        yield from _unless_claimed(Tier.PAYER_ALL_OPEN, items.items, customer_id, claimed, *who, why)
    oldest = items.oldest_that_sum_to(amount)
    if 1 < oldest <= MAX_ALLOCATIONS:
        why = reason("oldest_exact", count=oldest)
        yield from _unless_claimed(Tier.PAYER_OLDEST_EXACT, items.invoices[:oldest], customer_id, claimed, *who, why)
    elif free:
        allocations = _oldest_first(free, amount)
        rest = amount - sum(allocation.amount_minor for allocation in allocations)
        reasons = (*who, reason("oldest_first"))
        yield Proposal(Tier.PAYER_OLDEST_FIRST, allocations, rest, reasons, (), customer_id)
    yield Proposal(Tier.ON_ACCOUNT, (), amount, (*who, reason("on_account")), (), customer_id)


def _anywhere(evidence: Evidence, index: OpenItemIndex, claimed: set[int]) -> Iterator[Proposal]:
    """Only the amount fits: shown last, for such a match is wrong more often than right."""
    if evidence.payer.customers or evidence.named:
        return
    for item in index.same_amount(evidence.line.currency, evidence.line.amount_minor):
        if item.receivable_id not in claimed:
            why = reason("only_amount", number=item.number)
            yield _plain(Tier.SAME_AMOUNT_ANYWHERE, [item], item.customer_id, why)


def _unless_claimed(
    tier: Tier, items: Sequence[OpenItem], customer_id: int, claimed: set[int], *reasons: Reason
) -> Iterator[Proposal]:
    if not any(item.receivable_id in claimed for item in items):
        yield _plain(tier, items, customer_id, *reasons)


def _plain(tier: Tier, items: Iterable[OpenItem], customer_id: int, *reasons: Reason) -> Proposal:
    return Proposal(tier, _whole(items), 0, reasons, (), customer_id)


def _named_proposal(
    evidence: Evidence, tier: Tier, allocations: tuple[ProposedAllocation, ...], unapplied: int, *reasons: Reason
) -> Proposal:
    payer = (reason(evidence.payer.reason_code),) if evidence.payer_confirmed else ()
    return Proposal(
        tier, allocations, unapplied, (*evidence.reasons, *reasons, *payer), evidence.vetoes, evidence.customer_id
    )


def _whole(items: Iterable[OpenItem]) -> tuple[ProposedAllocation, ...]:
    return tuple(ProposedAllocation(item.receivable_id, item.open_minor) for item in items)


def _oldest_first(invoices: Iterable[OpenItem], amount_minor: int) -> tuple[ProposedAllocation, ...]:
    allocations: list[ProposedAllocation] = []
    for item in invoices:
        if amount_minor <= 0:
            break
        part = min(item.open_minor, amount_minor)
        allocations.append(ProposedAllocation(item.receivable_id, part))
        amount_minor -= part
    return tuple(allocations)
