"""A shorter company-year with real processes: workers and web server are killed with -9, the database is restarted.

The business date is pinned and moved on day by day. Moments are coarse here: what happens while a day is run may or
may not have been known, what was answered before it is certain; otherwise the judge is the same.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from django.db import DatabaseError, close_old_connections

from duly.services.act import Act
from duly.services.ports import ImportPorts, Ports
from duly.services.refused import ServiceRefused
from duly.store.tenancy import in_company
from tests.adapters.mail.smtp_server import Received, SmtpServer
from tests.simulation.clock import Clock
from tests.simulation.deeds import HEAD, Deeds
from tests.simulation.eyes import rows, see
from tests.simulation.facts import Invoice, Notice, Payment, Rules, Silence
from tests.simulation.faults import Plan, Tap
from tests.simulation.happenings import Settings
from tests.simulation.office import Deed, Office
from tests.simulation.oracle import Oracle
from tests.simulation.post import LEVEL, MESSAGE_ID, NUMBER, Attempt
from tests.simulation.servers import Servers
from tests.simulation.verdict import final_verdict
from tests.simulation.watch import Violation, Watch
from tests.simulation.worker import Ran, sweep_away
from tests.simulation.world import World
from tests.simulation.year import Report, Year

PATIENCE_SECONDS = 150
LIVELY = 0.9
MODES = ("4xx-rcpt", "4xx-data", "5xx-data", "drop-rcpt", "drop", "lose", "hang")
_WAITING = """SELECT task_name FROM procrastinate_jobs WHERE status IN ('todo', 'doing')
               AND task_name IN ('send_notice', 'send_notices', 'run_cycle_shard', 'match_receipts', 'run_import')"""
_HURRY = """UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo' AND scheduled_at > now()"""
_UNFINISHED = """SELECT 'cycle' FROM cycle WHERE company_id = %(company)s AND state <> 'done' UNION ALL
                 SELECT state FROM dunning_notice WHERE company_id = %(company)s AND state IN ('sending', 'queued')"""
_TODAY = "SELECT 1 FROM cycle WHERE company_id = %(company)s AND business_date = %(day)s"


class PinnedClock(Clock):
    """The machine's clock; the day is the one the company is pinned to."""

    def __init__(self, zone: str, day: date) -> None:
        super().__init__(zone)
        self.today = day

    def now(self, tz: Any = None) -> datetime:
        self.at = datetime.now(UTC)
        return self.at.astimezone(tz or UTC)

    @property
    def day(self) -> date:
        return self.today


@dataclass
class Letters:
    """What the mail server kept, as the judge wants to see it."""

    server: SmtpServer
    seq: int = 0
    attempts: list[Attempt] = field(default_factory=list)

    def collect(self, seq: int) -> None:
        """Take note of what has arrived since last time."""
        for one in self.server.messages[len(self.attempts) :]:
            self.attempts.append(_attempt(one, seq))

    def received(self) -> list[str]:
        """The Message-ID of every message the server kept, in order."""
        return [one.message_id for one in self.attempts]


def _attempt(one: Received, seq: int) -> Attempt:
    parsed: EmailMessage = one.parsed()
    body, found = parsed.get_body(("plain",)), MESSAGE_ID.search(one.data)
    numbers = frozenset(NUMBER.findall(body.get_content() if body else ""))
    ended = "accepted" if one.mode == "accept" else "unknown"
    level = "".join(LEVEL.findall(str(parsed["Subject"]))[:1])
    return Attempt(found[1].decode() if found else "", one.rcpt_to, level, numbers, one.mode, seq, ended)


class ProcessWatch(Watch):
    """The judge; what a server refused leaves no trace here, so it is not asked for."""

    def look(self, ran: Ran | None = None) -> None:
        self.post.collect(self.office.seq)  # type: ignore[attr-defined]
        super().look(ran)

    def _see_end(self, pk: int, before: str, begun: int, code: str, reason: str) -> None:
        notice: Notice = self.office.oracle.notices[pk]
        state = notice.state(self.office.seq)
        kept = self.post.received().count(notice.message_id) if notice.message_id else 0
        self.counts[f"notices {state}"] += 1
        if state == "sent":
            self._demand(kept == 1, f"notice {pk} is called sent, and the server has it {kept} times")
        if state in ("failed", "dropped", "queued", "held"):
            self._demand(kept == 0, f"notice {pk} is {state}, and the server has it")
        if state == "dropped":
            self._see_dropped(pk, begun, reason)


