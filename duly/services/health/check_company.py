"""One company: does its day run, can it write, does it see the money?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from duly.services.health.check import Check, bad, ok, warn
from duly.store.queries.companies import CompanyFacts
from duly.store.queries.cycles import CycleFacts, recent_cycles
from duly.store.queries.dunning_snapshot import bank_data_age_hours
from duly.store.queries.procedures import RulingProcedures, ruling_procedures
from duly.store.queries.work_state import unknown_notices

LATE_HOURS = 1
STUCK = timedelta(hours=2)


def check_company(company: CompanyFacts, at: datetime, *, is_mail_configured: bool) -> list[Check]:
    """Return the checks on one company. Call it inside the company's scope; `at` is now (UTC)."""
    rules = ruling_procedures(company.id)
    last = next(iter(recent_cycles(company.id, 1)), None)
    age = bank_data_age_hours(company.id, at)
    found = [_zone(company), _sender(company, is_mail_configured), _procedure(company, rules)]
    if found[0].remedy == "":
        found.append(_day(company, last, at, has_rules=rules is not None))
    return [*found, _bank_data(company, rules, age), *_paused(company), *_unknown(company)]


def _name(company: CompanyFacts, what: str) -> str:
    return f"{company.slug}: {what}"


def _zone(company: CompanyFacts) -> Check:
    name = _name(company, "time zone")
    try:
        ZoneInfo(company.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return bad(name, f"{company.time_zone!r} is no time zone known here.", "Correct it in Settings.")
    return ok(name, f"{company.time_zone}.")


def _sender(company: CompanyFacts, is_mail_configured: bool) -> Check:
    name = _name(company, "sender")
    if company.sender_email:
        return ok(name, f"Messages come from {company.sender_email}.")
    remedy = "Set the sender's address in Settings."
    if is_mail_configured:
        return bad(name, "Messages would go out without an address to answer to.", remedy)
    return warn(name, "No sender's address is set.", remedy)


def _procedure(company: CompanyFacts, rules: RulingProcedures | None) -> Check:
    name = _name(company, "procedure")
    if rules is None:
        return bad(
            name,
            "No procedure rules, so nobody is ever reminded.",
            f"duly procedure apply FILE --company {company.slug} --default (docs/how-to/edit-a-procedure.md).",
        )
    return ok(name, f"{rules.default_name!r} rules whoever has no other.")


def _day(company: CompanyFacts, last: CycleFacts | None, at: datetime, *, has_rules: bool) -> Check:
    name = _name(company, "day")
    if last is not None and last.state == "running" and at - last.started_at > STUCK:
        left = last.shard_count - last.shards_done
        return bad(name, f"The run of {last.business_date} is unfinished: {left} parts wait.", "Start a worker.")
    said = f"Last run: {last.business_date}." if last else "No day was run yet."
    if not company.is_cycle_automatic:
        return ok(name, f"{said} A person starts each day.")
    today = company.business_date(at)
    is_late = at.astimezone(ZoneInfo(company.time_zone)).hour >= company.cycle_hour + LATE_HOURS
    if is_late and has_rules and (last is None or last.business_date < today):
        remedy = f"Start a worker, or run it now: duly cycle --company {company.slug}"
        late = f"{said} That of {today} should have begun at {company.cycle_hour}:00."
        return bad(name, late, remedy) if last else warn(name, late, remedy)
    return ok(name, said)


def _bank_data(company: CompanyFacts, rules: RulingProcedures | None, age: int | None) -> Check:
    name = _name(company, "bank data")
    ruling = rules.by_name[rules.default_name].silence.bank_data_max_age_hours if rules else None
    limit = company.bank_data_max_age_hours if ruling is None else ruling
    if not limit:
        return ok(name, "Any age will do." if age is None else f"{age} hours old; any age will do.")
    if age is None:
        return warn(
            name, "No bank data was imported yet.", "Import a bank file on the Cash page, or with duly bank import."
        )
    if age > limit:
        effect = "no reminder goes out until newer data is here"
        return warn(name, f"It is {age} hours old, more than {limit}: {effect}.", "Import the newest bank file.")
    return ok(name, f"{age} hours old; {limit} are allowed.")


def _paused(company: CompanyFacts) -> Iterator[Check]:
    if company.paused_at is not None:
        said = f"Reminders are paused by {company.paused_by}: {company.pause_reason or 'no reason given'}."
        yield warn(_name(company, "pause"), said, "Resume them on the Tonight page when the reason is gone.")


def _unknown(company: CompanyFacts) -> Iterator[Check]:
    if count := unknown_notices(company.id):
        said = f"{count} messages may or may not have arrived; they are never repeated by themselves."
        yield warn(_name(company, "messages"), said, "Look at them in the Outbox, and send again what is still needed.")
