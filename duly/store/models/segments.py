"""Segments: groups of customers given by rules, kept as a document with its versions."""

from __future__ import annotations

from django.db import models

from duly.store.models.tenancy import CompanyRow


class SegmentRules(CompanyRow):
    """A version of the rules that put customers into segments; the current one is asked at the start of each day."""

    version = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    document = models.JSONField()
    source_text = models.TextField()
    note = models.CharField(max_length=300, blank=True, default="")
    saved_by = models.CharField(max_length=200, blank=True, default="")
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "segment_rules"
        constraints = [models.UniqueConstraint(fields=["company", "version"], name="segment_rules_once")]
