"""docs/reference/cli.md: every command with its arguments, options and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from tools.reference.page import code, page, table

INTRODUCTION = """
`duly` is in `.venv/bin` after `make install`. Every command starts the embedded PostgreSQL when no `DATABASE_URL` is
set and none of Duly's processes runs yet, and stops it at its end. `--help` works everywhere. When there is one
company, `--company` can be left out.

**Money** is written as decimal text with its currency, in quotes: `"1234.50 EUR"`, a point, no grouping, no more places
than the currency has. **Days** are `YYYY-MM-DD`, **instants** `2026-03-16T09:00:00Z`. **Who is meant** by CUSTOMER is
said by a number, the number of one of its invoices, part of the name, or `id:123`; an INVOICE by its number or
`id:123`. When several fit, the command names them and does nothing.

**`--json`** prints one JSON value on standard output and nothing else there; complaints go to standard error. What the
API has too has the API's names and shapes: see [API](api.md). Amounts are whole minor units (cents) with the decimal
number beside them. Lists are `{"data": [...], "next": ...}`, where `next` is what `--cursor` takes for the page after,
null on the last.

**Who did it** is the user of the operating system, and `--reason` says why; both are in the activity and the ledger.
Commands that add something (`customer`, `contact`, `invoice`, `credit-note`, `receipt`) add it once: the same again
changes nothing, says so (`is_new` is false) and exits with 0. `allocation apply` takes a `--key` for that.

## Completion

`duly --install-completion` teaches your shell (bash, zsh, fish, PowerShell) to complete commands and options with the
Tab key, in shells that are opened from then on; `duly --show-completion` prints what it would install.
"""


def cli_page() -> str:
    """Return the page."""
    from duly.faces.cli.main import app

    commands = [_command(path, command) for path, command in _walk(get_command(app), ("duly",))]
    return page("Command line", INTRODUCTION, "## Exit codes", table(["code", "meaning"], _exit_codes()), *commands)


def _exit_codes() -> list[list[str]]:
    from duly.faces.cli.session import EXIT_MEANINGS

    return [[str(code), meaning] for code, meaning in sorted(EXIT_MEANINGS.items())]


def _walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", {})
    if not inner or (command.callback is not None and getattr(command, "invoke_without_command", False)):
        yield path, command
    for name in sorted(inner):
        yield from _walk(inner[name], (*path, name))


def _command(path: tuple[str, ...], command: Any) -> str:
    parameters = [p for p in command.params if "--help" not in p.opts and not getattr(p, "hidden", False)]
    arguments = [p for p in parameters if p.param_type_name == "argument"]
    options = [p for p in parameters if p.param_type_name == "option"]
    words = " ".join([*path, *(_argument(p) for p in arguments), *(["[OPTIONS]"] if options else [])])
    parts = [f"## {' '.join(path)}", f"```\n{words}\n```", _help(command.help)]
    if parameters:
        parts.append(table(["", "default", "meaning"], [_row(p) for p in [*arguments, *options]]))
    return "\n\n".join(parts)


def _argument(parameter: Any) -> str:
    name = parameter.name.upper() + ("..." if parameter.nargs == -1 else "")
    return name if parameter.required else f"[{name}]"


def _help(text: str | None) -> str:
    paragraphs = (text or "").replace("\f", "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _row(parameter: Any) -> list[str]:
    if parameter.param_type_name == "argument":
        return [code(parameter.name.upper()), "needed" if parameter.required else "", parameter.help or ""]
    names = ", ".join(code(name) for name in (*parameter.opts, *parameter.secondary_opts))
    if not parameter.is_flag:
        names += f" {_kind(parameter)}"
    return [names, _default(parameter), parameter.help or ""]


def _kind(parameter: Any) -> str:
    if parameter.metavar:
        return str(parameter.metavar) + (", may be repeated" if parameter.multiple else "")
    if words := re.findall(r"'([^']*)'", str(parameter.bare_type())):  # typing.Literal['open', 'closed']
        return ", ".join(words)
    if parameter.min is not None and parameter.max is not None:
        return f"{parameter.min} to {parameter.max}"
    kind = str(parameter.bare_type()).upper().removeprefix("LIST[").removesuffix("]")
    kind += f" from {parameter.min}" if parameter.min is not None else ""
    return kind + (", may be repeated" if parameter.multiple else "")


def _default(parameter: Any) -> str:
    value = parameter.default
    if value is None or value == "" or (parameter.is_flag and value is False):
        return "needed" if parameter.required else ""
    if parameter.is_flag:
        return code(parameter.opts[0])
    return code(value)
