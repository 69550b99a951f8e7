"""`duly restore`: a backup takes the place of the database, once it has been proved."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duly.faces.cli.passphrase import known_passphrase
from duly.faces.cli.session import EXIT_BREACH, EXIT_FAILED, EXIT_NOT_FOUND, EXIT_USAGE, boot, err, now, out, stop

if TYPE_CHECKING:
    from duly.wiring.archives import ArchiveReader
    from duly.wiring.restore import RestoreReport

_KEYS = {
    "none": "The secret key is not in the backup: unless you bring it along, everybody signs in anew, and what was "
    "sealed with it (secrets of webhooks) must be made anew.",
    "same": "The secret key is the one in use.",
    "restored": "The secret key of the backup is in the data folder now.",
    "elsewhere": "DULY_SECRET_KEY is not the backup's key; that is in secret.key.from-backup in the data folder.",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(restore)


def restore(
    file: Annotated[Path, typer.Argument(help="A file made by `duly backup`.")],
    yes: Annotated[bool, typer.Option("--yes", help="Replace the companies that are there, without asking.")] = False,
    keep_old: Annotated[
        bool, typer.Option("--keep-old", help="Keep what was replaced, as a schema of the same database.")
    ] = False,
    no_pause: Annotated[
        bool, typer.Option("--no-pause", help="Let messages go out at once. Only if none was sent since the backup.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Put a backup in the place of the database and the stored files; stop web servers and workers first.

    The whole file is checked before anything is touched; then it is built beside the database in use, migrated,
    compared with its manifest and audited; only then it takes its place, at once. Until then, and if it is killed on
    the way, the database in use stays as it was. Afterwards every company is paused, because messages sent since the
    backup are not known any more; look at the Outbox of your mail server, then resume.

    Exit codes: 1 refused or failed, nothing changed; 2 a decision or passphrase is missing; 3 no such file; 4 the
    file is damaged, no backup, sealed with another passphrase, or not what its manifest says: nothing changed.
    JSON: {restored, database, version, taken_at, companies, rows, files, migrations, audit, paused, kept_as,
    secret_key}.
    """
    if not file.is_file():
        stop(f"There is no file {file}.", EXIT_NOT_FOUND)
    boot(as_owner=True)
    from duly.wiring.archives import ArchiveReader, ArchiveUnusable

    try:
        passphrase = known_passphrase() if ArchiveReader.is_sealed(file) else None
        with ArchiveReader(file, passphrase) as archive:
            if not as_json:
                err.print("Checking the file.", highlight=False)
            archive.verify()
            facts = _restore(archive, yes=yes, keep_old=keep_old, pause=not no_pause, quiet=as_json)
    except ArchiveUnusable as problem:
        stop(f"{problem} Nothing was changed.", EXIT_BREACH)
        raise AssertionError from None
    if as_json:
        out.print_json(json.dumps(facts))
    else:
        _print(facts)


def _restore(archive: ArchiveReader, *, yes: bool, keep_old: bool, pause: bool, quiet: bool) -> dict[str, Any]:
    from django.db import Error as DatabaseError

    from duly.wiring.archives import DriverError
    from duly.wiring.restore import RestoreDiffers, RestoreRefused, check_before, database_place, restore_database
    from duly.wiring.restore_files import restore_key, take_place, unpack_files

    at = now()
    try:
        there = check_before(archive.manifest)
        if there and not yes:
            _ask(there, database_place())
        fresh = unpack_files(archive)
        report = restore_database(
            archive, act_at=at, who=f"{getpass.getuser()} (command line)", keep_old=keep_old, pause=pause,
            say=lambda line: None if quiet else err.print(line, highlight=False),
        )  # fmt: skip
    except RestoreDiffers as problem:
        stop(f"{problem} Nothing was changed.", EXIT_BREACH)
        raise AssertionError from None
    except (RestoreRefused, DatabaseError, DriverError, OSError) as problem:
        stop(f"Not restored, nothing was changed: {str(problem).strip()}", EXIT_FAILED)
        raise AssertionError from None
    if fresh is not None:
        take_place(fresh)
    return _facts(archive, report, restore_key(archive))


def _ask(there: list[str], place: str) -> None:
    question = f"{place} holds {', '.join(there)}. Restoring replaces all of it."
    if not sys.stdin.isatty():
        stop(f"{question} Say --yes if that is what you want.", EXIT_USAGE)
    err.print(question, style="bold", highlight=False)
    if not typer.confirm("Replace it?", err=True):
        stop("Nothing was changed.", EXIT_USAGE)


def _facts(archive: ArchiveReader, report: RestoreReport, key: str) -> dict[str, Any]:
    from duly.wiring.restore import database_place

    manifest = archive.manifest
    return {
        "restored": True, "database": database_place(), "version": manifest["version"],
        "taken_at": manifest["taken_at"],
        "companies": report.companies, "rows": report.rows, "files": manifest["files"],
        "migrations": report.migrations, "audit": report.audit, "paused": report.paused,
        "kept_as": report.kept_as, "secret_key": key,
    }  # fmt: skip


def _print(facts: dict[str, Any]) -> None:
    def line(text: str) -> None:
        out.print(text, highlight=False, soft_wrap=True)

    line(
        f"{facts['database']} is restored from the backup of {facts['taken_at'][:16]} UTC "
        f"(Duly {facts['version']}): {facts['rows']} rows, "
        f"{facts['files']} files, companies: {', '.join(facts['companies']) or 'none'}."
    )
    if facts["migrations"]:
        line(f"{len(facts['migrations'])} migrations were applied to it.")
    broken = {slug: codes for slug, codes in facts["audit"].items() if codes}
    line(f"The audit finds what it found when the backup was made: {broken}." if broken else "The audit is clean.")
    line(_KEYS[facts["secret_key"]])
    if facts["kept_as"]:
        line(f"What was there before is kept as schema {facts['kept_as']}.")
    if facts["paused"]:
        line(f"Messages are paused: {', '.join(facts['paused'])}. See docs/how-to/back-up-and-restore.md, then resume.")
