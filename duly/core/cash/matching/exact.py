"""What is applied without a person: an exact reference and exactly the open amount, nothing against it.

Also exact: one instalment of a named invoice, several named invoices that add up, and the discount
by terms when the payment is in time. Everything else becomes a ranked list in `propose`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from duly.core.cash.matching.evidence import Evidence, gather
from duly.core.cash.matching.index import OpenItemIndex
from duly.core.cash.matching.propose import proposals
from duly.core.cash.matching.values import (
    CashLine,
    Decision,
    DiscountOffer,
    MatchPolicy,
    OpenItem,
    Proposal,
    ProposedAllocation,
    Reason,
    Residual,
    Tier,
    reason,
)
from duly.core.ledger.postings import Kind

DEFAULT_POLICY = MatchPolicy()


def match_exact(
    lines: Iterable[CashLine], index: OpenItemIndex, policy: MatchPolicy = DEFAULT_POLICY
) -> list[Decision]:
    """Return one decision per line, in the order of the lines given.

    Lines are decided oldest payment first, so that of two payments of one invoice the earlier one
    settles it and the later one goes to a person, however the bank listed them. Within one run no
    item is settled twice. Amounts must be positive.
    """
    given = list(lines)
    order = sorted(range(len(given)), key=lambda place: (given[place].paid_date, given[place].line_id))
    claimed: set[int] = set()
    decisions: dict[int, Decision] = {}
    for place in order:
        line = given[place]
        assert line.amount_minor > 0, "only money that came in is matched"
        decisions[place] = _decide(gather(line, index), index, policy, claimed)
    return [decisions[place] for place in range(len(given))]


def _decide(evidence: Evidence, index: OpenItemIndex, policy: MatchPolicy, claimed: set[int]) -> Decision:
    line = evidence.line
    exact = exact_proposal(evidence)
    if exact is not None:
        exact = replace(exact, vetoes=exact.vetoes + tuple(_policy_vetoes(exact, line, policy, index, claimed)))
        if not exact.vetoes:
            claimed.update(allocation.receivable_id for allocation in exact.allocations)
            return Decision(line.line_id, exact, (), evidence.unresolved)
    ranked = proposals(evidence, exact, index, claimed)[: policy.max_proposals]
    return Decision(line.line_id, None, ranked, evidence.unresolved)


def _policy_vetoes(
    exact: Proposal, line: CashLine, policy: MatchPolicy, index: OpenItemIndex, claimed: set[int]
) -> Iterable[Reason]:
    for allocation in exact.allocations:
        if allocation.receivable_id in claimed:
            yield reason("claimed", number=index.items[allocation.receivable_id].number)
    if exact.tier not in policy.automatic_tiers:
        yield reason("tier_not_allowed")
    if policy.limit_minor is not None and line.amount_minor > policy.limit_minor:
        yield reason("over_limit")


def exact_proposal(evidence: Evidence) -> Proposal | None:
    """Return the proposal that settles exactly what the line names, vetoes included, or None."""
    named, amount = evidence.named, evidence.line.amount_minor
    if not named or any(item.open_minor <= 0 for item in named):
        return None
    if sum(item.open_minor for item in named) == amount:
        why = reason("exact_amount") if len(named) == 1 else reason("sum_of_referenced", count=len(named))
        allocations = tuple(ProposedAllocation(item.receivable_id, item.open_minor) for item in named)
        return _proposal(evidence, _tier(evidence), allocations, (why,))
    return _one_instalment(evidence) or _with_discount(evidence)


def _tier(evidence: Evidence) -> Tier:
    if evidence.by_creditor_reference:
        return Tier.CREDITOR_REFERENCE_EXACT
    if len({item.number for item in evidence.named}) == 1:
        return Tier.NUMBER_EXACT_PAYER_KNOWN if evidence.payer_confirmed else Tier.NUMBER_EXACT
    return Tier.SEVERAL_EXACT_PAYER_KNOWN if evidence.payer_confirmed else Tier.SEVERAL_EXACT


def _one_instalment(evidence: Evidence) -> Proposal | None:
    """The line names one invoice with instalments and pays one: the oldest of that amount."""
    named = evidence.named
    if len({(item.customer_id, item.number) for item in named}) != 1:
        return None
    for item in named:
        if item.open_minor == evidence.line.amount_minor:
            allocation = ProposedAllocation(item.receivable_id, item.open_minor)
            return _proposal(
                evidence, _tier(evidence), (allocation,), (reason("exact_instalment", number=item.number),)
            )
    return None


def _with_discount(evidence: Evidence) -> Proposal | None:
    """Every discount that is in time was taken, and the rest is exactly the amount."""
    allocations: list[ProposedAllocation] = []
    reasons: list[Reason] = []
    for item in evidence.named:
        offer = discount_in_time(item, evidence)
        if offer is None:
            allocations.append(ProposedAllocation(item.receivable_id, item.open_minor))
            continue
        taken = Residual(Kind.DISCOUNT, offer.discount_minor)
        allocations.append(ProposedAllocation(item.receivable_id, item.open_minor - offer.discount_minor, (taken,)))
        reasons.append(
            reason("discount_in_time", discount_minor=offer.discount_minor, until_date=offer.until_date.isoformat())
        )
    if not reasons or sum(a.amount_minor for a in allocations) != evidence.line.amount_minor:
        return None
    return _proposal(evidence, Tier.REFERENCED_WITH_DISCOUNT, tuple(allocations), tuple(reasons))


def discount_in_time(item: OpenItem, evidence: Evidence) -> DiscountOffer | None:
    """Return the largest discount the payment is in time for, if it leaves something to pay."""
    fitting = [
        offer
        for offer in item.discounts
        if evidence.line.paid_date <= offer.until_date and 0 < offer.discount_minor < item.open_minor
    ]
    return max(fitting, key=lambda offer: offer.discount_minor, default=None)


def _proposal(
    evidence: Evidence, tier: Tier, allocations: tuple[ProposedAllocation, ...], reasons: tuple[Reason, ...]
) -> Proposal:
    payer = (reason(evidence.payer.reason_code),) if evidence.payer_confirmed else ()
    return Proposal(tier, allocations, 0, (*evidence.reasons, *reasons, *payer), evidence.vetoes, evidence.customer_id)
