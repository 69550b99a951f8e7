"""Every metric there is, with definition, formula and source: what the documentation is made from."""

from __future__ import annotations

from duly.core.insight.metrics import (
    ar_turnover,
    at_risk_rate,
    average_days_delinquent,
    average_days_to_pay,
    best_possible_dso,
    cei,
    dispute_cycle,
    dso,
    dso_count_back,
    expected_credit_loss,
    paid_late_share,
    payment_performance,
    percent_current,
    promise_kept,
    share_of_money,
    true_dso,
    weighted_days_delinquent,
)
from duly.core.insight.metrics.figure import Definition

_ALL = (
    dso.DEFINITION,
    dso_count_back.DEFINITION,
    best_possible_dso.DEFINITION,
    true_dso.DEFINITION,
    average_days_delinquent.DEFINITION,
    cei.DEFINITION,
    weighted_days_delinquent.DEFINITION,
    percent_current.DEFINITION,
    ar_turnover.DEFINITION,
    average_days_to_pay.DEFINITION,
    payment_performance.DEFINITION,
    paid_late_share.DEFINITION,
    at_risk_rate.DEFINITION,
    promise_kept.BY_COUNT,
    promise_kept.BY_AMOUNT,
    dispute_cycle.DEFINITION,
    share_of_money.RECOVERY,
    share_of_money.BAD_DEBT,
    expected_credit_loss.DEFINITION,
)

CATALOGUE: dict[str, Definition] = {definition.key: definition for definition in _ALL}
