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
    """Run the command line."""
    app()
