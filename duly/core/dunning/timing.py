"""When a message may go: business days and hours at the customer's place. Local times are naive wall clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from duly.core.dunning.procedure import DunningProcedure, Window
from duly.core.dunning.reasons import Reason, reason
from duly.core.dunning.snapshot import Contact, ContactEvent, CustomerSnapshot
from duly.core.money.calendar import Calendar, Roll

DAY = timedelta(days=1)


def calendar_of(window: Window, snapshot: CustomerSnapshot) -> Calendar:
    """Return the days on which this customer may be contacted."""
    weekend = frozenset(range(7)) - window.weekdays
    return Calendar(weekend, snapshot.holidays if window.skip_holidays else frozenset())


def next_day(calendar: Calendar, day: date) -> date:
    """Return `day` or the first business day after it. Raises NoBusinessDay when there is none within a year."""
    return calendar.roll(day, Roll.FOLLOWING)


def next_opening(window: Window, calendar: Calendar, now_local: datetime) -> datetime:
    """Return now when the window is open, else the moment it opens next."""
    now_local = now_local.replace(tzinfo=None)
    today = now_local.date()
    if calendar.is_business_day(today) and now_local.time() < window.closes:
        return max(now_local, datetime.combine(today, window.opens))
    return datetime.combine(next_day(calendar, today + DAY), window.opens)


def window_guard(window: Window, calendar: Calendar, snapshot: CustomerSnapshot, now_local: datetime) -> Reason | None:
    """Return why a message may not go at this minute, None when it may."""
    now_local = now_local.replace(tzinfo=None)
    day_reason = day_guard(calendar, snapshot, now_local.date())
    if day_reason or window.opens <= now_local.time() < window.closes:
        return day_reason
    opens_next = next_opening(window, calendar, now_local).date()
    times = {"opens": f"{window.opens:%H:%M}", "closes": f"{window.closes:%H:%M}"}
    return reason("outside_window", opens_next, time=f"{now_local:%H:%M}", **times)


def day_guard(calendar: Calendar, snapshot: CustomerSnapshot, day: date) -> Reason | None:
    """Return why nobody at the customer's place is contacted on this day, None when it is a business day."""
    if calendar.is_business_day(day):
        return None
    return reason("not_business_day", next_day(calendar, day), day=day, customer=snapshot.name)


def events_of(snapshot: CustomerSnapshot, contact_id: str) -> list[date]:
    """Return the days on which a contact heard from us, oldest first; messages to "somebody there" count for all."""
    events: tuple[ContactEvent, ...] = snapshot.contact_events
    return sorted(one.event_date for one in events if not contact_id or one.contact_id in ("", contact_id))


def rhythm_guards(
    procedure: DunningProcedure, events: list[date], contact: Contact | None, as_of: date
) -> list[Reason]:
    """Return whether spacing or frequency cap forbids a message today; `events` oldest first."""
    rules = procedure.contact
    name = contact.name or contact.email if contact else "The customer"
    found = []
    if events and as_of < events[-1] + timedelta(days=rules.spacing_days):
        clear = events[-1] + timedelta(days=rules.spacing_days)
        found.append(
            reason("contacted_recently", clear, contact=name, contacted=events[-1], spacing_days=rules.spacing_days)
        )
    if rules.cap_messages and len(events) >= rules.cap_messages:
        clear = events[-rules.cap_messages] + timedelta(days=rules.cap_days)
        if as_of < clear:
            count = sum(as_of < one + timedelta(days=rules.cap_days) for one in events)
            found.append(reason("frequency_cap", clear, contact=name, count=count, days=rules.cap_days))
    return found
