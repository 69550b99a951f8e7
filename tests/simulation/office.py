"""Everything people, banks and other systems do to the simulated company, through the product's own services.

A deed is done under the day's luck: the process that does it may be killed or lose its connection at any step, and
then whoever did it looks what became of it and does it again. The facts of a deed begin when it begins and are
certain when it is known to be stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from django.db import DatabaseError, close_old_connections

from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from tests.simulation.clock import Clock
from tests.simulation.facts import Fact
from tests.simulation.faults import Killed, Plan, Tap, in_another_process
from tests.simulation.oracle import Oracle

MOST_TRIES = 6


@dataclass
class Deed:
    """Something somebody does. `run` may call `stored` once its one important commit has been made."""

    name: str
    run: Callable[[Act], None]
    facts: tuple[Fact, ...] = ()
    on_done: Callable[[], None] = lambda: None
    on_refused: Callable[[], None] = lambda: None
    commits: int = 1  # of its own outermost database transactions, so many and it has happened
    is_safe_to_repeat: bool = False  # done twice it changes nothing


@dataclass
class Office:
    """The company's people and what they remember."""

    company_id: int
    clock: Clock
    tap: Tap
    oracle: Oracle
    lots: Random
    folder: Path
    seq: int = 0
    transcript: list[str] = field(default_factory=list)
    postponed: list[Deed] = field(default_factory=list)

    def moment(self) -> int:
        """Return the next moment."""
        self.seq += 1
        return self.seq

    def note(self, text: str) -> None:
        """Write a line into the transcript."""
        self.transcript.append(f"{self.seq:>6} {self.clock.day} {self.clock.wall:%H:%M:%S} {text}")

    def act(self, who: str = "clerk@sim.example") -> Act:
        """Return who acts now."""
        at = self.clock.now()
        return Act(self.company_id, "person", who, at, self.clock.day, "as simulated")

    def do(self, deed: Deed, plan: Plan | None = None) -> None:
        """Do a deed on the main thread, under a plan; try again until it is done or refused."""
        self._begin(deed)
        for attempt in range(MOST_TRIES):
            self.tap.arm(plan if attempt == 0 else None)
            try:
                close_old_connections()
                deed.run(self.act())
            except (ServiceRefused, NotFound) as refusal:
                self._refused(deed, refusal, again=attempt > 0)
                return
            except (Killed, DatabaseError) as fault:
                self.note(f"  {type(fault).__name__} during {deed.name}: {fault}; {self.tap.commits} commits")
                if self.tap.is_dead:
                    self.tap.bury()
                happened = self.tap.commits >= deed.commits
                if happened and (not deed.is_safe_to_repeat or self.lots.random() < 0.5):
                    break
                continue
            finally:
                self.tap.disarm()
            break
        else:
            raise AssertionError(f"{deed.name} could not be done in {MOST_TRIES} tries")
        self._done(deed)

    def do_elsewhere(self, deed: Deed) -> None:
        """Do a deed in another process at this very moment; where a lock is in the way, after the present job."""
        self._begin(deed)
        try:
            in_another_process(lambda: deed.run(self.act("second@sim.example")))
        except (ServiceRefused, NotFound) as refusal:
            self._refused(deed, refusal, again=False)
        except DatabaseError as blocked:
            self.note(f"  {deed.name} waits: {str(blocked).strip().splitlines()[0]}")
            self.postponed.append(deed)
        else:
            self._done(deed)

    def do_postponed(self) -> None:
        """Do what had to wait for a lock."""
        waiting, self.postponed = self.postponed, []
        for deed in waiting:
            self.do(deed)

    def _begin(self, deed: Deed) -> None:
        moment = self.moment()
        for fact in deed.facts:
            fact.begun = min(fact.begun, moment)
        self.note(f"{deed.name}")

    def _done(self, deed: Deed) -> None:
        moment = self.moment()
        for fact in deed.facts:
            fact.done = fact.done or moment
        deed.on_done()
        self.note(f"  done: {deed.name}")

    def _refused(self, deed: Deed, refusal: Exception, *, again: bool) -> None:
        if again and self.tap.commits == 0 and deed.is_safe_to_repeat is False:
            self.note(f"  refused the second time: {refusal}")
        self.note(f"  refused: {refusal}")
        deed.on_refused()
