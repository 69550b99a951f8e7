"""`python -m tests.simulation --years N`: play company-years and judge each (docs/explanation/simulation.md)."""

from __future__ import annotations

import argparse
import logging
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.simulation.table import Totals

if TYPE_CHECKING:
    from duly.adapters.postgres.embedded import EmbeddedServer

ROOT = Path(__file__).resolve().parent.parent.parent
LAST_SEED = 10**6
REAL_SHARE = 0.05  # so many of many years are played with real processes
REAL_FAULTS = 0.12
YEAR, REAL_YEAR = (365, 18), (60, 8)  # days and customers


def play(given: argparse.Namespace) -> int:
    """Play years one after the other on the database in use; return how many broke a rule."""
    from duly.faces.cli.session import start

    start()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from duly.wiring.ports import import_ports, ports
    from tests.adapters.mail.smtp_server import SmtpServer
    from tests.simulation.faults import Tap
    from tests.simulation.happenings import Settings
    from tests.simulation.post import Post, instrument
    from tests.simulation.year import Year

    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # the test server's library stumbles over closed doors
    names = {one.name for one in fields(Settings)}
    settings = Settings(**{name: value for name, value in vars(given).items() if name in names})
    tap, broken = Tap(), 0
    tap.install()
    instrument(tap)
    for seed in range(given.seed, given.seed + given.years):
        tap.injected.clear()
        with SmtpServer() as server:
            report = Year(seed, settings, tap, Post(server, tap), ports(), import_ports()).play()
        broken += bool(report.violation)
        _tell(report, given)
    return broken


def play_with_processes(given: argparse.Namespace) -> int:
    """Play years whose work is done by real processes, on a PostgreSQL of their own that can be restarted.

    With DATABASE_URL they are played there, and the database is not restarted.
    """
    settings = {"DULY_MAIL_TIMEOUT_SECONDS": "2", "DULY_CYCLE_SHARD_SIZE": "3"}
    if os.environ.get("DATABASE_URL"):
        os.environ |= settings
        return _play_each(given, None, settings | {"DULY_DATA_DIR": os.environ["DULY_DATA_DIR"]})
    from duly.adapters.postgres.embedded import EmbeddedServer

    place = Path(tempfile.mkdtemp(prefix="duly-processes-"))
    place.chmod(0o711)
    database = EmbeddedServer(place)
    database.acquire()
    ours = settings | {"DATABASE_URL": database.url(), "DULY_DATA_DIR": str(place)}
    os.environ |= ours
    try:
        return _play_each(given, database, ours)
    finally:
        database.release()
        shutil.rmtree(place, ignore_errors=True)


def _play_each(given: argparse.Namespace, database: EmbeddedServer | None, ours: dict[str, str]) -> int:
    from duly.faces.cli.session import start

    start()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from duly.wiring.ports import import_ports, ports
    from tests.adapters.mail.smtp_server import SmtpServer
    from tests.simulation.happenings import Settings
    from tests.simulation.process_year import ProcessYear
    from tests.simulation.servers import Servers

    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    settings = Settings(days=given.days, customers=given.customers, faults=REAL_FAULTS, stride=given.stride)
    broken = 0
    for seed in range(given.seed, given.seed + given.years):
        with SmtpServer() as server:
            environment = ours | {"EMAIL_URL": f"smtp+plain://127.0.0.1:{server.port}"}
            servers = Servers(database, environment, random.Random(f"servers-{seed}"), Counter())
            report = ProcessYear(seed, settings, servers, server, ports(), import_ports()).play()
        broken += bool(report.violation)
        _tell(report, given)
    return broken


