"""At each tick: enqueue the reports whose day has come."""

from __future__ import annotations

from datetime import datetime

from duly.core.insight.cadence import Cadence, next_due
from duly.services.ports import Jobs
from duly.store.models import ReportSchedule
from duly.store.queries.companies import all_companies
from duly.store.tenancy import in_company

TASK = "send_report"


def enqueue_due_reports(*, at: datetime, jobs: Jobs) -> int:
    """Enqueue every report that is due and move it to its next day, in one database transaction; return how many.

    Opens its own company scopes. Any number of workers may do this at once: each row is taken by one. Days that were
    missed are not made up for: a report says how things are.
    """
    count = 0
    for company in all_companies():
        today = company.business_date(at)
        with in_company(company.id):
            due = ReportSchedule.objects.select_for_update(skip_locked=True).filter(
                company_id=company.id, is_active=True, due_date__lte=today
            )
            for row in due:
                row.due_date = next_due(
                    Cadence(row.cadence), today, weekday=row.weekday or 0, day_of_month=row.day_of_month or 1
                )
                row.save(update_fields=["due_date"])
                enqueue_report(jobs=jobs, company_id=company.id, schedule_id=row.pk, at=at)
                count += 1
    return count


def enqueue_report(*, jobs: Jobs, company_id: int, schedule_id: int, at: datetime) -> None:
    """Enqueue one report now."""
    jobs.enqueue(
        TASK, {"company_id": company_id, "schedule_id": schedule_id, "asked_at": at.isoformat()},
        queueing_lock=f"report-{company_id}-{schedule_id}",
    )  # fmt: skip
