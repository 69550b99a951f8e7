"""The day before it is run: who will hear from us, who will not, and why.

Of a small ledger it is decided while the page is drawn; of a large one a kept dry run is read (some lines and sums).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from duly.core.dunning.decision import Action
from duly.core.dunning.encoding import decode
from duly.core.dunning.main_reason import UNHURRIED
from duly.core.dunning.reasons import Reason
from duly.faces.console.access import Desk
from duly.faces.console.tonight.words import Levels, counted, in_words, moment_text
from duly.services.dunning.decide_accounts import Decided, place_time
from duly.services.dunning.dry_lines import deed_line, lines_of, rank_of
from duly.services.dunning.explain import preview_cycle
from duly.services.dunning.keep_dry_run import DryRunState, show_dry_run
from duly.store.queries.dry_runs import DryLine, DrySum, dry_lines, every_dry_line, has_more_items, sums_of
from duly.store.queries.procedures import level_names
from duly.wiring.ports import holidays, ports

LIVE_ITEMS = 5000
"""With no more open items than this the day is decided while the page is drawn: a fraction of a second."""


def levels_of(one: Decided) -> dict[str, str]:
    """Return the names of the levels of the procedure that rules a customer."""
    return {level.key: level.name for level in one.procedure.levels}


@dataclass(frozen=True, slots=True)
class Planned:
    """One message or call of the day to come, as the list shows it."""

    customer_id: int
    name: str
    channel: str
    is_held: bool
    contact: str
    email: str
    levels: tuple[str, ...]
    when: str
    numbers: tuple[str, ...]
    asked: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Quiet:
    """A customer who hears nothing: the reason that weighs most, in words, and all that is open."""

    customer_id: int
    name: str
    code: str
    why: str
    totals: tuple[tuple[str, int], ...]
    next_day: date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole day to come: its sums, and where its lines are found. `kept` is None where it was decided just now."""

    desk: Desk
    sums: tuple[DrySum, ...]
    lines: tuple[DryLine, ...] = ()
    kept: DryRunState | None = None

    def _of(self, kind: str) -> list[DrySum]:
        return [one for one in self.sums if one.kind == kind]

    def count(self, kind: str, code: str = "") -> int:
        """How many lines there are: of kind email, call_task, or quiet (for one reason, or any)."""
        return sum(one.lines for one in self._of(kind) if code in ("", one.code))

    @property
    def is_ready(self) -> bool:
        """Whether everybody was decided about; a kept dry run may still be under way."""
        return self.kept is None or self.kept.shown is not None

    @property
    def messages(self) -> int:
        """How many messages there are."""
        return self.count("email")

    @property
    def customers(self) -> int:
        """How many customers get a message."""
        return sum(one.customers for one in self._of("email"))

    @property
    def held(self) -> int:
        """How many messages wait for a person's approval."""
        return sum(one.held for one in self._of("email"))

    @property
    def later(self) -> int:
        """How many messages wait for their customers' business hours."""
        return sum(one.later for one in self._of("email"))

    @property
    def totals(self) -> tuple[tuple[str, int], ...]:
        """What the messages ask for, by currency."""
        sums: Counter[str] = Counter()
        for one in self._of("email"):
            sums[one.currency] += one.total_minor
        return tuple(sorted((code, minor) for code, minor in sums.items() if code))

    @property
    def invoices(self) -> int:
        """How many invoices the messages are about."""
        return sum(one.items for one in self._of("email"))

    @property
    def words(self) -> str:
        """The messages in a phrase."""
        return counted(self.messages, self.customers, self.invoices, self.totals)

    def by_level(self, currency: str) -> Counter[str]:
        """Return what the messages ask for in a currency, by the key of their highest level."""
        found: Counter[str] = Counter()
        for one in self._of("email"):
            if one.currency == currency:
                found[one.level_key] += one.total_minor
        return found

    def reasons(self) -> list[tuple[str, int]]:
        """Return why customers hear nothing: codes with counts, what forbids contact first."""
        counts = Counter({one.code: one.lines for one in self._of("quiet")})
        return sorted(counts.items(), key=lambda pair: (pair[0] in UNHURRIED, -pair[1], pair[0]))

    def planned(self, kind: str, *, offset: int = 0, limit: int | None = None) -> Iterator[Planned]:
        """Run through messages or calls: a page of them, or all."""
        for line in self._lines(kind, "", offset, limit):
            yield planned_line(self.desk, line)

    def quiet(self, code: str = "", *, offset: int = 0, limit: int | None = None) -> Iterator[Quiet]:
        """Run through those who hear nothing (for one reason, or any): a page of them, or all."""
        levels = level_names(self.desk.company.id)
        for line in self._lines("quiet", code, offset, limit):
            yield quiet_line(line, levels)

    def _lines(self, kind: str, code: str, offset: int, limit: int | None) -> Iterator[DryLine]:
        if self.kept is None:
            found = [one for one in self.lines if one.kind == kind and code in ("", one.code)]
            return iter(found[offset : None if limit is None else offset + limit])
        if self.kept.shown is None:
            return iter(())
        company_id, rank = self.desk.company.id, rank_of(code) if code else None
        if limit is None:
            return every_dry_line(company_id, self.kept.shown.id, kind, rank=rank)
        return iter(dry_lines(company_id, self.kept.shown.id, kind, rank=rank, offset=offset, limit=limit))


def preview_of(desk: Desk) -> Preview:
    """Return the day to come. Raises ServiceRefused when no procedure rules."""
    act = desk.act()
    if has_more_items(desk.company.id, LIVE_ITEMS):
        kept = show_dry_run(act=act, jobs=ports().jobs, holidays=holidays)
        return Preview(desk, kept.shown.sums if kept.shown else (), kept=kept)
    decided, _left_out = preview_cycle(act=act, holidays=holidays, limit=LIVE_ITEMS)
    lines = sorted(
        lines_of(decided, as_of=act.business_date, at=act.at), key=lambda one: (one.rank, one.content["name"])
    )  # fmt: skip
    return Preview(desk, sums_of(lines), tuple(lines))


def planned_of(desk: Desk, one: Decided, action: Action) -> Planned:
    """Return an action as a line."""
    now = place_time(desk.now, desk.today, one.snapshot.time_zone)
    return planned_line(desk, deed_line(one, action, is_first=True, now=now))


def planned_line(desk: Desk, line: DryLine) -> Planned:
    """Return a message or call that a dry run foresees as the list shows it."""
    kept = line.content
    when = moment_text(datetime.fromisoformat(kept["from"]), desk.today) if kept["from"] else ""
    return Planned(
        line.customer_id, kept["name"], line.kind, line.is_held, kept["contact"], kept["email"],
        tuple(kept["levels"]), when, tuple(kept["numbers"]), tuple((code, minor) for code, minor in kept["asked"]),
    )  # fmt: skip


def quiet_line(line: DryLine, levels: Levels) -> Quiet:
    """Return a customer who hears nothing as a line."""
    kept = line.content
    return Quiet(
        line.customer_id, kept["name"], line.code, in_words(decode(Reason, kept["reason"]), levels),
        tuple((code, minor) for code, minor in kept["totals"]),
        date.fromisoformat(kept["next"]) if kept["next"] else None,
    )  # fmt: skip
