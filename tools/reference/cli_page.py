"""docs/reference/cli.md: every command with its arguments, options and what it says of itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from tools.reference.page import code, page, table

INTRODUCTION = """
`duly` is in `.venv/bin` after `make install`. Every command starts the embedded PostgreSQL when no `DATABASE_URL` is
set and none of Duly's processes runs yet, and stops it at its end. `--help` works everywhere. Amounts in JSON are
whole minor units (cents); days are `YYYY-MM-DD`.

When there is one company, `--company` can be left out.
"""
EXIT_CODES = {
    "EXIT_OK": "done",
    "EXIT_FAILED": "it could not be done; standard error says why and what to do",
    "EXIT_USAGE": "an argument, option or setting cannot be used; `import`: questions are open",
    "EXIT_NOT_FOUND": "what was named does not exist",
    "EXIT_BREACH": "something is wrong (`audit`, `doctor`, `bank check`); `import`: lines are in quarantine",
    "EXIT_QUESTIONS": "a bank file leaves questions that only a person can answer; nothing was stored",
}


def cli_page() -> str:
    """Return the page."""
    from duly.faces.cli.main import app

    commands = [_command(path, command) for path, command in _walk(get_command(app), ("duly",))]
    return page("Command line", INTRODUCTION, "## Exit codes", table(["code", "meaning"], _exit_codes()), *commands)


def _exit_codes() -> list[list[str]]:
    from duly.faces.cli import commands, session

    modules = [session, *(importlib.import_module(f"{commands.__name__}.{m.name}") for m in
                          pkgutil.iter_modules(commands.__path__))]  # fmt: skip
    found = {name: value for m in modules for name, value in vars(m).items() if name.startswith("EXIT_")}
    return [[str(value), EXIT_CODES[name]] for name, value in sorted(found.items(), key=lambda pair: pair[1])]


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
