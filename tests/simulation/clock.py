"""The clock of a simulated company: what Duly reads as "now" wherever a process reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from duly.services.ports import Ports


class Clock:
    """An instant that the simulation moves, forwards and (when it jumps) backwards."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self, tz: tzinfo | None = None) -> datetime:
        """Return the instant, and let a little time pass, so that no two readings are the same."""
        self.at += timedelta(milliseconds=7)
        return self.at.astimezone(tz or UTC)

    def set_local(self, day: date, wall: time) -> None:
        """Move to a wall-clock time at the company's place (a time that does not exist there slides forward)."""
        self.at = datetime.combine(day, wall, tzinfo=self.zone).astimezone(UTC)

    def is_changed_on(self, day: date) -> bool:
        """Tell whether clocks are put forward or back on that day at the company's place."""
        morning, night = (datetime.combine(day, time(hour), tzinfo=self.zone) for hour in (0, 23))
        return morning.utcoffset() != night.utcoffset()

    @property
    def day(self) -> date:
        """The date at the company's place."""
        return self.at.astimezone(self.zone).date()

    @property
    def wall(self) -> time:
        """The time of day at the company's place."""
        return self.at.astimezone(self.zone).time()


def rule(clock: Clock, ports: Ports) -> None:
    """Let every part of Duly in this process read this clock, and let its jobs meet this outside world."""
    from django.utils import timezone

    from duly.faces.worker import tasks

    class Simulated(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return clock.now(tz)

    tasks.ports = lambda: ports
    tasks.datetime = Simulated  # type: ignore[misc, assignment]
    timezone.now = clock.now  # type: ignore[assignment]
