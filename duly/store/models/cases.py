"""What customers and clerks agreed or contested: promises, disputes, claims of payment, tasks."""

from __future__ import annotations

from django.db import models

from duly.store.models.accounts import Customer
from duly.store.models.ledger import Receivable
from duly.store.models.tenancy import CompanyRow, User


class PromiseToPay(CompanyRow):
    """An amount the customer said would be paid by a date, for named receivables."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="promises")
    promised_date = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    receivables = models.JSONField(default=list)  # receivable ids
    state = models.CharField(max_length=12, default="open")  # open | kept | broken | withdrawn
    note = models.TextField(blank=True, default="")
    made_by = models.CharField(max_length=200)
    made_via = models.CharField(max_length=12, default="console")  # console | portal | api
    made_on_date = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "promise_to_pay"
        indexes = [models.Index(fields=["company", "customer", "state"], name="promise_customer")]


class Dispute(CompanyRow):
    """A contested amount of one receivable; only this much is silenced."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="disputes")
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="disputes")
    reason_code = models.CharField(max_length=30)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    text = models.TextField(blank=True, default="")
    state = models.CharField(max_length=12, default="open")  # open | resolved | withdrawn
    resolution = models.CharField(max_length=30, blank=True, default="")  # credited | rebilled | rejected
    resolution_text = models.TextField(blank=True, default="")
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_by = models.CharField(max_length=200)
    opened_via = models.CharField(max_length=12, default="console")
    opened_on_date = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_on_date = models.DateField(null=True)

    class Meta:
        db_table = "dispute"
        indexes = [models.Index(fields=["company", "customer", "state"], name="dispute_customer")]


class PaymentClaim(CompanyRow):
    """The customer says it has paid: contact rests until the money had time to arrive."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    receivables = models.JSONField(default=list)
    paid_date = models.DateField(null=True)
    method = models.CharField(max_length=40, blank=True, default="")
    text = models.TextField(blank=True, default="")
    made_via = models.CharField(max_length=12, default="portal")
    made_by = models.CharField(max_length=200)
    made_on_date = models.DateField()
    rests_until_date = models.DateField()
    state = models.CharField(max_length=12, default="open")  # open | found | not_found
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "payment_claim"
        indexes = [models.Index(fields=["company", "customer", "state"], name="claim_customer")]


class Task(CompanyRow):
    """Something a person must do: call, check a claim of payment, find an address."""

    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=300)
    due_date = models.DateField()
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, default="open")  # open | done | dropped
    outcome = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict, blank=True)
    idempotency_key = models.CharField(max_length=120, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "task"
        constraints = [models.UniqueConstraint(fields=["company", "idempotency_key"], name="task_once")]
        indexes = [models.Index(fields=["company", "state", "due_date"], name="task_due")]
