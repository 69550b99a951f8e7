"""Passphrases: from the environment, a file it names, or asked for; never from the command line, which others see."""

from __future__ import annotations

import getpass
import sys

from duly.faces.cli.session import EXIT_USAGE, stop

LEAST_CHARACTERS = 8


def _configured() -> str:
    from duly.wiring.env import BadSetting

    try:
        from duly.wiring.database import BACKUP_PASSPHRASE
    except BadSetting as problem:
        stop(str(problem), EXIT_USAGE)
        raise AssertionError from None
    return BACKUP_PASSPHRASE


def _ask(prompt: str) -> str:
    if not sys.stdin.isatty():
        stop("A passphrase is needed: set DULY_BACKUP_PASSPHRASE_FILE (or DULY_BACKUP_PASSPHRASE).", EXIT_USAGE)
    return getpass.getpass(prompt)


def new_passphrase() -> str:
    """Return the passphrase for a new backup; asked for twice."""
    given = _configured()
    if not given:
        given = _ask("Passphrase for the backup: ")
        if given != _ask("Once more: "):
            stop("The two differ.", EXIT_USAGE)
    if len(given) < LEAST_CHARACTERS:
        stop(f"The passphrase needs at least {LEAST_CHARACTERS} characters.", EXIT_USAGE)
    return given


def known_passphrase() -> str:
    """Return the passphrase of an existing backup."""
    return _configured() or _ask("Passphrase of the backup: ")
