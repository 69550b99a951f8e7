"""Customers, the people who answer for them, and what stands in the way of contacting them."""

from __future__ import annotations

from django.db import models

from duly.store.models.tenancy import CompanyRow, User


class Customer(CompanyRow):
    """Who owes. Unique per (company, source, external_id); `number` is what people say aloud."""

    source = models.CharField(max_length=40, default="manual")
    external_id = models.CharField(max_length=120)
    number = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    time_zone = models.CharField(max_length=64, blank=True, default="")
    address = models.TextField(blank=True, default="")
    vat_id = models.CharField(max_length=30, blank=True, default="")
    segment = models.CharField(max_length=60, blank=True, default="")
    is_segment_pinned = models.BooleanField(default=False)  # given by a person: rules leave it alone
    importance = models.CharField(max_length=20, blank=True, default="normal")
    terms_text = models.CharField(max_length=200, blank=True, default="")
    status = models.CharField(max_length=20, default="active")  # active | legal | insolvent | closed
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    procedure_name = models.CharField(max_length=60, blank=True, default="")
    snoozed_until = models.DateField(null=True, blank=True)
    import_run = models.ForeignKey("ImportRun", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "customer"
        constraints = [
            models.UniqueConstraint(fields=["company", "source", "external_id"], name="customer_once"),
        ]
        indexes = [
            models.Index(
                fields=["company", "number"], name="customer_number", opclasses=["int8_ops", "text_pattern_ops"]
            ),
            models.Index(fields=["company", "name", "id"], name="customer_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(CompanyRow):
    """A person or mailbox at a customer. Roles: billing, main, escalation, sales."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    source = models.CharField(max_length=40, default="manual")
    external_id = models.CharField(max_length=120, blank=True, default="")
    name = models.CharField(max_length=120, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    role = models.CharField(max_length=20, default="billing")
    language = models.CharField(max_length=8, blank=True, default="")
    is_active = models.BooleanField(default=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_reason = models.CharField(max_length=300, blank=True, default="")
    proposed_by = models.CharField(max_length=40, blank=True, default="")  # portal: waits for a person to accept
    import_run = models.ForeignKey("ImportRun", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "contact"
        indexes = [models.Index(fields=["company", "customer"], name="contact_customer")]


class Hold(CompanyRow):
    """No contact for a reason, until a date; on a customer, or on one receivable of it."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="holds")
    receivable = models.ForeignKey("Receivable", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "hold"
        indexes = [models.Index(fields=["company", "customer"], name="hold_customer")]


class Activity(CompanyRow):
    """The one timeline: who did what to whom, when and why. Append-only."""

    at = models.DateTimeField()
    business_date = models.DateField()
    actor_kind = models.CharField(max_length=12)  # person | system | customer | api
    actor = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    sentence = models.TextField()
    reason = models.TextField(blank=True, default="")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    receivable = models.ForeignKey(
        "Receivable", null=True, on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "activity"
        indexes = [
            models.Index(fields=["company", "customer", "-at"], name="activity_customer"),
            models.Index(fields=["company", "-at"], name="activity_at"),
        ]
