"""What people keep for themselves: views of lists, and reports that come by mail."""

from __future__ import annotations

from django.db import models

from duly.store.models.tenancy import CompanyRow, User


class SavedView(CompanyRow):
    """A list as somebody wants to see it: filter, order and columns under a name. Shared ones everybody sees."""

    page = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    is_shared = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "saved_view"
        constraints = [models.UniqueConstraint(fields=["company", "user", "page", "name"], name="saved_view_once")]


class ReportSchedule(CompanyRow):
    """A report that comes by mail. `due_date` is the next business day on which it goes out."""

    report = models.CharField(max_length=40)
    query = models.CharField(max_length=2000, blank=True, default="")
    cadence = models.CharField(max_length=12)  # daily | weekly | monthly
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)  # 0 Monday
    day_of_month = models.PositiveSmallIntegerField(null=True, blank=True)
    recipients = models.JSONField(default=list)
    language = models.CharField(max_length=8, blank=True, default="")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    due_date = models.DateField()
    last_sent_at = models.DateTimeField(null=True, blank=True)
    last_problem = models.CharField(max_length=300, blank=True, default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "report_schedule"
        indexes = [models.Index(fields=["company", "due_date"], name="report_schedule_due")]