class HttpDeeds(Deeds):
    """Files, money, promises and disputes come through the API; now and then the web server dies meanwhile."""

    def __init__(self, office: Office, ports: ImportPorts, servers: Servers, lots: Random, deadly: float) -> None:
        super().__init__(office, ports)
        self.servers, self.lots, self.deadly, self.serial = servers, lots, deadly, 0

    def _post(self, path: str, body: bytes, kind: str = "application/json") -> Any:
        self.serial += 1
        deadly = self.lots.uniform(0, 0.15) if self.lots.random() < self.deadly else -1
        return self.servers.post(path, body, f"{self.office.company_id}-{self.serial}", kind, kill_after=deadly)

    def import_invoices(self, invoices: Any, name: str) -> Deed:
        lines = [
            f"{i.number},{i.customer},{i.issue},{i.due},{i.minor // 100}.{i.minor % 100:02d},EUR" for i in invoices
        ]
        mark = "simulated-boundary"
        part = f'--{mark}\r\nContent-Disposition: form-data; name="source"\r\n\r\nerp\r\n--{mark}\r\n'
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
        body = (part + head + "\n".join([HEAD, *lines, ""]) + f"\r\n--{mark}--\r\n").encode()
        kind = f"multipart/form-data; boundary={mark}"
        return Deed(f"import of {len(lines)} invoices ({name})", lambda _: self._post("/imports", body, kind))

    def import_bank(self, payments: Any, message: str, *, by_job: bool) -> Deed:
        fresh = [one for one in payments if one.done is None]

        def run(act: Act) -> None:
            for one in payments:
                said = {
                    "external_id": one.tag, "received_date": one.day.isoformat(), "payer_account": one.account,
                    "amount": {"amount_minor": one.minor, "currency": "EUR"},
                    "payer_name": f"Customer {one.customer}" if one.customer else "X", "text": f"{one.text} {one.tag}",
                }  # fmt: skip
                try:
                    self._post("/receipts", json.dumps(said).encode())
                except ServiceRefused as refusal:
                    if one.done is None or "exists" not in str(refusal):
                        raise

        said = ", ".join(f"{p.tag} {p.customer} {p.minor} {p.text!r}" for p in fresh)
        return Deed(f"receipts: {said}", run, tuple(fresh))

    def promise(self, fact: Silence) -> Deed:
        def run(act: Act) -> None:
            ids = list(self.invoice_ids(sorted(fact.numbers or ())).values())
            until = (fact.until or date.max).isoformat()
            said = {"customer_id": self.customer_ids[fact.customer], "promised_date": until, "invoice_ids": ids}
            self._post("/promises", json.dumps(said | {"note": fact.marker}).encode())

        return self._silence(
            f"promise of {fact.customer} for {sorted(fact.numbers or ())} by {fact.until}", run, fact, 1
        )

    def dispute(self, fact: Silence) -> Deed:
        (number,) = fact.numbers or ("",)

        def run(act: Act) -> None:
            said = {"invoice_id": self.invoice_ids([number])[number], "reason_code": "quality", "text": fact.marker}
            self._post("/disputes", json.dumps(said | ({"amount_minor": fact.minor} if fact.minor else {})).encode())

        return self._silence(f"dispute of {number}, {fact.minor or 'all of it'}", run, fact, 1)

    def save_rules(self, rules: Rules) -> Deed:
        """The day is pinned and the hour is the machine's own: every hour and weekday will do."""
        for was, now in ((rules.opens, "00:00"), (rules.closes, "23:59")):
            rules.text = rules.text.replace(f'"{was}"', f'"{now}"')
        rules.text = rules.text.replace("[mon, tue, wed, thu, fri]", "[mon, tue, wed, thu, fri, sat, sun]")
        rules.opens, rules.closes, rules.weekdays = "00:00", "23:59", frozenset(range(7))
        return super().save_rules(rules)


