"""Procedures, daily cycles, decisions and the notices they lead to."""

from __future__ import annotations

from django.db import models

from duly.store.models.accounts import Contact, Customer
from duly.store.models.ledger import BulkRow, Receivable, reference
from duly.store.models.tenancy import CompanyRow


class DunningProcedure(CompanyRow):
    """One version of a procedure; versions are never edited. The newest active one of a name rules."""

    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    document = models.JSONField()
    source_text = models.TextField(blank=True, default="")  # as the person wrote it (YAML), comments kept
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    segments = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=300, blank=True, default="")
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "dunning_procedure"
        constraints = [models.UniqueConstraint(fields=["company", "name", "version"], name="procedure_version_once")]


class MailTemplate(CompanyRow):
    """A company's own wording of a message in a language; the shipped one serves where none is."""

    key = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    version = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(default=True)
    created_by = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "mail_template"
        constraints = [
            models.UniqueConstraint(fields=["company", "key", "language", "version"], name="mail_template_once")
        ]


class Cycle(CompanyRow):
    """A scheduled run of a job for a business date: unique, so a doubled tick is harmless."""

    job = models.CharField(max_length=30, default="dunning")
    business_date = models.DateField()
    state = models.CharField(max_length=12, default="running")  # running | done | failed
    shard_count = models.PositiveIntegerField(default=1)
    counts = models.JSONField(default=dict, blank=True)
    message = models.TextField(blank=True, default="")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    started_by = models.CharField(max_length=200, default="scheduler")

    class Meta:
        db_table = "cycle"
        constraints = [models.UniqueConstraint(fields=["company", "job", "business_date"], name="cycle_once")]


class CycleShard(CompanyRow):
    """A slice of a cycle's customers, done by one job: those with ids from first to last (both of them included).

    A slice of an earlier release has no such bounds; its customers are those with id modulo shard_count.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="shards")
    shard_no = models.PositiveIntegerField()
    first_customer = models.BigIntegerField(null=True)
    last_customer = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, default="waiting")  # waiting | done
    counts = models.JSONField(default=dict, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cycle_shard"
        constraints = [models.UniqueConstraint(fields=["cycle", "shard_no"], name="cycle_shard_once")]


class Decision(BulkRow):
    """What was decided for a customer on a day, from what facts, and why. Append-only.

    `record` is both documents packed (store/packed.py); rows of earlier releases have them as JSON.
    """

    cycle = reference(Cycle)
    customer = reference(Customer)
    business_date = models.DateField()
    outcome = models.CharField(max_length=20)  # notify | task | none
    quiet_code = models.CharField(max_length=40, blank=True, default="", db_default="")  # main reason of silence
    procedure_name = models.CharField(max_length=60)
    procedure_version = models.PositiveIntegerField()
    decision = models.JSONField(null=True)
    snapshot = models.JSONField(null=True)
    record = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "decision"
        constraints = [models.UniqueConstraint(fields=["cycle", "customer"], name="decision_once")]
        indexes = [
            models.Index(fields=["company", "customer", "-business_date"], name="decision_customer"),
            models.Index(
                fields=["company", "cycle", "quiet_code", "customer"], name="decision_quiet",
                condition=models.Q(outcome="none"),
            ),
        ]  # fmt: skip


class DunningNotice(BulkRow):
    """One message to one contact about all its invoices.

    States: planned -> (held for approval | excluded) -> queued -> sending -> sent | failed | unknown | dropped.
    `unknown` means the sending process died after it began to talk to the mail server: never repeated by itself.
    """

    cycle = reference(Cycle, null=True)
    decision = reference(Decision, null=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="notices", db_index=False)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    business_date = models.DateField()
    channel = models.CharField(max_length=12, default="email")
    state = models.CharField(max_length=12, default="planned")
    level_key = models.CharField(max_length=40)
    tone = models.CharField(max_length=20, blank=True, default="")
    template_key = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    to_name = models.CharField(max_length=120, blank=True, default="")
    to_email = models.CharField(max_length=254, blank=True, default="")
    not_before_at = models.DateTimeField(null=True)
    subject = models.CharField(max_length=300, blank=True, default="")
    body_text = models.TextField(blank=True, default="")
    body_html = models.TextField(blank=True, default="")
    message_id = models.CharField(max_length=200, blank=True, default="")
    in_reply_to = models.CharField(max_length=200, blank=True, default="")
    reply_token_hash = models.CharField(max_length=64, blank=True, default="")
    action = models.JSONField(default=dict, blank=True)  # of rows of earlier releases
    action_record = models.BinaryField(null=True)  # packed, once it was amended; as decided it stands in the decision
    total_minor = models.BigIntegerField(default=0)
    item_count = models.IntegerField(default=0)  # invoices named in it, as planned
    currency = models.CharField(max_length=3, default="EUR")
    state_reason = models.TextField(blank=True, default="")
    state_code = models.CharField(max_length=40, blank=True, default="")
    approved_by = models.CharField(max_length=200, blank=True, default="")
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    idempotency_key = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "dunning_notice"
        constraints = [models.UniqueConstraint(fields=["company", "idempotency_key"], name="notice_once")]
        indexes = [
            models.Index(fields=["company", "customer", "-business_date"], name="notice_customer"),
            models.Index(fields=["company", "state", "business_date"], name="notice_state"),
            models.Index(fields=["company", "message_id"], name="notice_message"),
            models.Index(fields=["company", "channel", "-business_date", "-id"], name="notice_day"),
            models.Index(fields=["company", "cycle", "channel", "state"], name="notice_cycle"),
        ]


class NoticeItem(BulkRow):
    """A receivable named in a notice, at a level, with what was open then."""

    notice = models.ForeignKey(
        DunningNotice, on_delete=models.CASCADE, related_name="items", db_constraint=False, db_index=False
    )
    receivable = reference(Receivable)
    level_key = models.CharField(max_length=40)
    level_no = models.SmallIntegerField(default=0)
    tone = models.CharField(max_length=20, blank=True, default="")
    merged_levels = models.JSONField(default=list, blank=True)  # keys of levels that this one stands for as well
    days_overdue = models.IntegerField()
    open_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    business_date = models.DateField()
    is_void = models.BooleanField(default=False)  # left out again at send time, so the level does not count

    class Meta:
        db_table = "notice_item"
        constraints = [models.UniqueConstraint(fields=["notice", "receivable"], name="notice_item_once")]
        indexes = [models.Index(fields=["company", "receivable"], name="notice_item_receivable")]


class PortalLink(CompanyRow):
    """A signed way into the customer's page; only the hash of the token is kept."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    notice = reference(DunningNotice, null=True)
    token_hash = models.CharField(max_length=64)
    scope = models.CharField(max_length=20, default="customer")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=200, blank=True, default="")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    first_opened_at = models.DateTimeField(null=True)
    last_opened_at = models.DateTimeField(null=True)
    opened_count = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "portal_link"
        constraints = [models.UniqueConstraint(fields=["company", "token_hash"], name="portal_link_once")]
        indexes = [models.Index(fields=["company", "customer"], name="portal_link_customer")]
