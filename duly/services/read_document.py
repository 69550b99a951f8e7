"""Read a document that a person wrote as YAML or JSON: its values, where each stands, and what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError

from duly.services.schema_words import in_words

LONGEST_TEXT = 64_000
MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """Where the document is wrong, why, and what to write instead; a warning does not forbid saving.

    `line` counts from 1; 0 when the place is not known.
    """

    path: str
    message: str
    remedy: str
    is_error: bool = True
    line: int = 0


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document that was read; `document` is None when it cannot even be read."""

    document: dict[str, Any] | None
    problems: tuple[Problem, ...]

    @property
    def is_usable(self) -> bool:
        """Whether it may be saved."""
        return self.document is not None and not any(problem.is_error for problem in self.problems)


class _Plain(yaml.SafeLoader):
    """YAML without anchors and without a key twice: a document is what it says, and cannot be blown up."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse aliases; everything else is read as usual."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("anchors and aliases (& and *) are not used here; write the values out")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that stands twice: one of the two would be lost without a word."""
        seen: set[str] = set()
        for key, _value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"“{key.value}” stands twice", problem_mark=key.start_mark)
            seen.add(str(key.value) if isinstance(key, yaml.ScalarNode) else repr(key))
        return super().construct_mapping(node, deep=deep)


Check = Callable[[dict[str, Any]], tuple[Problem, ...]]


def read_document(text: str, *, schema: Mapping[str, Any], check: Check, looks_like: str) -> ReadDocument:
    """Read and check a text. Never raises on input.

    `check` is asked about the meaning once the shape fits; `looks_like` tells what a document begins with.
    """
    if len(text) > LONGEST_TEXT:
        return _unreadable(f"The text has {len(text)} characters.", f"Keep it under {LONGEST_TEXT}.")
    try:
        tree = yaml.compose(text, Loader=_Plain)
        document = yaml.load(text, Loader=_Plain)  # noqa: S506 - a SafeLoader, narrowed
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        message = f"This is not readable as YAML: {_yaml_words(error.problem or str(error))}."
        return _unreadable(message, "Mend this line or the one above; indent with two spaces, and `name: value`.", line)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return _unreadable(f"This is not readable as YAML: {error}", "Mend the line it names; indent with two spaces.")
    if not isinstance(document, dict):
        message = f"The document must be a list of settings such as {looks_like}."
        return _unreadable(message, "Begin with the shipped one.")
    try:
        if unfit := _unfit_text(document):
            return unfit
        problems = _shape(document, schema) or check(document)
    except RecursionError:
        return _unreadable("The document is nested too deeply.", "Keep to the shape of the shipped one.")
    return ReadDocument(document, tuple(_placed(tree, problem) for problem in problems))


def _unfit_text(value: Any, path: str = "") -> ReadDocument | None:
    """Refuse a text with characters that cannot be kept or shown; in quotes, YAML can write any by its number."""
    if isinstance(value, str):
        unfit = next((c for c in value if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cs")), "")
        if not unfit:
            return None
        problem = Problem(path, f"A character stands here that is no text (number {ord(unfit)}).", "Take it out.")
        return ReadDocument(None, (problem,))
    pairs: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        pairs = [pair for key, one in value.items() for pair in ((key, key), (key, one))]
    elif isinstance(value, list):
        pairs = enumerate(value)
    return next((found for key, one in pairs if (found := _unfit_text(one, _below(path, key)))), None)


def _below(path: str, key: Any) -> str:
    shown = str(key).encode("ascii", "replace").decode()[:60]
    return f"{path}[{key}]" if isinstance(key, int) else f"{path}.{shown}".lstrip(".")


def _yaml_words(problem: str) -> str:
    return next((words for begins, words in _YAML_WORDS.items() if problem.startswith(begins)), problem)


_YAML_WORDS = {
    "expected <block end>": "this line is not indented like its neighbours",
    "mapping values are not allowed": "a `:` stands where none fits, often because a line is indented too far",
    "could not find expected ':'": "a `:` is missing",
    "found character '\\t'": "a tab stands here; only blanks indent",
    "found unexpected end of stream": "a quote or a bracket is not closed",
    "while scanning a quoted scalar": "a quote is not closed",
    "expected ',' or": "a comma or the closing bracket is missing",
}
"""What the reader's own words mean for a person."""


def _shape(document: dict[str, Any], schema: Mapping[str, Any]) -> tuple[Problem, ...]:
    found = sorted(Draft202012Validator(schema).iter_errors(document), key=lambda one: list(map(str, one.path)))
    return tuple(_problem(error) for error in found[:MOST_PROBLEMS])


def _problem(error: ValidationError) -> Problem:
    message, remedy = in_words(error)
    path = error.json_path.removeprefix("$").lstrip(".")
    if error.validator == "additionalProperties" and isinstance(error.schema, Mapping):
        known = error.schema.get("properties", {})
        given: Any = error.instance
        extra = next((str(key) for key in given if key not in known), "")
        path = f"{path}.{extra}".lstrip(".")
    return Problem(path or "document", message, remedy)


def _unreadable(message: str, remedy: str, line: int = 0) -> ReadDocument:
    return ReadDocument(None, (Problem("document", message, remedy, True, line),))


def _placed(tree: yaml.Node | None, problem: Problem) -> Problem:
    line = _line_of(tree, problem.path)
    return Problem(problem.path, problem.message, problem.remedy, problem.is_error, line) if line else problem


def _line_of(node: yaml.Node | None, path: str) -> int:
    """Return the line on which a path such as `levels[2].days` stands, or the nearest part of it that is there."""
    line = node.start_mark.line + 1 if node is not None else 0
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        if isinstance(node, yaml.MappingNode) and name:
            pair = next((one for one in node.value if one[0].value == name), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
            node = node.value[int(index)]
            line = node.start_mark.line + 1
        else:
            break
    return line
