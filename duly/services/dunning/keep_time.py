"""At each tick of a worker's clock: start the days that are due and were not started."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from duly.services.act import Act
from duly.services.cash.run_matching import run_matching
from duly.services.dunning.run_cycle import JOB, start_cycle
from duly.services.ports import Ports
from duly.services.refused import ServiceRefused
from duly.store.models import Cycle
from duly.store.queries.companies import CompanyFacts, all_companies
from duly.store.tenancy import in_company


def is_due(company: CompanyFacts, at: datetime) -> bool:
    """Tell whether the company's hour has come (a pinned business date runs at any hour)."""
    if not company.is_cycle_automatic:
        return False
    if company.business_date_override:
        return True
    return at.astimezone(ZoneInfo(company.time_zone)).hour >= company.cycle_hour


def start_due_cycles(*, at: datetime, ports: Ports, shard_size: int) -> int:
    """Start today's cycle of every company whose hour has come; return how many were started.

    Opens its own company scopes. Any number of workers may do this at the same time: a cycle is keyed
    (company, job, business_date), so it starts once, and a tick that was missed is made good by the next.
    """
    started = 0
    for company in all_companies():
        if not is_due(company, at):
            continue
        day = company.business_date(at)
        act = Act(company.id, "system", "scheduler", at, day, "the company's hour has come")
        with in_company(company.id):
            if Cycle.objects.filter(company_id=company.id, job=JOB, business_date=day).exists():
                continue
        run_matching(act=act)  # the newest money first, so that nobody who has paid is chased
        with in_company(company.id):
            try:
                started += start_cycle(act=act, ports=ports, shard_size=shard_size)[1]
            except ServiceRefused:
                continue  # no procedure yet: the first-run guide says so
    return started
