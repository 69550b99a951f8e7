"""`duly`: the command line. Each module of `commands/` registers its own."""

from __future__ import annotations

import importlib
import pkgutil

import typer

from duly import __version__
from duly.faces.cli import commands

app = typer.Typer(
    name="duly",
    help="Accounts receivable that gets invoices paid before they are due.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda m: m.name):
    importlib.import_module(f"{commands.__name__}.{module.name}").register(app)


def main() -> None:
    """Run the command line; a database that cannot be used is said in words, not in a traceback."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import InternalError, OperationalError, ProgrammingError

    try:
        app()
    except OperationalError as problem:
        said = str(problem).strip().splitlines()[0]
        typer.echo(f"The database cannot be used: {said} Check DATABASE_URL, or run `duly doctor`.", err=True)
        raise SystemExit(1) from None
    except ProgrammingError as problem:
        if type(problem.__cause__).__name__ not in ("UndefinedTable", "UndefinedColumn"):
            raise
        said = "The database has no tables yet, or those of an earlier release: run `duly migrate`."
        typer.echo(said, err=True)
        raise SystemExit(1) from None
    except InternalError as problem:
        if "read-only transaction" not in str(problem):
            raise
        said = "The database only reads: it was moved (set DATABASE_URL), or `duly move --cancel` opens it again."
        typer.echo(said, err=True)
        raise SystemExit(1) from None
    except ImproperlyConfigured as problem:
        typer.echo(str(problem), err=True)
        raise SystemExit(1) from None
