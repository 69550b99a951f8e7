"""What is looked at, each as a card: how it stands, in words, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duly.core.ledger.invariants import INVARIANTS
from duly.faces.console.access import Desk
from duly.faces.look.figures import date_text
from duly.services.health.audit_company import VERB as AUDITED
from duly.services.health.check_work import WAITING_SECONDS
from duly.store.queries.cycles import recent_cycles
from duly.store.queries.health_state import LastTime, last_time, mail_state
from duly.store.queries.work_state import WorkState

MAIL_DAYS = 7
AUDIT_DAYS = 7
BACKUP_DAYS = 2
BACKED_UP = "backup.made"


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that is looked at. `tone`: good, warn or bad."""

    key: str
    title: str
    tone: str
    words: str
    remedy: str = ""
    lines: tuple[str, ...] = ()
    url: str = ""
    url_label: str = ""

    @property
    def state(self) -> str:
        """How it stands, in a word; colour alone says nothing."""
        return {"good": _("Fine"), "warn": _("Look at it"), "bad": _("Needs repair")}[self.tone]


def when(at: datetime) -> str:
    """Return an instant in the company's time."""
    local = timezone.localtime(at)
    return f"{date_text(local.date())} {local:%H:%M}"


def work_card(state: WorkState) -> Card:
    """Say whether somebody works through the queue."""
    title = _("Jobs")
    waiting = ngettext("%(n)d job waits.", "%(n)d jobs wait.", state.waiting_jobs) % {"n": state.waiting_jobs}
    lines = [waiting]
    if state.stalled_jobs:
        lines.append(_("%(n)d were left by a worker that stopped; another takes them up.") % {"n": state.stalled_jobs})
    if state.failed_jobs:
        lines.append(_("%(n)d ended with an error; the worker's log says why.") % {"n": state.failed_jobs})
    if not state.workers_alive:
        tone = "bad" if state.waiting_jobs else "warn"
        return Card("jobs", title, tone, _("No worker is running."), _("Start one: duly worker"), tuple(lines))
    words = ngettext("%(n)d worker is running.", "%(n)d workers are running.", state.workers_alive)
    late = state.waiting_jobs and state.oldest_waiting_seconds > WAITING_SECONDS
    if late:
        lines.append(_("The oldest waits for %(n)d minutes.") % {"n": state.oldest_waiting_seconds // 60})
    tone = "warn" if late or state.failed_jobs or state.stalled_jobs else "good"
    remedy = _("Start more workers.") if late else ""
    return Card("jobs", title, tone, words % {"n": state.workers_alive}, remedy, tuple(lines))


def day_card(desk: Desk) -> Card:
    """Say when the day was last run, and what it did."""
    title, url = _("The day's run"), reverse("console:tonight")
    last = next(iter(recent_cycles(desk.company.id, 1)), None)
    if last is None:
        words = _("No day was run yet.")
        return Card("day", title, "warn", words, _("Run the first one."), (), url, _("Preview tonight"))
    counts: Mapping[str, int] = last.counts
    lines = [
        _("%(messages)d messages, %(calls)d calls, %(quiet)d customers left alone")
        % {"messages": counts.get("email", 0), "calls": counts.get("call_task", 0), "quiet": counts.get("waiting", 0)}
    ]
    if last.state != "done":
        words = _("The run of %(day)s is under way: %(done)d of %(all)d parts.") % {
            "day": date_text(last.business_date), "done": last.shards_done, "all": last.shard_count,
        }  # fmt: skip
        stuck = desk.now - last.started_at > timedelta(hours=2)
        return Card("day", title, "bad" if stuck else "good", words, _("Start a worker.") if stuck else "", (), url)
    if last.finished_at:
        seconds = max(1, round((last.finished_at - last.started_at).total_seconds()))
        lines.append(_("started by %(who)s, took %(n)d s") % {"who": last.started_by, "n": seconds})
    words = _("Last run: %(day)s.") % {"day": date_text(last.business_date)}
    late = desk.company.is_cycle_automatic and last.business_date < desk.today - timedelta(days=1)
    remedy = _("It should run every day: start a worker, or run it now.") if late else ""
    return Card("day", title, "bad" if late else "good", words, remedy, tuple(lines), url, _("Tonight"))


def mail_card(desk: Desk, server: str) -> Card:
    """Say how the messages of the last days fared."""
    title, url = _("Mail"), reverse("console:outbox")
    found = mail_state(desk.company.id, desk.today - timedelta(days=MAIL_DAYS - 1))
    sent, failed, unknown = (found.by_state.get(state, 0) for state in ("sent", "failed", "unknown"))
    lines = [_("In %(days)d days: %(sent)d sent, %(failed)d failed") % {
        "days": MAIL_DAYS, "sent": sent, "failed": failed,
    }]  # fmt: skip
    if found.bounced_contacts:
        lines.append(_("%(n)d addresses returned mail; their customers need another.") % {"n": found.bounced_contacts})
    words = _("Messages go through %(server)s.") % {"server": server}
    if not server:
        return Card(
            "mail", title, "warn", _("No mail server is set up: messages stay in the Outbox."),
            _("Set EMAIL_URL where Duly is started."), tuple(lines), url, _("Outbox"),
        )  # fmt: skip
    if unknown:
        words = _("Nobody knows whether %(n)d messages arrived; they are not repeated by themselves.") % {"n": unknown}
        return Card("mail", title, "warn", words, _("Look at them."), tuple(lines), f"{url}?state=unknown", _("Show"))
    if failed:
        return Card("mail", title, "warn", words, _("Look at them."), tuple(lines), f"{url}?state=failed", _("Show"))
    return Card("mail", title, "good", words, "", tuple(lines), url, _("Outbox"))


def audit_card(desk: Desk) -> Card:
    """Say what the last audit of the ledger found."""
    title = _("Ledger audit")
    last = last_time(desk.company.id, AUDITED)
    if last is None:
        words = _("The ledger was not audited yet.")
        return Card("audit", title, "warn", words, _("Audit it: every sum is computed anew and compared."))
    breaches, checks = int(last.data.get("breaches", 0)), int(last.data.get("checks", 0))
    lines = [_when(last)]
    if breaches:
        lines += [
            f"{INVARIANTS[code].name}: {count}" if code in INVARIANTS else f"{code}: {count}"
            for code, count in sorted(last.data.get("broken", {}).items())
        ]
        words = _("%(n)d breaches were found.") % {"n": breaches}
        return Card("audit", title, "bad", words, _("Run duly audit for the rows, and report them."), tuple(lines))
    words = _("%(n)d checks, no breach.") % {"n": checks}
    old = desk.now - last.at > timedelta(days=AUDIT_DAYS)
    return Card("audit", title, "warn" if old else "good", words, _("Audit again.") if old else "", tuple(lines))


def backup_card(desk: Desk) -> Card:
    """Say when the last backup was made."""
    title = _("Backup")
    last = last_time(desk.company.id, BACKED_UP)
    if last is None:
        words = _("No backup was made yet.")
        return Card("backup", title, "warn", words, _("Make one where Duly is started: duly backup FILE"))
    old = desk.now - last.at > timedelta(days=BACKUP_DAYS)
    words = _("Last backup: %(when)s.") % {"when": when(last.at)}
    lines = [_("encrypted")] if last.data.get("is_encrypted") else [_("not encrypted")]
    return Card(
        "backup", title, "warn" if old else "good", words, _("Make one every night.") if old else "", tuple(lines)
    )


def _when(last: LastTime) -> str:
    return _("%(when)s by %(who)s") % {"when": when(last.at), "who": last.actor}
