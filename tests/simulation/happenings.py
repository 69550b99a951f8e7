"""What happens on the days of a year: invoices, money, words, second thoughts, and somebody else at the same moment."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from tests.simulation.clock import Clock
from tests.simulation.deeds import Deeds
from tests.simulation.eyes import rows
from tests.simulation.facts import Invoice, Payment, Reach, Silence
from tests.simulation.faults import Plan
from tests.simulation.office import Deed, Office
from tests.simulation.post import Post
from tests.simulation.watch import Watch
from tests.simulation.worker import Worker
from tests.simulation.world import World, draw_rules

MAIL_LUCK = ("4xx-rcpt", "4xx-data", "5xx-rcpt", "5xx-data", "drop-rcpt", "drop", "lose", "hang", "close")


@dataclass(frozen=True)
class Settings:
    """How long and how rough a year is: the share of jobs and deeds that a fault strikes, and of bad mail days."""

    days: int = 365
    customers: int = 18
    faults: float = 0.06
    intruders: float = 0.10
    bad_mail: float = 0.12
    clock_jumps: float = 0.04
    day_jumps: float = 0.012
    stride: int = 1  # with real processes: one day of so many is played, on the others nobody is there


class Happenings:
    """The steps a day is made of; `Year` decides when each is taken."""

    settings: Settings
    lots: Random
    clock: Clock
    office: Office
    world: World
    deeds: Deeds
    worker: Worker
    watch: Watch
    post: Post
    luck: Counter[str]
    future: list[Payment]
    banked: list[Payment]
    files: list[tuple[list[Invoice], str]]
    stuck: list[tuple[list[Invoice], str]]
    serial: int

    def _plan(self, task: str, chance: float) -> Plan | None:
        raise NotImplementedError

    def _work(self) -> None:
        raise NotImplementedError

    def _do(self, deed: Deed) -> None:
        self.office.do(deed, self._plan("deed", self.settings.faults))
        self.office.do_postponed()
        self.watch.look()

    def _draw_mail(self) -> None:
        self.post.seq = self.office.moment()
        if self.lots.random() < self.settings.bad_mail:
            self.post.mode = self.lots.choice(MAIL_LUCK)
            self.luck[f"mail {self.post.mode}"] += 1

    def _take_stock(self) -> None:
        """What the mail server did to the last message changes who can be reached, and who remembers to pay."""
        for attempt in self.post.attempts[self.watch.attempts_seen :]:
            customer = attempt.to.split("@")[0].split("+")[0].upper()
            if attempt.mode == "5xx-rcpt":
                works = "no" if attempt.ended == "refused for good" else "maybe"
                self.office.oracle.reach.append(Reach(attempt.seq, self.office.seq, customer, works))
            if attempt.ended == "accepted" and self.lots.random() < 0.3:
                for payment in self.future:
                    if payment.customer == customer:
                        payment.day = min(payment.day, self.clock.day + timedelta(days=self.lots.randint(0, 4)))

    def _sell(self) -> None:
        fresh = []
        for invoice, payment in self.world.new_invoices(self.clock.day):
            self.office.oracle.invoices[invoice.number] = invoice
            fresh.append(invoice)
            if payment is not None:
                self.future.append(payment)
        overlap = [one for one in self.office.oracle.invoices.values() if one not in fresh][-self.lots.randint(0, 6) :]
        self._stage(overlap + fresh)

    def _stage(self, invoices: list[Invoice]) -> None:
        self.serial += 1
        name = f"invoices-{self.serial}.csv"
        self.files.append((invoices, name))
        self.stuck.append((invoices, name))
        now = self.office.seq + 1
        for one in invoices:
            one.begun = min(one.begun, now)
        self._do(self.deeds.import_invoices(invoices, name))
        if self.lots.random() < 0.5:
            self._work()

    def _imported(self) -> None:
        """Which staged files are in: as a person would see it on the page of imports."""
        done = {n for (n,) in rows(self.office.company_id, _IMPORTED)}
        for invoices, name in list(self.stuck):
            if name in done:
                self.stuck.remove((invoices, name))
                for one in invoices:
                    one.done = one.done or self.office.seq

    def _import_again(self) -> None:
        """The same file, or one over several earlier ones, comes once more."""
        if self.files:
            self.luck["import repeated"] += 1
            chosen = self.lots.sample(self.files, k=min(len(self.files), self.lots.randint(1, 3)))
            known = {one.number: one for invoices, _ in chosen for one in invoices if one.done is not None}
            if known:
                self._stage(list(known.values()))

    def _bank(self, due: list[Payment]) -> None:
        fresh = [one for one in due if one in self.future]
        if self.lots.random() < 0.08:
            fresh.append(self.world.junk(self.clock.day - timedelta(days=1)))
        if fresh:
            again = self.banked[-self.lots.randint(1, 9) :] if self.lots.random() < 0.3 else []
            self.luck["bank file overlaps"] += bool(again)
            self._do(self._bank_deed(fresh, again))

    def _bank_deed(self, fresh: list[Payment], again: list[Payment]) -> Deed:
        self.serial += 1
        for one in fresh:
            if one in self.future:
                self.future.remove(one)
        self.banked += fresh
        self.office.oracle.payments += fresh
        return self.deeds.import_bank(again + fresh, f"BANK{self.serial}", by_job=self.lots.random() < 0.5)

    def _clerk(self) -> None:
        """A clerk starts failed imports again and works the waiting cash down to nothing."""
        for name in {n for (n,) in rows(self.office.company_id, _FAILED)}:
            self.office.do(self.deeds.go_on(name))
        known = [one for one in self.banked if one.done is not None]
        for receipt_id, text, _ in self.deeds.waiting():
            payment = next((one for one in known if one.tag in text), None)
            if payment and any(self.office.oracle.invoices[n].done is None for n in payment.shares):
                continue  # the invoice is still on its way: nobody would send that money back
            self.office.do(self.deeds.settle(receipt_id, payment if payment and payment.customer else None))
        waiting = " ".join(text for _, text, _ in self.deeds.waiting())
        for one in known:
            if one.settled is None and one.tag not in waiting:
                one.settled = self.office.moment()
        self.watch.look()

    def _undo(self) -> None:
        done = [one for one in self.banked if one.settled is not None and one.customer and one.shares]
        if done:
            self.luck["application taken back"] += 1
            self._do(self.deeds.undo(self.lots.choice(done[-12:])))

    def _open_invoices(self) -> list[Invoice]:
        oracle, now = self.office.oracle, self.office.seq
        known = (one for one in oracle.invoices.values() if one.is_certain(now))
        owed = (one for one in known if oracle.covered(one.number, now) == 0)
        return [one for one in owed if not oracle.is_unsettled(one.customer, now, now)]

    def _speech(self, kind: str) -> Deed | None:
        """Return what a customer (or a clerk about it) may say now."""
        lots, day = self.lots, self.clock.day
        late = [one for one in self._open_invoices() if one.due < day + timedelta(days=5)]
        if not late:
            return None
        one = lots.choice(late)
        self.serial += 1
        fact = Silence(10**9, None, kind, one.customer, frozenset([one.number]), None, day, None, f"m{self.serial}")
        if kind == "promise":
            same = [i.number for i in late if i.customer == one.customer]
            fact.numbers = frozenset(same if lots.random() < 0.5 else [one.number])
            fact.until = day + timedelta(days=lots.randint(0, 20))
            self._supersede(fact)
            return self.deeds.promise(fact)
        if kind == "dispute":
            fact.minor = one.minor // 3 if lots.random() < 0.4 else None
            return None if self._said(one.number, "dispute") else self.deeds.dispute(fact)
        if kind == "claim":
            fact.until = day + timedelta(days=5)
            return self.deeds.claim(fact)
        fact.numbers, fact.until = None, day + timedelta(days=lots.randint(0, 25)) if lots.random() < 0.7 else None
        return self.deeds.hold(fact)

    def _said(self, number: str, kind: str) -> bool:
        live = (one for one in self.office.oracle.silences if one.kind == kind and one.end is None)
        return any(number in (one.numbers or ()) for one in live)

    def _supersede(self, fact: Silence) -> None:
        """A new promise about an invoice takes the place of the one before."""
        for earlier in self.office.oracle.silences:
            is_live = earlier.kind == "promise" and earlier.end is None
            if is_live and (earlier.numbers or frozenset()) & (fact.numbers or frozenset()):
                earlier.end, earlier.end_day = fact, self.clock.day

    def _speak(self, kind: str) -> None:
        deed = self._speech(kind)
        if deed is not None:
            self.luck[kind] += 1
            self._do(deed)

    def _fall_silent(self) -> None:
        live = [one for one in self.office.oracle.silences if one.end is None and one.done is not None]
        if live:
            self._do(self.deeds.end(self.lots.choice(live)))

    def _change_rules(self) -> None:
        self.luck["procedure changed"] += 1
        self._do(self.deeds.save_rules(draw_rules(self.world.lots)))

    def _review(self) -> None:
        held = [pk for pk in self.watch.waiting() if self.office.oracle.notices[pk].state(self.office.seq) == "held"]
        if held:
            approve = self.lots.random() < 0.8
            self._do(self.deeds.review(self.lots.choice(held), approve=approve, jobs=self.worker.ports))

    def _correct(self) -> None:
        now = self.office.seq
        lost = [b for b in self.world.buyers if self.office.oracle.reachable(b.number, now, now) != {"yes"}]
        if lost:
            self.serial += 1
            number = self.lots.choice(lost).number
            self._do(self.deeds.correct_address(number, f"{number.lower()}+{self.serial}@sim.example"))

    def _act_beside(self) -> None:
        """A second person acts on the same books, at the same moment."""
        deed = self._speech(self.lots.choice(["dispute", "claim", "hold"]))
        if deed is not None:
            self.luck["two people at once"] += 1
            self.office.do_elsewhere(deed)

    def _intrude(self) -> None:
        """In the middle of a job, on another connection: money arrives, a customer speaks, the rules change."""
        luck = self.lots.random()
        if luck < 0.45 and self.future:
            payment = self.lots.choice(self.future)
            invoice_known = all(self.office.oracle.invoices[n].done is not None for n in payment.shares)
            if invoice_known:
                payment.day = min(payment.day, self.clock.day)
                self.luck["payment in the middle"] += 1
                self.office.do_elsewhere(self._bank_deed([payment], []))
        elif luck < 0.9:
            deed = self._speech(self.lots.choice(["promise", "dispute", "claim", "hold"]))
            if deed is not None:
                self.luck["customer speaks in the middle"] += 1
                self.office.do_elsewhere(deed)
        else:
            self.luck["procedure changed in the middle"] += 1
            self.office.do_elsewhere(self.deeds.save_rules(draw_rules(self.world.lots)))


_FAILED = "SELECT file_name FROM import_run WHERE company_id = %(company)s AND state = 'failed'"
_IMPORTED = "SELECT file_name FROM import_run WHERE company_id = %(company)s AND state = 'done'"
