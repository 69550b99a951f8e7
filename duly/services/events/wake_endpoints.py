"""At each tick of a worker's clock: put a job into the queue for every endpoint that something is due for.

The rows of webhook_delivery are the schedule; they are written with the event itself. A tick that is missed or
doubled changes nothing: one job per endpoint waits at a time, and one runs at a time, so that order is kept.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from duly.services.events.deliver_events import enqueue_delivery
from duly.services.ports import Jobs
from duly.store.queries.events_deliveries import active_endpoints, endpoints_with_due
from duly.store.tenancy import in_company


def wake_endpoints(*, at: datetime, jobs: Jobs) -> int:
    """Enqueue the jobs; return how many. Opens its own scopes."""
    count = 0
    for company_id, _ in groupby(active_endpoints(), key=lambda pair: pair[0]):
        with in_company(company_id):
            for endpoint_id in endpoints_with_due(company_id, at):
                count += enqueue_delivery(jobs, company_id, endpoint_id)
    return count
