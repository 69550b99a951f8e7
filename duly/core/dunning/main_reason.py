"""Of all the reasons why a customer hears nothing, the one to say first."""

from __future__ import annotations

from duly.core.dunning.decision import CustomerDecision
from duly.core.dunning.reasons import CATALOGUE, GUARD_CODES, Reason

WEIGHT = {code: rank for rank, code in enumerate(CATALOGUE)}
"""The place of a code in the catalogue: the lower, the more it weighs."""
UNHURRIED = ("level_not_reached", "levels_finished")
"""What needs nobody's attention."""


def main_reason(decision: CustomerDecision) -> Reason:
    """Return why a customer hears nothing: what forbids contact and weighs most, else what comes first."""
    forbidding = list(decision.reasons)
    for contact in decision.contacts:
        forbidding += contact.reasons
    waiting: list[Reason] = []
    for item in decision.items:
        due = all(reason.code != "level_not_reached" for reason in item.reasons)
        if due:
            forbidding += [one for one in item.reasons if one.code in GUARD_CODES and one.code != "paid"]
        waiting += [one for one in item.reasons if one.code in UNHURRIED]
    if forbidding:
        return min(forbidding, key=lambda reason: WEIGHT[reason.code])
    planned = [reason for reason in waiting if reason.code == "level_not_reached"]
    if planned:
        return min(planned, key=lambda reason: str(reason.param("planned")))
    return waiting[0] if waiting else Reason("paid", (("number", ""),))
