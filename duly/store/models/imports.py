"""Imports: where a file came from, what was read, and what waits to be mended."""

from __future__ import annotations

from django.db import models

from duly.store.models.tenancy import CompanyRow


class ImportSource(CompanyRow):
    """A remembered kind of file: its mapping and its conventions, by name."""

    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    mapping = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "import_source"
        constraints = [models.UniqueConstraint(fields=["company", "name", "kind"], name="import_source_once")]


class ImportRun(CompanyRow):
    """One file, read once: its state, progress, counts and sums."""

    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField(default=0)
    stored_path = models.CharField(max_length=400, blank=True, default="")
    mapping = models.JSONField(default=dict)
    detection = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=16, default="draft")
    """draft (something is unsaid) | ready | checking (dry run) | running | done | failed | reversed | cancelled"""
    dry_run = models.BooleanField(default=False)
    rows_total = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    rows_created = models.IntegerField(default=0)
    rows_unchanged = models.IntegerField(default=0)
    rows_updated = models.IntegerField(default=0)
    rows_quarantined = models.IntegerField(default=0)
    totals = models.JSONField(default=dict, blank=True)
    message = models.TextField(blank=True, default="")
    actor = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "import_run"
        indexes = [models.Index(fields=["company", "-created_at"], name="import_run_recent")]


class QuarantineRow(CompanyRow):
    """A row that could not be taken: what it said, why not, and what to do about it."""

    import_run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="quarantine")
    line_no = models.IntegerField()
    cells = models.JSONField()
    errors = models.JSONField()  # [{field, value, code, reason, remedy}]
    state = models.CharField(max_length=12, default="open")  # open | fixed | discarded | superseded
    note = models.CharField(max_length=300, blank=True, default="")  # why it was discarded
    fixed_at = models.DateTimeField(null=True)
    fixed_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "quarantine_row"
        indexes = [
            models.Index(fields=["company", "import_run", "line_no"], name="quarantine_run"),
            models.Index(fields=["company"], name="quarantine_open", condition=models.Q(state="open")),
        ]
