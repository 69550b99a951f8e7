"""Pages name what there is: every dependency, every command in an example, every page of docs in the index."""

from __future__ import annotations

import re
from typing import Any

from typer.main import get_command

from tests.documentation.pages import PAGES, ROOT, name_of

BLOCK = re.compile(r"^```sh.*?\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "requirements" / "runtime.in").read_text().splitlines()
    wanted = {re.split(r"[\[<>=~!]", line)[0].strip() for line in lines if line and not line.startswith("#")}
    text = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text()
    named = set(re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE))
    assert named == wanted


def command_of(words: list[str]) -> Any:
    """The command that words such as ["bank", "import", "x.xml"] call."""
    from duly.faces.cli.main import app

    command: Any = get_command(app)
    for word in words:
        inner = getattr(command, "commands", {})
        if word not in inner:
            break
        command = inner[word]
    return command


def test_commands_in_examples_exist_with_their_options() -> None:
    seen = 0
    for page in PAGES:
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            for call in re.findall(r"^\s*(?:\.venv/bin/)?duly (.+)$", block, re.MULTILINE):
                words = call.split("#")[0].split()
                command = command_of(words)
                assert not getattr(command, "commands", {}) or words[0] == "demo", f"{name_of(page)}: duly {call}"
                known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
                used = {word.split("=")[0] for word in words if word.startswith("--")}
                assert used <= known, f"{name_of(page)}: duly {call}"
                seen += 1
    assert seen > 20


def test_targets_of_make_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        blocks = "\n".join(BLOCK.findall(text))
        named = set(re.findall(r"^make ([a-z]+)", blocks, re.MULTILINE)) | set(re.findall(r"`make ([a-z]+)`", text))
        assert named <= targets, name_of(page)
