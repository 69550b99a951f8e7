"""`duly move`: from the embedded database to a server of your own."""

from __future__ import annotations

import getpass
import json
from typing import Annotated

import typer

from duly.faces.cli.session import EXIT_BREACH, EXIT_FAILED, EXIT_USAGE, boot, err, now, out, stop


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(move)


def move(
    to: Annotated[
        str,
        typer.Option("--to", help="Address of an empty database, postgresql://…; not set: DULY_MOVE_DATABASE_URL."),
    ] = "",
    cancel: Annotated[bool, typer.Option("--cancel", help="Give a move up: the old database may be written.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Move everything to another PostgreSQL (15 or newer), usually from the embedded one to a server.

    Stop web servers and workers first. The database in use is kept still, copied in one snapshot, and the copy is
    compared and audited; then the old one stays where it is and only reads, so that nobody goes on in it by mistake.
    The data folder stays: files and secret key go on being used from there. An address with a password is better
    given as DULY_MOVE_DATABASE_URL or DULY_MOVE_DATABASE_URL_FILE than on the command line, which others can see.

    Exit codes: 1 refused or failed, the old database goes on; 2 no address; 4 the copy was not what it should be.
    JSON: {moved, companies, rows, migrations, audit}.
    """
    boot(as_owner=True)
    from duly.wiring.database import MOVE_URL
    from duly.wiring.move import reopen

    if cancel:
        reopen()
        out.print("The database in use may be written again.")
        return
    if not (url := to or MOVE_URL):
        stop("Name the new database: --to postgresql://user@host:5432/name, or DULY_MOVE_DATABASE_URL.", EXIT_USAGE)
    _move(url, as_json=as_json)


def _move(url: str, *, as_json: bool) -> None:
    from django.db import Error as DatabaseError

    from duly.wiring.archives import ArchiveUnusable, DriverError
    from duly.wiring.backup import BackupFailed
    from duly.wiring.env import BadSetting
    from duly.wiring.move import MoveRefused, move_database
    from duly.wiring.restore import RestoreDiffers

    def say(line: str) -> None:
        if not as_json:
            err.print(line, highlight=False)

    try:
        report = move_database(url, at=now(), who=f"{getpass.getuser()} (command line)", say=say)
    except (ArchiveUnusable, RestoreDiffers) as problem:
        stop(f"Not moved: {problem}", EXIT_BREACH)
        raise AssertionError from None
    except (MoveRefused, BackupFailed, BadSetting, DatabaseError, DriverError, OSError) as problem:
        stop(f"Not moved; the database in use goes on: {' '.join(str(problem).split())}", EXIT_FAILED)
        raise AssertionError from None
    if as_json:
        facts = {"moved": True, "companies": report.companies, "rows": report.rows, "migrations": report.migrations}
        out.print_json(json.dumps(facts | {"audit": report.audit}))
        return
    out.print(f"Moved {report.rows} rows: {', '.join(report.companies) or 'no companies yet'}.", highlight=False)
    out.print("Set DATABASE_URL to the new address for every process of Duly, then start them: `duly doctor`.")
    out.print("The old database is still there and only reads. `duly move --cancel` opens it again.")
