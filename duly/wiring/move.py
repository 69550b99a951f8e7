"""Move to another PostgreSQL: keep this one still, copy, prove the copy; this one stays, read-only."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.db import connection

from duly.adapters.archive import ArchiveReader
from duly.adapters.postgres import sessions
from duly.wiring.backup import Say, take_backup
from duly.wiring.database import DATA_DIR, connection_settings
from duly.wiring.restore import (
    RestoreRefused,
    RestoreReport,
    check_before,
    others_at_work,
    own_connection,
    restore_database,
)

OLDEST_VERSION = 15


class MoveRefused(RuntimeError):
    """The move was not begun, or was given up; the database in use is as it was. The message says why."""


def move_database(url: str, *, at: datetime, who: str, say: Say) -> RestoreReport:
    """Copy the database in use into the empty one at `url` and prove the copy; afterwards this one only reads.

    Raises MoveRefused, BadSetting, ArchiveUnusable, BackupFailed, OSError, psycopg.Error, DatabaseError; whatever is
    raised, the database in use goes on. Killed on the way, it only reads: move again, or `reopen`.
    """
    with _elsewhere(url):
        _check_target()
    with own_connection() as raw:
        if others := others_at_work(raw):
            raise MoveRefused(f"{others} Stop web servers and workers first.")
        sessions.freeze(raw, frozen=True)
    connection.close()
    try:
        return _copy(url, at, who, say)
    except BaseException:
        reopen()
        raise


def _copy(url: str, at: datetime, who: str, say: Say) -> RestoreReport:
    with own_connection() as raw:
        if others := sessions.other_sessions(raw, patience_seconds=1.0):
            raise MoveRefused(f"Somebody connected meanwhile: {', '.join(others[:5])}. Stop it first.")
    with tempfile.TemporaryDirectory(prefix=".moving-", dir=DATA_DIR) as place:
        path = Path(place) / "moving.backup"
        take_backup(path, at=at, passphrase=None, say=say, with_files=False)
        connection.close()
        with ArchiveReader(path, None) as archive, _elsewhere(url):
            archive.verify()
            try:
                if there := check_before(archive.manifest):
                    raise MoveRefused(f"The database at the new address holds companies already: {', '.join(there)}.")
                return restore_database(archive, act_at=at, who=who, say=say, pause=False, grant=False)
            except RestoreRefused as refused:
                raise MoveRefused(f"At the new address: {refused}") from None


def reopen() -> None:
    """Let the database in use be written again: a move was given up."""
    connection.close()
    with own_connection() as raw:
        sessions.freeze(raw, frozen=False)


def is_moved() -> bool:
    """Tell whether the database in use was moved away, or is being moved."""
    with own_connection() as raw:
        return sessions.is_frozen(raw)


@contextmanager
def _elsewhere(url: str) -> Iterator[None]:
    """Let Django's connection work with another server for a while."""
    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(connection_settings(url))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)


def _check_target() -> None:
    """Raise MoveRefused when the server at the new address cannot be used."""
    try:
        connection.ensure_connection()  # also refuses a role that row-level security does not bind
    except (DatabaseError, ImproperlyConfigured) as problem:
        raise MoveRefused(f"The new address cannot be used: {' '.join(str(problem).split())}") from None
    with own_connection() as raw:
        major = raw.info.server_version // 10_000
        if major < OLDEST_VERSION:
            raise MoveRefused(f"The new server is PostgreSQL {major}; Duly needs {OLDEST_VERSION} or newer.")
        if not sessions.owns_database(raw):
            raise MoveRefused(f"The role {raw.info.user!r} does not own the database {raw.info.dbname!r}.")
        if sessions.is_behind_a_pooler(raw):
            raise MoveRefused("The new address leads to a connection pooler. Name the server itself.")
        row = raw.execute("SELECT getdatabaseencoding()").fetchone()
        if row != ("UTF8",):
            raise MoveRefused(
                "The new database is not in UTF-8: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0."
            )
