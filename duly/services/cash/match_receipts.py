"""Match waiting receipts with open items: the sure ones are applied, the others get ranked proposals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from duly.core.cash.matching.exact import DEFAULT_POLICY, match_exact
from duly.core.cash.matching.index import OpenItemIndex
from duly.core.cash.matching.sentences import sentence
from duly.core.cash.matching.values import Decision, MatchPolicy, Proposal, Reason, Tier
from duly.core.cash.netting import Share
from duly.core.money.mod97 import compact
from duly.services.act import Act
from duly.services.cases.settle_promises import settle_promises
from duly.services.cash.learn_payers import learn_payers
from duly.services.cash.record_allocations import Allocation, Recorded, record_allocations
from duly.store.models import MatchProposal
from duly.store.queries.cash_matching import (
    WaitingReceipt,
    known_payers,
    note_looked_at,
    open_items_to_match,
    waiting_receipts,
)

MATCHER = "Duly (matching)"
NOT_BY_ITSELF = MatchPolicy(automatic_tiers=frozenset())
SURE_OF_PAYER = frozenset(
    {Tier.CREDITOR_REFERENCE_EXACT, Tier.NUMBER_EXACT_PAYER_KNOWN, Tier.SEVERAL_EXACT_PAYER_KNOWN}
)


@dataclass(frozen=True, slots=True)
class MatchRun:
    """What a run did. looked = applied + proposed + without; sums by currency in minor units."""

    looked: int = 0
    applied: int = 0
    proposed: int = 0
    without: int = 0
    applied_minor: Mapping[str, int] = field(default_factory=dict)
    waiting_minor: Mapping[str, int] = field(default_factory=dict)
    tiers: Mapping[str, int] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()


def match_receipts(
    *,
    act: Act,
    receipt_ids: Collection[int] | None = None,
    dry_run: bool = False,
    propose_only: bool = False,
    policy: MatchPolicy = DEFAULT_POLICY,
) -> MatchRun:
    """Match some waiting receipts (None: all) in the caller's database transaction; return what was done.

    Runs of one company wait for each other; a clerk at work on the same documents is waited for,
    and what changed meanwhile is decided anew. A receipt that was applied once by itself, or taken back by a
    person, is never applied by itself again. `dry_run` decides and writes nothing;
    `propose_only` makes proposals and applies nothing.
    """
    policy = NOT_BY_ITSELF if propose_only else policy
    _one_at_a_time(act.company_id)
    waiting = {one.line.line_id: one for one in waiting_receipts(act.company_id, receipt_ids=receipt_ids)}
    decisions = _decide(act.company_id, list(waiting.values()), policy)
    if dry_run:
        return _told(waiting, decisions, {d.line_id for d in decisions if d.automatic})
    system = replace(act, actor_kind="system", actor=MATCHER, reason="", user_id=None)
    done = _apply(system, decisions, waiting)
    applied = {one.allocation.receipt_id for one in done if one.entry_id is not None}
    decisions = _again(act, decisions, applied, waiting)
    _store_proposals(act.company_id, [d for d in decisions if d.line_id not in applied], set(waiting))
    note_looked_at(act.company_id, waiting, act.at)
    customers = {c for one in done for c in one.customer_ids}
    if customers:
        settle_promises(act=system, customer_ids=customers)
    return _told(waiting, decisions, applied)


def _one_at_a_time(company_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('match_receipts'), %s)", [company_id])


def _decide(company_id: int, waiting: Sequence[WaitingReceipt], policy: MatchPolicy) -> list[Decision]:
    if not waiting:
        return []
    items = open_items_to_match(company_id)
    payers = known_payers(company_id)
    free = [one.line for one in waiting if not one.left_to_a_person]
    decided = match_exact(free, OpenItemIndex(items, payers), policy)
    rest = [one.line for one in waiting if one.left_to_a_person]
    if rest:
        settled = {a.receivable_id for d in decided if d.automatic for a in d.automatic.allocations}
        left = OpenItemIndex([item for item in items if item.receivable_id not in settled], payers)
        decided += match_exact(rest, left, NOT_BY_ITSELF)
    return decided


def _apply(system: Act, decisions: Sequence[Decision], waiting: Mapping[int, WaitingReceipt]) -> list[Recorded]:
    wanted = [
        _allocation(waiting[decision.line_id], decision.automatic) for decision in decisions if decision.automatic
    ]
    done = record_allocations(act=system, allocations=wanted)
    learned = [
        (one.allocation.evidence["payer"]["account"], one.allocation.evidence["payer"]["customer_id"])
        for one in done
        if one.entry_id is not None and "payer" in one.allocation.evidence
    ]
    learn_payers(act=system, pairs=learned)
    return done


def _again(
    act: Act, decisions: list[Decision], applied: set[int], waiting: Mapping[int, WaitingReceipt]
) -> list[Decision]:
    """Decide anew, for a person, what was to be applied and could not be: somebody was quicker."""
    failed = {d.line_id for d in decisions if d.automatic} - applied
    if not failed:
        return decisions
    fresh = waiting_receipts(act.company_id, receipt_ids=failed)
    anew = _decide(act.company_id, [replace(one, left_to_a_person=True) for one in fresh], NOT_BY_ITSELF)
    return [d for d in decisions if d.line_id not in failed] + anew


def _allocation(receipt: WaitingReceipt, proposal: Proposal) -> Allocation:
    account = compact(receipt.line.payer_account)
    evidence: dict[str, Any] = {
        "by": "rule", "tier": proposal.tier.name, "reasons": [_reason(one) for one in proposal.reasons],
        "text": list(receipt.line.texts), "structured": list(receipt.line.structured),
        "paid_date": receipt.line.paid_date.isoformat(),
    }  # fmt: skip
    if account and proposal.customer_id is not None and proposal.tier in SURE_OF_PAYER:
        evidence["payer"] = {"account": account, "customer_id": proposal.customer_id}
    return Allocation(
        receipt_id=receipt.line.line_id, shares=shares_of(proposal), on=receipt.received_date,
        customer_id=proposal.customer_id, evidence=evidence, key=f"match:{receipt.line.line_id}",
    )  # fmt: skip


def shares_of(proposal: Proposal) -> tuple[Share, ...]:
    """Return a proposal's allocations as shares."""
    return tuple(
        Share(one.receivable_id, one.amount_minor, tuple((str(r.kind), r.amount_minor) for r in one.residuals))
        for one in proposal.allocations
    )


