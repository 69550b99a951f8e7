"""What other programs use: tokens, remembered answers, events and their delivery."""

from __future__ import annotations

from django.db import models

from duly.store.models.tenancy import CompanyRow, User


class ApiToken(CompanyRow):
    """A key for the API. Only its SHA-256 is kept; `prefix` is what people recognise it by."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=24)
    token_hash = models.CharField(max_length=64)
    role = models.CharField(max_length=20)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "api_token"
        constraints = [models.UniqueConstraint(fields=["company", "token_hash"], name="api_token_once")]


class ApiAnswer(CompanyRow):
    """What a POST with an idempotency key was answered, so that the same request gets the same answer."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=255)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=500)
    body_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "api_answer"
        constraints = [models.UniqueConstraint(fields=["company", "token", "key"], name="api_answer_once")]
        indexes = [models.Index(fields=["company", "created_at"], name="api_answer_age")]


class Event(CompanyRow):
    """Something that happened, in the words integrators subscribe to. Append-only, in the order of `id`."""

    uid = models.UUIDField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    customer_id = models.BigIntegerField(null=True)
    subject_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "event"
        constraints = [models.UniqueConstraint(fields=["company", "uid"], name="event_once")]
        indexes = [models.Index(fields=["company", "-id"], name="event_recent")]


class WebhookEndpoint(CompanyRow):
    """Where events are sent to. The secret is encrypted; the one before it still signs for a while after a change."""

    url = models.CharField(max_length=500)
    description = models.CharField(max_length=200, blank=True, default="")
    kinds = models.JSONField(default=list)  # empty: all
    secret_encrypted = models.TextField()
    previous_secret_encrypted = models.TextField(blank=True, default="")
    previous_secret_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, default="active")  # active | paused | disabled
    failing_since = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=300, blank=True, default="")
    created_by = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "webhook_endpoint"


class WebhookDelivery(CompanyRow):
    """One event on its way to one endpoint."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="+", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    state = models.CharField(max_length=12, default="waiting")  # waiting | delivered | given_up
    attempts = models.PositiveSmallIntegerField(default=0)
    replay_no = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "webhook_delivery"
        constraints = [
            models.UniqueConstraint(fields=["company", "endpoint", "event", "replay_no"], name="webhook_delivery_once")
        ]
        indexes = [
            models.Index(fields=["company", "endpoint", "-id"], name="webhook_delivery_recent"),
            models.Index(
                fields=["company", "endpoint", "next_attempt_at", "id"],
                name="webhook_delivery_waiting",
                condition=models.Q(state="waiting"),
            ),
        ]
