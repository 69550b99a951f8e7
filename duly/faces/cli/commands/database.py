"""`duly migrate`: bring the database's tables up to date."""

from __future__ import annotations

import typer

from duly.faces.cli.session import boot, out


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(migrate)


def migrate() -> None:
    """Bring the database up to date; does nothing when it is."""
    boot()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    out.print("The database is up to date.")
