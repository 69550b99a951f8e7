"""The one place that names concrete adapters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from django.conf import settings

from duly.adapters.calendars.public_holidays import business_calendar, supported_countries
from duly.adapters.jobs.queue import JobQueue, requeue_stalled, run_worker
from duly.adapters.mail.compose import compose
from duly.core.money.calendar import WEEKDAYS, Calendar
from duly.services.ports import EventPorts, ImportPorts, Mailer, Ports, Sealer

__all__ = ["event_ports", "holidays", "import_ports", "ports", "run_worker", "sealer", "tickers"]

FORGETTING_MINUTE = 37


@lru_cache(maxsize=1)
def mailer() -> Mailer:
    """Return the mailer of EMAIL_URL, or the one that leaves messages in the Outbox."""
    from duly.adapters.mail.smtp import OutboxMailer, SmtpMailer

    return SmtpMailer(settings.EMAIL_URL, settings.MAIL_TIMEOUT_SECONDS) if settings.EMAIL_URL else OutboxMailer()


@lru_cache(maxsize=512)
def holidays(country: str, first_year: int, last_year: int) -> frozenset[date]:
    """Return the public holidays of a country; none where they are not known."""
    if country not in supported_countries():
        return frozenset()
    return business_calendar(country, first_year=first_year, last_year=last_year).holidays


def ports() -> Ports:
    """Return the outside world as configured."""
    return Ports(
        mailer=mailer(),
        compose=compose,
        jobs=JobQueue(),
        base_url=settings.BASE_URL,
        holidays=holidays,
        portal_link_days=settings.PORTAL_LINK_DAYS,
        reply_pattern=settings.REPLY_ADDRESS,
        sending_patience_seconds=3 * settings.MAIL_TIMEOUT_SECONDS,
    )


@lru_cache(maxsize=32)
def _calendar(country: str) -> Calendar:
    """Return the business days of a country in this generation's years; Monday to Friday where they are not known."""
    if country not in supported_countries():
        return WEEKDAYS
    return business_calendar(country, first_year=2000, last_year=2050)


def import_ports() -> ImportPorts:
    """Return what imports need of the outside world, as configured."""
    from duly.adapters.files import open_table

    return ImportPorts(
        read_table=open_table,
        calendars=_calendar,
        folder=settings.MEDIA_ROOT / "imports",
        max_bytes=settings.IMPORT_MAX_BYTES,
        jobs=JobQueue(),
    )


@lru_cache(maxsize=1)
def sealer() -> Sealer:
    """Return what encrypts secrets at rest, with the keys of the settings."""
    from duly.adapters.secrets.sealer import AesSealer

    return AesSealer(settings.ENCRYPTION_KEYS)


@lru_cache(maxsize=1)
def event_ports() -> EventPorts:
    """Return what webhooks need of the outside world, as configured."""
    from duly.adapters.webhooks.sender import HttpWebhookSender

    sender = HttpWebhookSender(ports=settings.WEBHOOK_PORTS, allow_loopback=settings.WEBHOOK_ALLOW_LOOPBACK)
    return EventPorts(sender=sender, sealer=sealer(), jobs=JobQueue())


def _sweep(now: datetime) -> None:
    requeue_stalled()


def _start_days(now: datetime) -> None:
    from duly.services.dunning.keep_time import start_due_cycles

    start_due_cycles(at=now, ports=ports(), shard_size=settings.CYCLE_SHARD_SIZE)


def _deliver_events(now: datetime) -> None:
    from duly.services.events.wake_endpoints import wake_endpoints

    wake_endpoints(at=now, jobs=JobQueue())


def _keep_worklists(at: datetime) -> None:
    from duly.services.insight.keep_worklists import keep_worklists

    keep_worklists(at=at, jobs=JobQueue())


def _send_reports(now: datetime) -> None:
    from duly.services.insight.enqueue_reports import enqueue_due_reports

    enqueue_due_reports(at=now, jobs=JobQueue())


def _forget_answers(now: datetime) -> None:
    from duly.services.api.forget_old_answers import forget_old_answers

    if now.minute == FORGETTING_MINUTE:  # once an hour is often enough; doing it again does no harm
        forget_old_answers(at=now)


def tickers() -> tuple[Callable[[datetime], None], ...]:
    """Return what a worker does at each tick of its clock."""
    return (_sweep, _start_days, _keep_worklists, _deliver_events, _send_reports, _forget_answers)
