"""Projections for pages: what every customer has open, and where it stands on the worklist."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from duly.store.models.accounts import Customer
from duly.store.models.ledger import reference
from duly.store.models.tenancy import CompanyRow

NOTHING_OPEN = date(9999, 12, 31)


class BalanceDay(CompanyRow):
    """The business date as of which a company's balances are kept; no row: none are kept yet."""

    as_of_date = models.DateField()

    class Meta:
        db_table = "balance_day"
        constraints = [models.UniqueConstraint(fields=["company"], name="balance_day_once")]


class CustomerBalance(CompanyRow):
    """Projection: what a customer has open in a currency on the day of `BalanceDay`; no row where nothing is.

    `open_minor` is invoices less credit notes, as in the list of open items; unapplied cash stands apart. The ages are
    current, 1-30, 31-60, 61-90 and 91+ days late, of invoices and debit notes. `weight` is the sum of open amount x
    days late (1 to 90) over all that is late or falls due within seven days. `score` is the place on the worklist:
    100 x the score of core/insight/worklist, an estimate from `weight` while `is_scored` is false, 0 where the account
    is not for today; `left_out` then says why not.
    """

    customer = reference(Customer)
    currency = models.CharField(max_length=3)
    open_minor = models.BigIntegerField()
    credit_minor = models.BigIntegerField()
    unapplied_minor = models.BigIntegerField()
    age_0_minor = models.BigIntegerField()
    age_1_minor = models.BigIntegerField()
    age_2_minor = models.BigIntegerField()
    age_3_minor = models.BigIntegerField()
    age_4_minor = models.BigIntegerField()
    late_minor = models.BigIntegerField()
    week_minor = models.BigIntegerField()  # falls due on the day or within the six days after
    item_count = models.IntegerField()
    late_count = models.IntegerField()
    week_count = models.IntegerField()
    oldest_due_date = models.DateField(default=NOTHING_OPEN)  # of open invoices and debit notes
    weight = models.BigIntegerField()
    score = models.BigIntegerField(default=0)
    is_scored = models.BooleanField(default=False)
    left_out = models.JSONField(null=True)  # {code, params} of a reason of core/insight
    said = models.JSONField(null=True)  # what the worklist says of it, while is_scored

    class Meta:
        db_table = "customer_balance"
        constraints = [
            models.UniqueConstraint(fields=["company", "customer", "currency"], name="customer_balance_once"),
        ]
        indexes = [
            models.Index(fields=["company", "currency", "late_minor", "customer"], name="customer_balance_late"),
            models.Index(fields=["company", "currency", "open_minor", "customer"], name="customer_balance_open"),
            models.Index(
                fields=["company", "currency", "-oldest_due_date", "customer"], name="customer_balance_oldest"
            ),
            models.Index(fields=["company", "-score", "customer"], name="customer_balance_score"),
            models.Index(fields=["company", "-score"], name="customer_balance_unscored", condition=Q(is_scored=False)),
        ]


class KeptFigures(CompanyRow):
    """The figures report of a large ledger as a job computed it; `key` names portfolio, day and period.

    `entry_id` is the newest entry of the ledger then: with it the figures are those of this moment.
    """

    key = models.CharField(max_length=160)
    as_of_date = models.DateField()
    state = models.CharField(max_length=12, default="asked")  # asked | done
    measures = models.JSONField(null=True)
    entry_id = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kept_figures"
        constraints = [models.UniqueConstraint(fields=["company", "key"], name="kept_figures_once")]
