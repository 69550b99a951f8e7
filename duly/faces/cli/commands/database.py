"""`duly migrate`: bring the database's tables up to date."""

from __future__ import annotations

import typer

from duly.faces.cli.session import boot, out


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(migrate)


def migrate() -> None:
    """Bring the database up to date; does nothing when it is.

    With DULY_MIGRATE_DATABASE_URL it works as the role that owns the tables, and gives the role in DATABASE_URL its
    rights on their rows.
    """
    boot(as_owner=True)
    from django.core.management import call_command

    from duly.wiring.grants import grant_application_role
    from duly.wiring.restore import own_connection

    call_command("migrate", interactive=False, verbosity=0)
    with own_connection() as raw:
        role = grant_application_role(raw)
    out.print("The database is up to date.")
    if role:
        out.print(f"The role {role!r} may work with its rows.", highlight=False)
