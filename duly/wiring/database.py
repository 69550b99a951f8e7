"""Which PostgreSQL: the one in DATABASE_URL, or the embedded one in the data folder."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from duly.adapters.postgres import EmbeddedServer, ServerNotStarted, default_data_dir
from duly.wiring import env

__all__ = [
    "DATABASE_URL", "DATA_DIR", "DIRECT_URL", "MIGRATE_URL", "ServerNotStarted", "connection_settings",
    "embedded_server", "work_as_owner",
]  # fmt: skip

DATABASE_URL = env.text(
    "DATABASE_URL",
    help="Address of an external PostgreSQL (15 or newer), `postgresql://user:password@host:5432/name`. "
    "Not set: the embedded server in DULY_DATA_DIR is used.",
    secret=True,
)
MIGRATE_URL = env.text(
    "DULY_MIGRATE_DATABASE_URL",
    help="Address of the same database as the role that owns its tables, for migrations, backups and restores, when "
    "the role in DATABASE_URL is to own nothing. Not set: one role does both.",
    secret=True,
)
DIRECT_URL = env.text(
    "DULY_DIRECT_DATABASE_URL",
    help="Address of the same database without the connection pooler, when DATABASE_URL names one (PgBouncer): for "
    "workers to be woken by, for migrations, backups and restores. Not set: workers ask once a second.",
    secret=True,
)
MOVE_URL = env.text("DULY_MOVE_DATABASE_URL", help="Where `duly move` moves to, when not given as --to.", secret=True)
BACKUP_PASSPHRASE = env.text(
    "DULY_BACKUP_PASSPHRASE",
    help="Passphrase of `duly backup --encrypt`, and for restoring such a backup. Not set: it is asked for. Better "
    "given as a file.",
    secret=True,
)
DATA_DIR = Path(
    env.text("DULY_DATA_DIR", str(default_data_dir()), help="Folder for the embedded database and stored files.")
)


def embedded_server() -> EmbeddedServer | None:
    """Return the embedded server, or None when DATABASE_URL names another one."""
    return None if DATABASE_URL else _own_server()


@lru_cache(maxsize=1)
def _own_server() -> EmbeddedServer:
    durable = os.environ.get("DULY_TEST_SERVER") != "1"
    return EmbeddedServer(DATA_DIR, durable=durable, may_create_databases=not durable)


def connection_settings(url: str) -> dict[str, Any]:
    """Turn a PostgreSQL address into Django's connection settings. Raises BadSetting for another scheme."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise env.BadSetting("DATABASE_URL must begin with postgresql://")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "duly",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": options | {"application_name": "duly"},
    }


_as_owner = False


def work_as_owner() -> None:
    """Use the owner's address, or the direct one, in this process; call it before Django's settings are read."""
    global _as_owner
    _as_owner = True


def default_connection() -> dict[str, Any]:
    """Return Django's connection settings for the database in use."""
    server = embedded_server()
    if server:
        return connection_settings(server.url())
    return connection_settings((_as_owner and (MIGRATE_URL or DIRECT_URL)) or DATABASE_URL)


def application_role() -> str:
    """Return the role that works with tables it does not own; empty when one role does both."""
    if not (DATABASE_URL and MIGRATE_URL):
        return ""
    ours, owner = urlsplit(DATABASE_URL).username, urlsplit(MIGRATE_URL).username
    return unquote(ours or "") if ours != owner else ""
