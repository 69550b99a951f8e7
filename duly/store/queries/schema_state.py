"""Which migrations and tables a database has, beside those that this release knows."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

OURS = ("store", "procrastinate")  # the apps whose migrations say how new a database is


def applied_migrations() -> dict[str, list[str]]:
    """Return the migrations that the database has, by app; none when it has no tables yet."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def unknown_migrations(applied: dict[str, list[str]]) -> list[str]:
    """Return those of these migrations that this release does not know: they come from a newer one."""
    known = set(MigrationLoader(None).disk_migrations)
    return [f"{app}.{name}" for app in OURS for name in applied.get(app, []) if (app, name) not in known]


def missing_migrations(applied: dict[str, list[str]]) -> list[str]:
    """Return the migrations of this release that are not among these."""
    known = MigrationLoader(None).disk_migrations
    return [f"{app}.{name}" for app, name in sorted(known) if name not in applied.get(app, [])]


def strange_tables(also_known: set[str]) -> list[str]:
    """Return the tables beside Duly's that are neither ours nor in `also_known`."""
    ours = set(connection.introspection.django_table_names(include_views=False)) | {"django_migrations"} | also_known
    there = set(connection.introspection.table_names())
    return sorted(name for name in there - ours if not name.startswith("procrastinate_"))