def _tell(report: Any, given: argparse.Namespace) -> None:
    if report.violation:
        given.place.mkdir(parents=True, exist_ok=True)
        file = given.place / f"year-{report.seed}.txt"
        file.write_text("\n".join([*report.transcript, report.violation, ""]))
        print("\n".join(report.transcript[-25:]))
        print(f"BROKEN, seed {report.seed}: {report.violation}\nThe whole year: {file}")
        print(f"Again: python -m tests.simulation --seed {report.seed} --days {given.days} "
              f"--customers {given.customers}{' --processes' * given.processes}", flush=True)  # fmt: skip
    else:
        counts = report.counts
        print(f"seed {report.seed}: {counts['notices']} notices, {counts['decisions']} decisions, "
              f"{sum(report.faults.values())} faults, {report.seconds:.1f} s", flush=True)  # fmt: skip
    if given.progress:
        Totals.write(given.progress, report)


def play_in_parallel(given: argparse.Namespace) -> int:
    """Share the years out over processes, each with a PostgreSQL of its own that is thrown away afterwards."""
    given.place.mkdir(parents=True, exist_ok=True)
    progress = given.progress or given.place / f"years-{given.seed}.jsonl"
    real = round(given.years * REAL_SHARE)
    share, rest = divmod(given.years - real, given.at_once)
    first, children, places = given.seed, [], []
    if real:
        command = [sys.executable, "-m", "tests.simulation", "--processes", "--seed", str(first), "--years", str(real)]
        command += ["--place", str(given.place), "--progress", str(progress)]
        children.append(subprocess.Popen(command, cwd=ROOT))
    for number in range(given.at_once):
        years = share + (number < rest)
        if not years:
            continue
        place = Path(tempfile.mkdtemp(prefix="duly-years-"))
        place.chmod(0o711)
        places.append(place)
        command = [sys.executable, "-m", "tests.simulation", "--seed", str(first), "--years", str(years)]
        command += ["--days", str(given.days), "--customers", str(given.customers), "--place", str(given.place)]
        environment = os.environ | {"DULY_DATA_DIR": str(place), "DULY_TEST_SERVER": "1"}
        children.append(subprocess.Popen([*command, "--progress", str(progress)], cwd=ROOT, env=environment))
        first += years
    try:
        codes = [child.wait() for child in children]
    finally:
        for child in children:
            child.terminate()
        for place in places:
            shutil.rmtree(place, ignore_errors=True)
    print(Totals.read([progress]).markdown())
    return max(codes)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0, help="the first seed; without it, a fresh one")
    parser.add_argument("--days", type=int, default=0, help="of a year; without it 365, or 60 with real processes")
    parser.add_argument("--customers", type=int, default=0, help="without it 18, or 8 with real processes")
    parser.add_argument("--stride", type=int, default=1, help="with real processes: play one day of so many")
    parser.add_argument("--faults", type=float, default=0.06)
    parser.add_argument("--intruders", type=float, default=0.10)
    parser.add_argument("--bad-mail", dest="bad_mail", type=float, default=0.12)
    parser.add_argument("--processes", action="store_true", help="real workers and a real web server do the work")
    parser.add_argument("--at-once", type=int, default=0, help="0: in this process, on the database in use")
    parser.add_argument("--progress", type=Path, help="a file to which each year adds a line of JSON")
    parser.add_argument("--place", type=Path, default=Path(tempfile.gettempdir()) / "duly-simulation")
    parser.add_argument("--table", type=Path, nargs="+", help="print the table of progress files; nothing is played")
    given = parser.parse_args()
    if given.table:
        print(Totals.read(given.table).markdown())
        return
    os.environ.setdefault("DULY_SECRET_KEY", "for the simulation only")
    given.seed = given.seed or random.SystemRandom().randrange(1, LAST_SEED)
    usual = REAL_YEAR if given.processes else YEAR
    given.days, given.customers = given.days or usual[0], given.customers or usual[1]
    if given.processes:
        broken = play_with_processes(given)
    else:
        broken = play_in_parallel(given) if given.at_once else play(given)
    sys.exit(4 if broken else 0)


if __name__ == "__main__":
    main()
