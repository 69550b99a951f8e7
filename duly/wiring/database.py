"""Which PostgreSQL: the one in DATABASE_URL, or the embedded one in the data folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from duly.adapters.postgres import EmbeddedServer, ServerNotStarted, default_data_dir
from duly.wiring import env

__all__ = ["DATABASE_URL", "DATA_DIR", "ServerNotStarted", "connection_settings", "embedded_server"]

DATABASE_URL = env.text(
    "DATABASE_URL",
    help="Address of an external PostgreSQL (15 or newer), `postgresql://user:password@host:5432/name`. "
    "Not set: the embedded server in DULY_DATA_DIR is used.",
    secret=True,
)
DATA_DIR = Path(
    env.text("DULY_DATA_DIR", str(default_data_dir()), help="Folder for the embedded database and stored files.")
)


def embedded_server() -> EmbeddedServer | None:
    """Return the embedded server, or None when DATABASE_URL names another one."""
    if DATABASE_URL:
        return None
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


def default_connection() -> dict[str, Any]:
    """Return Django's connection settings for the database in use."""
    server = embedded_server()
    return connection_settings(server.url() if server else DATABASE_URL)
