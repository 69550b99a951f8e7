"""Why, why not, and what comes next: decisions made live, nothing written."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from duly.services.act import Act
from duly.services.dunning.decide_accounts import Decided, decide_accounts, procedures_or_refuse
from duly.services.ports import Holidays
from duly.store.queries.companies import company_facts
from duly.store.queries.dunning_snapshot import customers_in_reach

PREVIEW_LIMIT = 2000


def explain_customers(
    *, act: Act, holidays: Holidays, customer_ids: Collection[int], as_of: date | None = None
) -> list[Decided]:
    """Return what would be decided about these customers on a day (default: the business date), with all reasons."""
    day = as_of or act.business_date
    company = company_facts(act.company_id)
    assert company is not None
    return decide_accounts(
        company_id=act.company_id,
        customer_ids=customer_ids,
        as_of=day,
        at=act.at,
        holidays=holidays,
        ruling=procedures_or_refuse(act.company_id),
        is_replay=day != company.business_date(act.at),
    )


def preview_cycle(
    *, act: Act, holidays: Holidays, as_of: date | None = None, limit: int = PREVIEW_LIMIT
) -> tuple[list[Decided], int]:
    """Return what a day would decide for everybody in reach, and how many were left out beyond `limit`."""
    day = as_of or act.business_date
    ruling = procedures_or_refuse(act.company_id)
    reach = customers_in_reach(act.company_id, day, horizon_days=ruling.horizon_days)
    decided = explain_customers(act=act, holidays=holidays, customer_ids=reach[:limit], as_of=day)
    return decided, max(0, len(reach) - limit)