def _reason(one: Reason) -> dict[str, Any]:
    return {"code": one.code, "params": dict(one.params), "sentence": sentence(one)}


def _store_proposals(company_id: int, decisions: Sequence[Decision], looked: set[int]) -> None:
    MatchProposal.objects.filter(company_id=company_id, receipt_id__in=looked).delete()
    MatchProposal.objects.bulk_create(
        (
            MatchProposal(
                company_id=company_id, receipt_id=decision.line_id, rank=rank, tier=proposal.tier.name,
                customer_id=proposal.customer_id, lines=[
                    {"receivable_id": one.receivable_id, "amount_minor": one.amount_minor,
                     "residuals": {str(r.kind): r.amount_minor for r in one.residuals}} for one in proposal.allocations
                ],
                reasons=[_reason(one) for one in proposal.reasons], vetoes=[_reason(one) for one in proposal.vetoes],
            )
            for decision in decisions for rank, proposal in enumerate(decision.proposals, start=1)
        ),
        batch_size=2000,
    )  # fmt: skip


def _told(waiting: Mapping[int, WaitingReceipt], decisions: Sequence[Decision], applied: set[int]) -> MatchRun:
    applied_minor: Counter[str] = Counter()
    waiting_minor: Counter[str] = Counter()
    tiers: Counter[str] = Counter()
    for line in (one.line for one in waiting.values()):
        (applied_minor if line.line_id in applied else waiting_minor)[line.currency] += line.amount_minor
    for decision in decisions:
        best = decision.automatic or next(iter(decision.proposals), None)
        tiers[best.tier.name if best else "NOTHING"] += 1
    proposed = sum(1 for d in decisions if d.line_id not in applied and d.proposals)
    return MatchRun(
        len(waiting), len(applied), proposed, len(waiting) - len(applied) - proposed, dict(applied_minor),
        dict(waiting_minor), dict(tiers), tuple(decisions),
    )  # fmt: skip
