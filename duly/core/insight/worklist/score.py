"""The factors of a score, each with its reason."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from duly.core.insight.behaviour import Behaviour
from duly.core.insight.reasons import reason
from duly.core.insight.worklist.claim import Claim
from duly.core.insight.worklist.values import AccountSnapshot, ScoreTerm, WorklistPolicy


def score_terms(account: AccountSnapshot, claim: Claim, policy: WorklistPolicy, as_of: date) -> tuple[ScoreTerm, ...]:
    """Return the factors of the score: amount, days, habit, and broken promises and recent contact where they apply."""
    terms = [_amount_term(account, claim), _days_term(claim, policy), _habit_term(account.behaviour, claim, policy)]
    broken = len(account.broken_promises)
    if broken:
        factor = min(policy.broken_ceiling, 1 + policy.per_broken_promise * broken)
        terms.append(ScoreTerm(factor, reason("score.broken_promises", count=broken, factor=factor)))
    contact = account.last_contact_date
    if contact is not None and 0 <= (as_of - contact).days < policy.quiet_days:
        factor = policy.recent_contact
        terms.append(ScoreTerm(factor, reason("score.recent_contact", days=(as_of - contact).days, factor=factor)))
    return tuple(terms)


def _amount_term(account: AccountSnapshot, claim: Claim) -> ScoreTerm:
    # Two decimals keep the whole product within the 28 digits that Decimal multiplies exactly.
    factor = (claim.amount.as_decimal() * account.rate).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    if account.rate == 1:
        return ScoreTerm(factor, reason("score.amount", amount=claim.amount))
    return ScoreTerm(factor, reason("score.amount_at_rate", amount=claim.amount, rate=account.rate))


def _days_term(claim: Claim, policy: WorklistPolicy) -> ScoreTerm:
    if not claim.is_late:
        return ScoreTerm(Decimal(1), reason("score.days_ahead"))
    if claim.days > policy.days_cap:
        capped = Decimal(policy.days_cap)
        return ScoreTerm(capped, reason("score.days_capped", days=claim.days, capped=capped))
    return ScoreTerm(claim.days, reason("score.days", days=claim.days))


def _habit_term(behaviour: Behaviour, claim: Claim, policy: WorklistPolicy) -> ScoreTerm:
    """Weigh by how unusual the delay is: who always takes 20 days will likely pay by day 20 unasked."""
    if behaviour.median_days_late is None:
        return ScoreTerm(policy.new_payer, reason("score.new_payer", factor=policy.new_payer))
    usual = max(Decimal(0), behaviour.median_days_late)
    gap = (claim.days if claim.is_late else Decimal(0)) - usual
    raw = (1 + gap / policy.habit_days).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    factor = min(policy.habit_ceiling, max(policy.habit_floor, raw))
    if gap > 0:
        return ScoreTerm(factor, reason("score.later_than_usual", gap=gap, factor=factor))
    return ScoreTerm(factor, reason("score.as_usual", usual=usual, factor=factor))
