"""Let a report come by mail, or no longer."""

from __future__ import annotations

from collections.abc import Sequence

from duly.core.insight.cadence import Cadence, next_due
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Membership, ReportSchedule

REPORTS = ("aging", "figures", "activity")
MOST_SCHEDULES = 50
MOST_RECIPIENTS = 20


def schedule_report(
    *,
    act: Act,
    report: str,
    query: str,
    cadence: Cadence,
    recipients: Sequence[str],
    weekday: int = 0,
    day_of_month: int = 1,
    language: str = "",
) -> int:
    """Store that a report comes by mail from its next day on; return the id.

    Recipients are people of the company who may see everything, so that nothing leaves the house by a typing error.
    Raises ServiceRefused naming the field. Called inside the company's scope.
    """
    assert act.user_id is not None, "a report by mail belongs to a person"
    if report not in REPORTS:
        raise ServiceRefused("report", f"There is no report {report!r}; there are {', '.join(REPORTS)}.")
    if not 0 <= weekday <= 6 or not 1 <= day_of_month <= 31:
        raise ServiceRefused("day", "A weekday is 0 (Monday) to 6, a day of the month 1 to 31.")
    wanted = _recipients(act, recipients)
    if ReportSchedule.objects.filter(company_id=act.company_id, is_active=True).count() >= MOST_SCHEDULES:
        raise ServiceRefused("report", f"{MOST_SCHEDULES} reports come by mail already. Stop one first.")
    row = ReportSchedule.objects.create(
        company_id=act.company_id, report=report, query=query[:2000], cadence=str(cadence), weekday=weekday,
        day_of_month=day_of_month, recipients=wanted, language=language, user_id=act.user_id,
        due_date=next_due(cadence, act.business_date, weekday=weekday, day_of_month=day_of_month), created_at=act.at,
    )  # fmt: skip
    said = f"Report by mail: {report}, {cadence}, to {', '.join(wanted)}"
    record_activity(act=act, verb="report.scheduled", sentence=said, data={"schedule_id": row.pk, "report": report})
    return row.pk


def _recipients(act: Act, given: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(address.strip().lower() for address in given if address.strip()))
    if not wanted:
        raise ServiceRefused("recipients", "Choose at least one person.")
    if len(wanted) > MOST_RECIPIENTS:
        raise ServiceRefused("recipients", f"At most {MOST_RECIPIENTS} people.")
    members = set(
        Membership.objects.filter(company_id=act.company_id, is_active=True, user__is_active=True)
        .exclude(role="sales")
        .values_list("user__email", flat=True)
    )
    strangers = [address for address in wanted if address not in {one.lower() for one in members}]
    if strangers:
        said = f"{strangers[0]} is nobody of this company who may see everything. Add the person under People."
        raise ServiceRefused("recipients", said)
    return wanted


def stop_report(*, act: Act, schedule_id: int) -> None:
    """Let a report come no longer. Raises NotFound."""
    row = ReportSchedule.objects.filter(company_id=act.company_id, pk=schedule_id, is_active=True).first()
    if row is None:
        raise NotFound("This report")
    row.is_active = False
    row.save(update_fields=["is_active"])
    record_activity(
        act=act, verb="report.stopped", sentence=f"Report by mail stopped: {row.report}",
        data={"schedule_id": row.pk, "report": row.report},
    )  # fmt: skip
