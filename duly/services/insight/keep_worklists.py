"""At each tick of a worker's clock: turn balances where the day has turned, and have accounts scored."""

from __future__ import annotations

from datetime import datetime

from duly.services.act import Act
from duly.services.dunning.keep_dry_run import TOO_OLD
from duly.services.insight.keep_figures import ask_on_a_new_day
from duly.services.insight.score_accounts import keep_worklist
from duly.services.ports import Jobs
from duly.store.queries.companies import all_companies
from duly.store.queries.dry_runs import drop_dry_runs
from duly.store.tenancy import in_company


def keep_worklists(*, at: datetime, jobs: Jobs) -> None:
    """Keep the worklist of every company. Opens its own scopes; any number of workers may do it at the same time."""
    for company in all_companies():
        with in_company(company.id):
            day = company.business_date(at)
            if keep_worklist(company_id=company.id, as_of=day, jobs=jobs):
                act = Act(company.id, "system", "new day", at, day)
                ask_on_a_new_day(act=act, jobs=jobs, currency=company.currency)
            drop_dry_runs(company.id, before=at - TOO_OLD)
