"""The ledger: immutable documents and postings, and the projections derived from them.

Migration 0002 adds triggers that refuse UPDATE, DELETE and TRUNCATE on Entry, Posting, Receivable and
Receipt. Foreign keys of the hot tables carry no database constraint (bulk speed); `duly audit`
checks them instead, see docs/decisions/0004-ledger.md.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from duly.store.models.accounts import Customer
from duly.store.models.tenancy import Company, CompanyRow

SINCE_EVER = date.min


def reference(to: Any, **options: Any) -> Any:
    """Return a foreign key without database constraint and index of its own (see module docstring)."""
    defaults: dict[str, Any] = {
        "on_delete": models.DO_NOTHING,
        "db_constraint": False,
        "db_index": False,
        "related_name": "+",
    }
    return models.ForeignKey(to, **(defaults | options))


class BulkRow(CompanyRow):
    """Base of tables written by the hundred thousand: the company is checked by row-level security, not once more.

    A database constraint would look the company up, and lock it, for every single row.
    """

    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        abstract = True


class Entry(CompanyRow):
    """Header of postings made together: one act of one actor, with its reason."""

    verb = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=12)
    actor = models.CharField(max_length=200)
    reason = models.TextField(blank=True, default="")
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    import_run = reference("ImportRun", null=True)

    class Meta:
        db_table = "entry"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "idempotency_key"], name="entry_key_once", condition=Q(idempotency_key__isnull=False)
            )
        ]
        indexes = [
            models.Index(fields=["company", "import_run"], name="entry_import", condition=Q(import_run__isnull=False))
        ]


class Receivable(BulkRow):
    """An open item: invoice, debit note or credit note; an invoice with instalments is several rows."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="receivables", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=12)  # invoice | debit_note | credit_note
    number = models.CharField(max_length=100)
    instalment_no = models.PositiveSmallIntegerField(default=1)
    instalment_count = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=120)
    revision = models.PositiveSmallIntegerField(default=1)  # 2 after a reversal and a new entry of the same document
    content_hash = models.CharField(max_length=32, default="")
    issue_date = models.DateField()
    due_date = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()  # always positive; kind gives the sign
    net_minor = models.BigIntegerField(null=True)
    terms_text = models.CharField(max_length=200, blank=True, default="")
    discounts = models.JSONField(default=list, blank=True)  # [{until_date, percent, discount_minor}]
    purchase_order = models.CharField(max_length=80, blank=True, default="")
    description = models.TextField(blank=True, default="")
    creditor_reference = models.CharField(max_length=35, blank=True, default="")
    import_run = reference("ImportRun", null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "receivable"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "source", "external_id", "instalment_no", "revision"], name="receivable_once"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="receivable_positive"),
        ]
        indexes = [
            models.Index(fields=["company", "customer", "issue_date"], name="receivable_customer"),
            models.Index(
                fields=["company", "number"], name="receivable_number", opclasses=["int8_ops", "text_pattern_ops"]
            ),
            models.Index(fields=["company", "issue_date"], name="receivable_issued"),
            models.Index(
                fields=["company", "creditor_reference"], name="receivable_rf", condition=~Q(creditor_reference="")
            ),
        ]


