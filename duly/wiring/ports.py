"""The one place that names concrete adapters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from duly.adapters.jobs.queue import JobQueue, requeue_stalled, run_worker
from duly.adapters.mail.compose import compose
from duly.services.ports import Mailer, Ports

__all__ = ["ports", "run_worker", "tickers"]


def mailer() -> Mailer:
    """Return the mailer of EMAIL_URL, or the one that leaves messages in the Outbox."""
    from duly.adapters.mail.smtp import OutboxMailer, SmtpMailer

    return SmtpMailer(settings.EMAIL_URL, settings.MAIL_TIMEOUT_SECONDS) if settings.EMAIL_URL else OutboxMailer()


def ports() -> Ports:
    """Return the outside world as configured."""
    return Ports(mailer=mailer(), compose=compose, jobs=JobQueue(), base_url=settings.BASE_URL)


def _sweep(now: datetime) -> None:
    requeue_stalled()


def tickers() -> tuple[Callable[[datetime], None], ...]:
    """Return what a worker does at each tick of its clock."""
    return (_sweep,)
