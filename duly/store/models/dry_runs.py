"""The day before it is run, decided for everybody and kept for a while: what Tonight shows of a large ledger."""

from __future__ import annotations

from django.db import models

from duly.store.models.accounts import Customer
from duly.store.models.ledger import BulkRow, reference
from duly.store.models.tenancy import CompanyRow


class DryRun(CompanyRow):
    """One dry run of a business date. `rules_key` tells procedures and settings apart: under others it is void.

    `parts` are the ranges of customer ids not decided yet; `sums` are kept once it is done (store/queries/dry_runs).
    """

    business_date = models.DateField()
    rules_key = models.CharField(max_length=80)
    state = models.CharField(max_length=12, default="running")  # running | done
    part_count = models.PositiveIntegerField(default=0)  # 0: not cut into parts yet
    parts = models.JSONField(default=list)
    sums = models.JSONField(default=list)
    started_at = models.DateTimeField()
    fresh_at = models.DateTimeField()  # when changes were taken in last

    class Meta:
        db_table = "dry_run"
        indexes = [models.Index(fields=["company", "business_date"], name="dry_run_day")]


class DryRunLine(BulkRow):
    """A message, a call or a silence that the dry run foresees. `rank` orders a kind; `code` is a silence's reason."""

    run = reference(DryRun)
    customer = reference(Customer)
    kind = models.CharField(max_length=12)  # email | call_task | quiet | none
    code = models.CharField(max_length=40)
    level_key = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    item_count = models.IntegerField()
    is_first = models.BooleanField()  # of its customer's lines of its kind
    is_held = models.BooleanField()
    is_later = models.BooleanField()
    rank = models.BigIntegerField()
    content = models.JSONField()

    class Meta:
        db_table = "dry_run_line"
        indexes = [
            models.Index(fields=["company", "run", "kind", "rank", "id"], name="dry_run_line_order"),
            models.Index(fields=["company", "run", "customer"], name="dry_run_line_customer"),
        ]


class DryRunChange(BulkRow):
    """Something about a customer changed since the dry run decided about it; it is decided anew."""

    customer = reference(Customer)

    class Meta:
        db_table = "dry_run_change"
        indexes = [models.Index(fields=["company", "customer"], name="dry_run_change_customer")]