class Receipt(BulkRow):
    """Cash received; the customer it belongs to is known, or identified later by a posting."""

    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.PROTECT, related_name="receipts", db_index=False, db_constraint=False
    )  # as known on arrival
    bank_line = reference("BankLine", null=True)
    method = models.CharField(max_length=20, default="bank")
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)  # the fingerprint when it comes from a bank file
    revision = models.PositiveSmallIntegerField(default=1)  # 2 after a reversal and a new import of the same receipt
    received_date = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    payer_name = models.CharField(max_length=200, blank=True, default="")
    payer_account = models.CharField(max_length=40, blank=True, default="")
    text = models.TextField(blank=True, default="")
    import_run = reference("ImportRun", null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "receipt"
        constraints = [
            models.UniqueConstraint(fields=["company", "source", "external_id", "revision"], name="receipt_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="receipt_positive"),
        ]
        indexes = [
            models.Index(fields=["company", "received_date"], name="receipt_date"),
            models.Index(fields=["company", "created_at"], name="receipt_newest"),
            models.Index(fields=["company", "customer", "received_date"], name="receipt_customer"),
        ]


class Posting(BulkRow):
    """One movement of money between two accounts (see core/ledger/postings.py for the table of kinds)."""

    entry = reference(Entry)
    kind = models.CharField(max_length=20)
    debit_account = models.CharField(max_length=24)
    credit_account = models.CharField(max_length=24)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    effective_date = models.DateField()
    customer = reference(Customer, null=True)
    receivable = reference(Receivable, null=True)
    receipt = reference(Receipt, null=True)
    source_receivable = reference(Receivable, null=True)
    third_party = models.BooleanField(default=False)  # paid by somebody else, and a person said so
    reverses = reference("self", null=True, related_name="reversed_by")

    class Meta:
        db_table = "posting"
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="posting_positive"),
            models.UniqueConstraint(
                fields=["reverses"], name="posting_reversed_once", condition=Q(reverses__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["company", "receivable", "effective_date"], name="posting_receivable"),
            models.Index(fields=["company", "receipt"], name="posting_receipt", condition=Q(receipt__isnull=False)),
            models.Index(
                fields=["company", "source_receivable"],
                name="posting_source",
                condition=Q(source_receivable__isnull=False),
            ),
            models.Index(fields=["company", "entry"], name="posting_entry"),
            models.Index(fields=["company", "customer", "effective_date"], name="posting_customer"),
            models.Index(fields=["company", "effective_date"], name="posting_effective"),
        ]


class OpenItem(BulkRow):
    """Projection: receivables whose open amount is not zero. Credit notes are negative.

    `since_date` is the day from which so much is open: the newest effective date of a posting that changed it.
    """

    receivable = models.OneToOneField(
        Receivable, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="open_item"
    )
    customer = reference(Customer)
    kind = models.CharField(max_length=12)
    currency = models.CharField(max_length=3)
    issue_date = models.DateField()
    due_date = models.DateField()
    open_minor = models.BigIntegerField()
    since_date = models.DateField(default=SINCE_EVER)

    class Meta:
        db_table = "open_item"
        indexes = [
            models.Index(fields=["company", "customer", "due_date"], name="open_item_customer"),
            models.Index(fields=["company", "due_date"], name="open_item_due"),
        ]


class OpenReceipt(BulkRow):
    """Projection: receipts with unapplied cash; `customer` is who it belongs to now (null = unidentified)."""

    receipt = models.OneToOneField(
        Receipt, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="open_receipt"
    )
    customer = reference(Customer, null=True)
    currency = models.CharField(max_length=3)
    received_date = models.DateField()
    unapplied_minor = models.BigIntegerField()
    since_date = models.DateField(default=SINCE_EVER)
    looked_at = models.DateTimeField(null=True)  # when the matcher looked at it as it is now; null: not yet

    class Meta:
        db_table = "open_receipt"
        indexes = [
            models.Index(fields=["company", "customer"], name="open_receipt_customer"),
            models.Index(fields=["company"], name="open_receipt_new", condition=models.Q(looked_at__isnull=True)),
        ]


class PastOpenItem(BulkRow):
    """Projection: what was open of a receivable from `from_date` until the day before `until_date`, never zero.

    Together with `open_item` it answers what was open on any day without a look at the postings. Days on which
    nothing was open, and the amount that is open now, have no row here. `reach` is the least number of which 2 to
    the power of it is no fewer than the days from one date to the other (REACHES stands for all longer ones): so an
    index finds the few stretches around a day among all that ended after it.
    """

    receivable = reference(Receivable)
    customer = reference(Customer)
    currency = models.CharField(max_length=3)
    due_date = models.DateField()
    from_date = models.DateField()
    until_date = models.DateField()
    open_minor = models.BigIntegerField()
    reach = models.SmallIntegerField()

    class Meta:
        db_table = "past_open_item"
        constraints = [models.UniqueConstraint(fields=["receivable", "from_date"], name="past_open_item_once")]
        indexes = [models.Index(fields=["company", "reach", "until_date"], name="past_open_item_around")]


class PastOpenReceipt(BulkRow):
    """Projection: unapplied cash of a receipt from `from_date` until the day before `until_date`, never zero."""

    receipt = reference(Receipt)
    from_date = models.DateField()
    until_date = models.DateField()
    unapplied_minor = models.BigIntegerField()

    class Meta:
        db_table = "past_open_receipt"
        constraints = [models.UniqueConstraint(fields=["receipt", "from_date"], name="past_open_receipt_once")]
        indexes = [models.Index(fields=["company", "until_date"], name="past_open_receipt_until")]
