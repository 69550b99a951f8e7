"""Companies, people and what they may do."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person who signs in. One person may serve several companies through Membership."""

    email = models.EmailField(unique=True)
    language = models.CharField(max_length=8, default="en")

    class Meta:
        db_table = "person"


class Company(models.Model):
    """One legal entity that invoices; the tenant. Its `id` is the company_id of every other row."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    currency = models.CharField(max_length=3, default="EUR")
    country = models.CharField(max_length=2, default="DE")
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
    language = models.CharField(max_length=8, default="en")
    address = models.TextField(blank=True, default="")
    sender_name = models.CharField(max_length=120, blank=True, default="")
    sender_email = models.EmailField(blank=True, default="")
    sender_phone = models.CharField(max_length=40, blank=True, default="")
    iban = models.CharField(max_length=34, blank=True, default="")
    bic = models.CharField(max_length=11, blank=True, default="")
    account_holder = models.CharField(max_length=70, blank=True, default="")
    business_date_override = models.DateField(null=True, blank=True)
    bank_data_max_age_hours = models.PositiveIntegerField(default=72)
    is_cycle_automatic = models.BooleanField(default=True)  # False: a person starts each day
    cycle_hour = models.PositiveSmallIntegerField(default=6)  # in the company's time zone
    is_demo = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.CharField(max_length=200, blank=True, default="")
    pause_reason = models.CharField(max_length=300, blank=True, default="")
    preferences = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "company"

    def __str__(self) -> str:
        return self.name


class CompanyRow(models.Model):
    """Base of every table that belongs to a company; row-level security is added by migration."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Membership(CompanyRow):
    """What a person may do in a company: clerk, manager, sales, viewer or admin."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20)
    is_active = models.BooleanField(default=True)
    team = models.CharField(max_length=60, blank=True, default="")
    substitute = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    absent_from = models.DateField(null=True, blank=True)
    absent_until = models.DateField(null=True, blank=True)  # while absent, the substitute sees this person's accounts
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "membership"
        constraints = [models.UniqueConstraint(fields=["company", "user"], name="membership_once")]
