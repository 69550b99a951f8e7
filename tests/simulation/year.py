"""One company-year: days are played one after the other, faults strike, the judge looks on."""

from __future__ import annotations

import secrets
import time as stopwatch
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from duly.services.ports import Ports
from duly.store.tenancy import in_company
from tests.simulation.clock import Clock, rule
from tests.simulation.deeds import Deeds
from tests.simulation.eyes import rows
from tests.simulation.facts import Invoice, Payment
from tests.simulation.faults import INTRUDE, KILL, LOST, Plan, Tap
from tests.simulation.happenings import Happenings, Settings
from tests.simulation.office import Office
from tests.simulation.oracle import Oracle
from tests.simulation.post import Post
from tests.simulation.verdict import final_verdict
from tests.simulation.watch import Violation, Watch
from tests.simulation.worker import Worker, sweep_away
from tests.simulation.world import ZONES, World, draw_rules

LIVELY = 0.4  # the share of days on which more than the daily routine happens


@dataclass
class Report:
    """What came of a year."""

    seed: int
    violation: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    transcript: list[str] = field(default_factory=list)


class Year(Happenings):
    """A company and its year."""

    def __init__(self, seed: int, settings: Settings, tap: Tap, post: Post, ports: Ports, imports: Any) -> None:
        self.seed, self.settings = seed, settings
        self.lots = Random(f"duly-{seed}")
        self.zone, self.country = self.lots.choice(ZONES)
        self.clock = Clock(self.zone)
        self.first_day = date(2023, 1, 1) + timedelta(days=self.lots.randrange(700))
        self.clock.set_local(self.first_day, time(0, 30))
        ports = replace(ports, mailer=post)
        rule(self.clock, ports)
        self.tap, self.post = tap, post
        self.cycle_hour = self.lots.choice([0, 1, 2, 3, 6, 6, 7])
        company_id = self._found_company()
        self.office = Office(company_id, self.clock, tap, Oracle(), Random(f"office-{seed}"), Path(imports.folder))
        self.world = World(Random(f"world-{seed}"), self.first_day)
        self.deeds = Deeds(self.office, imports)
        self.worker = Worker(self.office, ports, Random(f"worker-{seed}"))
        self.watch = Watch(self.office, self.deeds, post)
        self.future: list[Payment] = []
        self.banked: list[Payment] = []
        self.files: list[tuple[list[Invoice], str]] = []
        self.stuck: list[tuple[list[Invoice], str]] = []
        self.luck: Counter[str] = Counter()
        self.serial = 0
        self.first_attempt = 0
        self.ticked = 0
        self.ahead: set[date] = set()

    # ------------------------------------------------------------------ the year

    def play(self) -> Report:
        """Play the year and judge it."""
        began = stopwatch.process_time()
        report = Report(self.seed)
        try:
            self._open()
            for offset in range(self.settings.days):
                self._day(self.first_day + timedelta(days=offset))
            self._close()
        except Violation as found:
            report.violation = str(found)
            self._explain(str(found))
        except Exception as error:
            report.violation = f"the simulation broke: {type(error).__name__}: {error}"
            self.office.note(report.violation)
            raise
        finally:
            report.counts = self.watch.counts + self.worker.counts
            report.counts["customers"] = len(self.world.buyers)
            report.counts["invoices"] = len(self.office.oracle.invoices)
            report.counts["payments"] = len(self.banked)
            report.faults = self.luck + self.tap.injected
            report.seconds = stopwatch.process_time() - began
            report.transcript = self.office.transcript
            self._retire()
        return report

    def _found_company(self) -> int:
        from duly.services.accounts.create_company import create_company

        return create_company(
            name=f"Simulated {self.seed}", slug=f"simulated-{self.seed}-{secrets.token_hex(4)}", currency="EUR",
            country=self.country, time_zone=self.zone, cycle_hour=self.cycle_hour, sender_email="ar@sim.example",
        )  # fmt: skip

    def _open(self) -> None:
        from duly.services.dunning.save_template import save_template
        from duly.store.models import Contact, Customer

        self.office.note(f"seed {self.seed}: {self.zone}, first day {self.first_day}, hour {self.cycle_hour}")
        self.office.do(self.deeds.save_rules(draw_rules(self.world.lots)))
        self.world.populate(self.settings.customers)
        act = self.office.act()
        with in_company(act.company_id):
            for key in ("before_due", "first_reminder", "second_reminder", "final_reminder"):
                subject, body = f"Level {key}: {{company_name}}", "{greeting}\n\n{invoice_table}\n\n{pay_button}\n"
                save_template(act=act, key=key, language="en", subject=subject, body=body)
            for buyer in self.world.buyers:
                customer = Customer.objects.create(
                    company_id=act.company_id, source="erp", external_id=buyer.number, number=buyer.number,
                    name=f"Customer {buyer.number}",
                )  # fmt: skip
                contact = Contact.objects.create(
                    company_id=act.company_id, customer=customer, name=f"Buyer {buyer.number}",
                    email=f"{buyer.number.lower()}@sim.example",
                )  # fmt: skip
                self.deeds.customer_ids[buyer.number] = customer.pk
                self.deeds.contact_ids[buyer.number] = contact.pk

    # ------------------------------------------------------------------ a day

    def _day(self, day: date) -> None:
        agenda = self._agenda(day)
        if not agenda:
            return
        is_jumping = self.lots.random() < self.settings.day_jumps
        for wall, step in sorted(agenda, key=lambda pair: pair[0]):
            if (self.clock.day, self.clock.wall) >= (day, wall):
                self.clock.at += timedelta(seconds=1)
            else:
                self.clock.set_local(day, wall)
            step()
            if self.ticked and self.lots.random() < self.settings.clock_jumps:
                self.luck["clock set back"] += 1
                self.clock.at -= timedelta(minutes=self.lots.randint(1, 150))
        if self.ticked and day not in self.ahead:
            self.watch.end_of_day(day, self.ticked)
        if is_jumping:
            self._jump()

    def _jump(self) -> None:
        """The clock is wrong by whole days for a while: Duly lives a day that has not come, or one that is over."""
        true, days = self.clock.at, self.lots.choice([-4, -2, -1, 1, 2, 3, 4, 6])
        self.luck["clock ahead by days" if days > 0 else "clock behind by days"] += 1
        self.clock.set_local(self.clock.day + timedelta(days=days), time(max(self.cycle_hour, 10), 30))
        self.office.note(f"the clock is wrong by {days} days")
        if days > 0:
            self.ahead.add(self.clock.day)
        self._tick()
        if self.lots.random() < 0.5:
            self._speak(self.lots.choice(["promise", "claim", "dispute"]))
        if self.lots.random() < 0.5:
            self._bank([one for one in self.future if one.day < self.clock.day])
        self._work()
        self._night()
        self.clock.at = true + timedelta(hours=1)
        self.office.note("the clock is right again")
        self.office.oracle.put_right(self.clock.day)

    def _agenda(self, day: date) -> list[tuple[time, Callable[[], None]]]:
        lots, agenda = self.lots, []
        self.ticked = 0
        is_lively = lots.random() < LIVELY or self.clock.is_changed_on(day)
        for chance, step in self._chances(day) if is_lively else ():
            if lots.random() < chance:
                agenda.append((_at(lots, 0, 22), step))
        if is_lively or self._is_anything_due(day):
            if lots.random() < 0.97:  # else nobody was there that day
                minutes = lots.sample(range(60), k=lots.choice([1, 1, 2]))
                agenda += [(time(self.cycle_hour, minute), self._tick) for minute in minutes]
            agenda += [(wall, self._work) for wall in (time(self.cycle_hour, 59), time(9), time(12), time(16, 40))]
            agenda.append((time(23, 50), self._night))
        return agenda

    def _chances(self, day: date) -> list[tuple[float, Callable[[], None]]]:
        due = [one for one in self.future if one.day < day]
        return [
            (0.35, self._sell), (0.85 if due else 0.0, lambda: self._bank(due)),
            (0.12, lambda: self._speak("promise")), (0.07, lambda: self._speak("dispute")),
            (0.07, lambda: self._speak("claim")), (0.04, lambda: self._speak("hold")), (0.15, self._fall_silent),
            (0.8 if self.unsettled or self.stuck else 0.0, self._clerk), (0.05, self._undo), (0.05, self._change_rules),
            (0.5 if self.watch.waiting() else 0.0, self._review), (0.1, self._import_again), (0.2, self._correct),
        ]  # fmt: skip

    @property
    def unsettled(self) -> list[Payment]:
        """Payments that came and that no clerk has looked at yet."""
        return [one for one in self.banked if one.settled is None]

    def _is_anything_due(self, day: date) -> bool:
        now = self.office.seq
        return any(self.office.oracle.expected(b.number, now, now, day)[1] for b in self.world.buyers)

    def _plan(self, task: str, chance: float) -> Plan | None:
        """Draw whether, when and how the next job is struck."""
        steps = max(self.worker.steps.get(task, 60), 4)
        luck = self.lots.random()
        if luck < chance:
            return Plan(self.lots.choice([KILL, KILL, LOST]), self.lots.randrange(steps))
        if luck < chance + self.settings.intruders:
            intruder = self._act_beside if task == "deed" else self._intrude
            return Plan(INTRUDE, self.lots.randrange(40 if task == "deed" else steps), intruder)
        return None

    # ------------------------------------------------------------------ steps

    def _tick(self) -> None:
        self.ticked = self.ticked or self.office.moment()
        self.office.oracle.lived(self.clock.day)
        plan = self._plan("tick", self.settings.faults)
        while self.worker.tick(plan) == "killed":
            plan = None
        self.office.do_postponed()
        self.watch.look()

    def _work(self) -> None:
        for _ in range(200):
            due = self.worker.due()
            if not due:
                return
            row = self.lots.choice(due)
            if row[1].startswith("send_notice"):
                self._draw_mail()
            ran = self.worker.run(row, self._plan(row[1], self.settings.faults))
            if row[1] == "run_import":
                self._imported()
            self._take_stock()
            self.watch.look(ran)
        raise Violation(f"the queue does not come to rest: {self.worker.due()[:3]}")

    def _night(self) -> None:
        """The last hours: what a dead worker left is swept up and done, without further faults."""
        for attempt in range(6):
            if attempt or self.worker.has_failed or self.worker.due() or rows(self.office.company_id, _DOING):
                self.worker.tick(None)
            before, self.settings = self.settings, replace(self.settings, faults=0.0, intruders=0.0, bad_mail=0.0)
            try:
                self._work()
            finally:
                self.settings = before
            self.clock.at += timedelta(minutes=1)
            if not rows(self.office.company_id, _DOING):
                return

    # ------------------------------------------------------------------ the end

    def _close(self) -> None:
        self.settings = replace(self.settings, faults=0.0, intruders=0.0, bad_mail=0.0)
        for _ in range(8):
            self.clock.set_local(self.clock.day + timedelta(days=1), time(10, 0))
            self._night()
            self._clerk()
        final_verdict(self)

    def _explain(self, violation: str) -> None:
        """Write every fact about whoever the violation names into the transcript."""
        oracle = self.office.oracle
        named = [i for i in oracle.invoices.values() if i.number in violation]
        customers = {i.customer for i in named} | {b.number for b in self.world.buyers if b.number in violation}
        self.office.transcript += [f"  fact: {one}" for one in named]
        for facts in (oracle.payments, oracle.silences, oracle.reach):
            self.office.transcript += [f"  fact: {one}" for one in facts if one.customer in customers]
        self.office.transcript += [f"  fact: {one}" for one in oracle.rules[-2:]]
        self.office.transcript += [f"  {pk}: {n}" for pk, n in oracle.notices.items() if n.customer in customers]

        for one in named:
            for name, statement in _STATE_OF.items():
                found = rows(self.office.company_id, statement, number=one.number)
                self.office.transcript += [f"  {one.number} {name}: {row}" for row in found]

    def _retire(self) -> None:
        from duly.store.models import Company

        if self.tap.is_dead:
            self.tap.bury()
        self.tap.disarm()
        with in_company(self.office.company_id):
            Company.objects.filter(pk=self.office.company_id).update(is_cycle_automatic=False)
        sweep_away(self.office.company_id)


_DOING = """SELECT 1 FROM procrastinate_jobs WHERE status = 'doing'
              AND (args->>'company_id')::bigint = %(company)s LIMIT 1"""
_STATE_OF = {
    "ledger": """SELECT p.id, p.kind, p.amount_minor, p.effective_date, p.receipt_id, e.verb, e.recorded_at
                   FROM posting p JOIN receivable r ON r.id = p.receivable_id JOIN entry e ON e.id = p.entry_id
                  WHERE p.company_id = %(company)s AND r.number = %(number)s ORDER BY p.id""",
    "receipt": """SELECT c.id, c.customer_id, c.received_date, c.amount_minor, o.unapplied_minor, c.text,
                         (SELECT json_agg(json_build_array(m.rank, m.tier, m.customer_id, m.lines, m.vetoes))
                            FROM match_proposal m WHERE m.receipt_id = c.id)
                    FROM receipt c LEFT JOIN open_receipt o ON o.receipt_id = c.id
                   WHERE c.company_id = %(company)s AND c.text LIKE '%%' || %(number)s || '%%'""",
}


def _at(lots: Random, first_hour: int, last_hour: int) -> time:
    return time(lots.randint(first_hour, last_hour), lots.randrange(60), lots.randrange(60))
