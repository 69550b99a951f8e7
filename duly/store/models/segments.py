"""Segments: groups of customers given by rules, kept as data."""

from __future__ import annotations

from django.db import models

from duly.store.models.tenancy import CompanyRow


class Segment(CompanyRow):
    """One segment's rules. The first, by `position`, whose rules hold is a customer's segment; versions are kept."""

    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    description = models.CharField(max_length=300, blank=True, default="")
    rules = models.JSONField(default=dict)
    procedure_name = models.CharField(max_length=60, blank=True, default="")
    saved_by = models.CharField(max_length=200, blank=True, default="")
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "segment"
        constraints = [models.UniqueConstraint(fields=["company", "name", "version"], name="segment_version_once")]
