"""The judge at work: after every job, what Duly did is held against the facts."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from duly.store.packed import unpack
from tests.simulation.deeds import Deeds
from tests.simulation.eyes import rows
from tests.simulation.facts import Notice
from tests.simulation.office import Office
from tests.simulation.oracle import WAITS
from tests.simulation.post import Attempt, Post
from tests.simulation.worker import Ran

_NOTICES = """SELECT id, customer_id, business_date, state, message_id, state_code, state_reason
                FROM dunning_notice
               WHERE company_id = %(company)s AND (id > %(last)s OR id = ANY(%(open)s)) ORDER BY id"""
_ITEMS = """SELECT i.notice_id, r.number, i.level_key, i.is_void FROM notice_item i
              JOIN receivable r ON r.id = i.receivable_id
             WHERE i.company_id = %(company)s AND (i.notice_id > %(last)s OR i.notice_id = ANY(%(open)s))"""
_DECISIONS = """SELECT id, customer_id, business_date, record FROM decision
                 WHERE company_id = %(company)s AND id > %(last)s ORDER BY id"""
ALIVE = {"planned", "held", "queued", "sending", "unknown", "failed"}


class Violation(Exception):
    """Duly did what it must not do, or left out what it must do (or the judge is wrong)."""


@dataclass
class Watch:
    """Sees every notice and every decision as soon as it is there."""

    office: Office
    deeds: Deeds
    post: Post
    last_notice: int = 0
    last_decision: int = 0
    attempts_seen: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    levels_sent: dict[tuple[str, str], str] = field(default_factory=dict)
    written_to: dict[str, list[tuple[date, str]]] = field(default_factory=lambda: defaultdict(list))

    def _demand(self, holds: bool, what: str) -> None:
        if not holds:
            raise Violation(what)

    def look(self, ran: Ran | None = None) -> None:
        """Look at what changed since last time; `ran` is the job that did it (None: a person did)."""
        before = {pk: notice.state(self.office.seq) for pk, notice in self.office.oracle.notices.items()}
        begun = ran.begun if ran else self.office.seq
        self._see_decisions(begun)
        changed = self._see_notices()
        for pk, code, reason in changed:
            self._see_end(pk, before.get(pk, ""), begun, code, reason)
        for attempt in self.post.attempts[self.attempts_seen :]:
            self._see_attempt(attempt, begun)
        self.attempts_seen = len(self.post.attempts)

    def _see_notices(self) -> list[tuple[int, str, str]]:
        oracle, now = self.office.oracle, self.office.moment()
        names = {pk: number for number, pk in self.deeds.customer_ids.items()}
        open_ids = [pk for pk, one in oracle.notices.items() if one.state(now) in ALIVE]
        changed = []
        items: dict[int, dict[str, str]] = defaultdict(dict)
        void: dict[int, set[str]] = defaultdict(set)
        asked = {"last": self.last_notice, "open": open_ids}
        for pk, number, level, is_void in rows(self.office.company_id, _ITEMS, **asked):
            items[pk][number] = level
            void[pk] |= {number} if is_void else set()
        for pk, customer_id, day, state, message_id, code, reason in rows(self.office.company_id, _NOTICES, **asked):
            self.last_notice = max(self.last_notice, pk)
            notice = oracle.notices.get(pk)
            if notice is None:
                notice = oracle.notices[pk] = Notice(names[customer_id], day, items[pk])
                self.counts["notices"] += 1
            notice.left_out |= void[pk]
            notice.message_id = message_id
            if notice.state(now) != state:
                notice.states.append((now, state))
                said = f"{state} {code} {notice.items} {reason}"
                self.office.note(f"  notice {pk} for {notice.customer} of {day}: {said}")
                changed.append((pk, code, reason))
        return changed

    def _see_decisions(self, begun: int) -> None:
        names = {pk: number for number, pk in self.deeds.customer_ids.items()}
        now = self.office.seq
        company = self.office.company_id
        for pk, customer_id, day, record in rows(company, _DECISIONS, last=self.last_decision):
            self.last_decision = pk
            self.counts["decisions"] += 1
            written = json.loads(unpack(record))
            acts = [one for one in written["actions"] if one["channel"] == "email"]
            numbers = {one["receivable_id"]: one["number"] for one in written["snapshot"]["items"]} if acts else {}
            planned = {numbers[one["receivable_id"]]: one["level_key"] for act in acts for one in act["items"]}
            customer = names[customer_id]
            self._demand(len(acts) <= 1, f"{customer} gets {len(acts)} messages on {day}")
            self._compare(customer, day, begun, now, planned)

    def _compare(self, customer: str, day: date, b: int, e: int, planned: dict[str, str]) -> None:
        sure, allowed = self.office.oracle.expected(customer, b, e, day)
        self.counts["certainly due"] += len(sure)
        for number, level in planned.items():
            self._demand(
                level in allowed.get(number, set()),
                f"{day} {customer}: {number} was planned for {level}, and it may be {allowed.get(number)}: "
                f"{self.office.oracle.must_be_silent(number, b, e, day)}",
            )
        for number, level in sure.items():
            self._demand(planned.get(number) == level, f"{day} {customer}: {number} is due for {level}: {planned}")

    def end_of_day(self, day: date, begun: int) -> None:
        """After the day's work: who was due ever since it began, and was forgotten altogether?"""
        now = self.office.seq
        decided = rows(
            self.office.company_id,
            "SELECT c.number FROM decision d JOIN customer c ON c.id = d.customer_id "
            "WHERE d.company_id = %(company)s AND d.business_date = %(day)s",
            day=day,
        )
        left = set(self.deeds.customer_ids) - {number for (number,) in decided}
        for customer in sorted(left):
            sure, _ = self.office.oracle.expected(customer, begun, now, day)
            self._demand(not sure, f"{day} {customer}: nothing was decided, and this is due: {sure}")

    def _see_end(self, pk: int, before: str, begun: int, code: str, reason: str) -> None:
        notice, now = self.office.oracle.notices[pk], self.office.seq
        state, mine = notice.state(now), self._attempts_of(notice)
        kept = self.post.received().count(notice.message_id) if notice.message_id else 0
        self.counts[f"notices {state}"] += 1
        if state == "sent":
            self._demand(kept == 1, f"notice {pk} is called sent, and the server has it {kept} times")
        if state == "unknown":
            doubtful = [one for one in mine if one.ended in ("unknown", "killed", "accepted")]
            self._demand(bool(doubtful) or before == "sending", f"notice {pk} is unknown, and nothing was in doubt")
        if state in ("failed", "dropped", "queued", "held"):
            self._demand(kept == 0, f"notice {pk} is {state}, and the server has it")
        if state == "failed":
            refused = [one for one in mine if one.ended.startswith("refused")]
            self._demand(bool(refused), f"notice {pk} failed, and the server never refused it")
        if state == "dropped":
            self._see_dropped(pk, begun, reason)

    def _see_dropped(self, pk: int, begun: int, reason: str) -> None:
        """A planned message may only be dropped for something that happened."""
        notice, now, day = self.office.oracle.notices[pk], self.office.seq, self.office.clock.day
        oracle = self.office.oracle
        if oracle.reachable(notice.customer, begun, now) != {"yes"} or len(oracle.ruling(begun, now)) > 1:
            return
        wanted = [n for n in notice.items if not oracle.may_be_silent(n, begun, now, day)]
        wanted = [n for n in wanted if self._still_due(n, notice, day, begun)]
        said = f"notice {pk} was dropped, and {wanted} of {notice.customer} may be asked for: {reason}"
        self._demand(not wanted, said)

    def _still_due(self, number: str, notice: Notice, day: date, at: int) -> bool:
        """Whether the level planned for an invoice still is one, and may go by now, by the procedure in force."""
        rules = self.office.oracle.ruling(at, at)[0]
        due = self.office.oracle.level_due
        wanted = notice.items[number]
        return all(due(number, rules, at, day, notice, at_latest=guess) == wanted for guess in (False, True))

    def _attempts_of(self, notice: Notice) -> list[Attempt]:
        return [one for one in self.post.attempts if one.message_id == notice.message_id]

    def _see_attempt(self, attempt: Attempt, begun: int) -> None:
        """A message was on its way: was everything in it to be asked for at that moment, and for the first time?"""
        self.counts["attempts"] += 1
        self.counts[f"attempts {attempt.ended}"] += 1
        oracle, day, now = self.office.oracle, self.office.clock.day, self.office.seq
        notice = next((one for one in oracle.notices.values() if one.message_id == attempt.message_id), None)
        self._demand(notice is not None, f"a message nobody knows of: {attempt}")
        assert notice is not None
        for number in sorted(attempt.numbers):
            why = oracle.must_be_silent(number, begun, now, day)
            self._demand(not why, f"{day} {notice.customer} was asked for {number}, and {why}")
            self._demand(
                oracle.invoices[number].customer == notice.customer, f"{number} was asked of {notice.customer}"
            )
        self._once(attempt, notice, day)
        left_out = set(notice.items) - attempt.numbers
        notice.left_out |= left_out
        silent = [n for n in left_out if not oracle.may_be_silent(n, begun, now, day)]
        silent = [n for n in silent if self._still_due(n, notice, day, begun)]
        if len(oracle.ruling(begun, now)) == 1:
            self._demand(not silent, f"{day} {notice.customer}: {silent} were left out for no reason")

    def _once(self, attempt: Attempt, notice: Notice, day: date) -> None:
        if attempt.ended.startswith("refused"):
            return
        for number in set(notice.items) & attempt.numbers:
            key = (number, notice.items[number])
            earlier = self.levels_sent.setdefault(key, attempt.message_id)
            self._demand(earlier == attempt.message_id, f"{number} got {key[1]} twice: {earlier}, {attempt.message_id}")
        self.written_to[notice.customer].append((day, attempt.message_id))

    def waiting(self) -> list[int]:
        """Return the notices that wait for a moment or a person."""
        return [pk for pk, one in self.office.oracle.notices.items() if one.state(self.office.seq) in WAITS]
