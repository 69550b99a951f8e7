"""`duly backup`: everything in one file, as of one moment, while the product runs."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import Annotated

import typer

from duly.faces.cli.passphrase import new_passphrase
from duly.faces.cli.session import EXIT_FAILED, EXIT_USAGE, boot, err, now, out, stop


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(backup)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, for example duly-2026-03-16.backup.")],
    encrypt: Annotated[bool, typer.Option("--encrypt", help="Seal it with a passphrase (see below).")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it exists.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write a backup of the database and the stored files, while the product runs.

    With --encrypt the passphrase comes from DULY_BACKUP_PASSPHRASE (or _FILE), else it is asked for; only then the
    secret key is in the backup too. Exit code 1 when it could not be written, 2 when the file exists.
    JSON: {file, bytes, sha256, encrypted, taken_at, version, companies: [{slug, ledger, audit}], rows, files}.
    """
    if file.is_dir() or not file.parent.is_dir():
        stop(f"{file} cannot be written: name a file in a folder that exists.", EXIT_USAGE)
    if file.exists() and not file.is_file():
        stop(f"{file} is not an ordinary file and is not replaced. Name another one.", EXIT_USAGE)
    if file.exists() and not overwrite:
        stop(f"{file} exists already. Choose another name, or say --overwrite.", EXIT_USAGE)
    passphrase = new_passphrase() if encrypt else None
    boot(as_owner=True)
    from duly.wiring.backup import BackupFailed, remember_backup, take_backup

    def say(line: str) -> None:
        if not as_json:
            err.print(line, highlight=False)

    at = now()
    try:
        done = take_backup(file, at=at, passphrase=passphrase, say=say)
    except (BackupFailed, OSError) as problem:
        stop(f"The backup was not made: {problem}", EXIT_FAILED)
        raise AssertionError from None
    remember_backup(done, at=at, who=f"{getpass.getuser()} (command line)")
    facts = done.as_dict()
    if as_json:
        out.print_json(json.dumps(facts))
        return
    out.print(
        f"{facts['file']}: {facts['bytes']} bytes, {facts['rows']} rows of {len(facts['companies'])} companies, "
        f"{facts['files']} files{', encrypted' if encrypt else ''}.",
        highlight=False, soft_wrap=True,
    )  # fmt: skip
    out.print(f"SHA-256 {facts['sha256']}", highlight=False, soft_wrap=True)
    if not encrypt:
        err.print("Not encrypted: whoever has the file can read it. The secret key is not in it.", highlight=False)
    broken = {one["slug"]: count for one in facts["companies"] if (count := sum(one["audit"].values()))}
    if broken:
        err.print(f"The audit found breaches: {broken}. Run `duly audit`.", style="bold red", highlight=False)
