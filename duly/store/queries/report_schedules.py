"""Reports that come by mail, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qsl

from duly.store.models import ReportSchedule


@dataclass(frozen=True, slots=True)
class ScheduleFacts:
    """One report that comes by mail. `query` is the filter as the report's address names it."""

    id: int
    report: str
    query: str
    cadence: str
    weekday: int | None
    day_of_month: int | None
    recipients: tuple[str, ...]
    language: str
    user_id: int
    owner_name: str
    due_date: date
    last_sent_at: datetime | None
    last_problem: str

    @property
    def given(self) -> Mapping[str, str]:
        """The filter, by name."""
        return dict(parse_qsl(self.query, max_num_fields=50))


def schedules_of(company_id: int) -> list[ScheduleFacts]:
    """Return the reports that come by mail, the next first."""
    rows = ReportSchedule.objects.filter(company_id=company_id, is_active=True).select_related("user")
    return [_facts(row) for row in rows.order_by("due_date", "pk")]


def schedule_of(company_id: int, schedule_id: int) -> ScheduleFacts | None:
    """Return one of them, None when it is gone."""
    row = (
        ReportSchedule.objects.filter(company_id=company_id, pk=schedule_id, is_active=True)
        .select_related("user")
        .first()
    )
    return _facts(row) if row else None


def _facts(row: ReportSchedule) -> ScheduleFacts:
    return ScheduleFacts(
        row.pk, row.report, row.query, row.cadence, row.weekday, row.day_of_month, tuple(row.recipients),
        row.language, row.user_id, row.user.get_full_name() or row.user.email, row.due_date, row.last_sent_at,
        row.last_problem,
    )  # fmt: skip