class ProcessYear(Year):
    """A company, its days, and the processes that work for it."""

    def __init__(
        self, seed: int, settings: Settings, servers: Servers, server: SmtpServer, ports: Ports, imports: Any
    ) -> None:
        self.seed, self.settings, self.servers, self.server = seed, settings, servers, server
        self.lots = Random(f"processes-{seed}")
        self.zone, self.country, self.cycle_hour = "Europe/Berlin", "DE", 0
        self.first_day = date(2024, 1, 1) + timedelta(days=self.lots.randrange(300))
        self.clock = PinnedClock(self.zone, self.first_day)
        self.tap = Tap()
        company_id = self._found_company()
        self.office = Office(company_id, self.clock, self.tap, Oracle(), Random(f"office-{seed}"), Path(imports.folder))
        self.world = World(Random(f"world-{seed}"), self.first_day)
        self.deeds = HttpDeeds(self.office, imports, servers, Random(f"web-{seed}"), settings.faults)
        self.post = Letters(server)  # type: ignore[assignment]
        self.watch = ProcessWatch(self.office, self.deeds, self.post)
        self.future: list[Payment] = []
        self.banked: list[Payment] = []
        self.files: list[tuple[list[Invoice], str]] = []
        self.stuck: list[tuple[list[Invoice], str]] = []
        self.luck: Counter[str] = Counter()
        self.serial = self.first_attempt = self.ticked = 0
        self.ports = ports
        self.worker = SimpleNamespace(ports=ports)  # type: ignore[assignment]

    def play(self) -> Report:
        began, report = time.monotonic(), Report(self.seed)
        try:
            self._pin(self.first_day)
            rows(self.office.company_id, _AUTOMATIC, now=False)
            self._open()
            self._make_token()
            for offset in range(self.settings.days):
                self._day(self.first_day + timedelta(days=offset * self.settings.stride))
            self._close()
        except Violation as found:
            report.violation = str(found)
            self._explain(str(found))
        finally:
            report.counts = self.watch.counts
            report.counts["customers"], report.counts["payments"] = len(self.world.buyers), len(self.banked)
            report.counts["invoices"] = len(self.office.oracle.invoices)
            report.faults, report.seconds = self.luck + self.servers.struck, time.monotonic() - began
            report.transcript = self.office.transcript
            self._retire()
        return report

    def _make_token(self) -> None:
        from duly.services.api.create_token import create_token

        with in_company(self.office.company_id):
            self.servers.token = create_token(act=self.office.act(), name="till", role="admin", days=90).token
        self.servers.keep()

    def _pin(self, day: date) -> None:
        self.clock.today = day  # type: ignore[attr-defined]
        rows(self.office.company_id, _PIN, day=day)

    # ------------------------------------------------------------------ a day

    def _day(self, day: date) -> None:
        self._pin(day)
        self.ticked = 0
        morning = self.office.moment()
        for chance, step in self._chances(day):
            if self.lots.random() < chance * LIVELY:
                step()
        self._rest()
        self.watch.look(Ran("morning", {}, morning, self.office.moment(), "done"))
        begun = self.ticked = self.office.moment()
        self._draw_modes()
        rows(self.office.company_id, _AUTOMATIC, now=True)
        self._tick()
        self._strike()
        self._rest()
        self.watch.look(Ran("day", {}, begun, self.office.moment(), "done"))
        self.watch.end_of_day(day, begun)
        rows(self.office.company_id, _AUTOMATIC, now=False)

    def _draw_modes(self) -> None:
        self.server.script.clear()
        for buyer in self.world.buyers:
            if self.lots.random() < self.settings.bad_mail:
                mode = self.lots.choice(MODES)
                self.luck[f"mail {mode}"] += 1
                for (email,) in rows(self.office.company_id, _EMAIL, number=buyer.number):
                    self.server.script[email] = mode

    def _tick(self) -> None:
        """The judge's process keeps time too, as one more of several; where it fails, the workers' ticks follow."""
        from duly.services.dunning.keep_time import start_due_cycles

        try:
            close_old_connections()
            start_due_cycles(at=datetime.now(UTC), ports=self.ports, shard_size=3)
        except DatabaseError as fault:
            self.office.note(f"a tick failed: {fault}")

    def _strike(self) -> None:
        """While the day is run: processes die, the database restarts, money arrives, customers speak."""
        time.sleep(self.lots.uniform(0, 0.6))
        for chance, strike in (
            (self.settings.faults * 2, self.servers.kill_worker), (self.settings.faults, self.servers.restart_database),
            (self.settings.intruders * 3, self._meanwhile),
        ):  # fmt: skip
            if self.lots.random() < chance:
                strike()
                time.sleep(self.lots.uniform(0, 0.3))

    def _meanwhile(self) -> None:
        deed = self._speech(self.lots.choice(["promise", "dispute"])) if self.lots.random() < 0.5 else None
        if deed is None and self.future:
            payment = self.lots.choice(self.future)
            if all(self.office.oracle.invoices[n].done is not None for n in payment.shares):
                payment.day = min(payment.day, self.clock.day)
                deed = self._bank_deed([payment], [])
        if deed is not None:
            self.luck["something happens while the day is run"] += 1
            self.office.do(deed)

    def _rest(self) -> None:
        """Wait until nothing is left to do; what waits for a later hour is hurried, and the mail server is mended."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        quiet = 0
        while time.monotonic() < deadline:
            self.servers.keep()
            left = self._left()
            quiet = 0 if left else quiet + 1
            if quiet == 2:
                self._imported()
                return
            if left:
                time.sleep(0.25)
                self.server.script.clear()
        raise Violation(f"the work does not come to rest: {self._left()[:5]}")

    def _left(self) -> list[Any]:
        see(_HURRY)
        left = [*see(_WAITING), *rows(self.office.company_id, _UNFINISHED)]
        if self.ticked and not rows(self.office.company_id, _TODAY, day=self.clock.day):
            left.append(("today",))
        return left

    # ------------------------------------------------------------------ what the year before does otherwise

    def _do(self, deed: Deed) -> None:
        self.office.do(deed)

    def _work(self) -> None:
        """The workers do it."""

    def _plan(self, task: str, chance: float) -> Plan | None:
        return None

    def _close(self) -> None:
        self.deeds.deadly = self.ticked = 0  # type: ignore[attr-defined]
        for _ in range(3):
            self._pin(self.clock.day + timedelta(days=1))
            self._rest()
            self.watch.look()
            self._clerk()
        close_old_connections()
        final_verdict(self)

    def _retire(self) -> None:
        self.servers.stop()
        sweep_away(self.office.company_id)


_AUTOMATIC = "UPDATE company SET is_cycle_automatic = %(now)s WHERE id = %(company)s"
_PIN = "UPDATE company SET business_date_override = %(day)s WHERE id = %(company)s"
_EMAIL = """SELECT k.email FROM contact k JOIN customer c ON c.id = k.customer_id
             WHERE c.company_id = %(company)s AND c.number = %(number)s"""
