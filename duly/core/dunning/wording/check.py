"""What is wrong with a template, said before it is saved: position, message, remedy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from duly.core.dunning.wording.placeholders import PLACEHOLDERS, Kind
from duly.core.dunning.wording.template import MAX_DEPTH, MAX_LENGTH, Part, Token, tokens

Where = Literal["subject", "body"]
MAX_SUBJECT = 300
NO_TABLE = frozenset({"thanks"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to put right. `position` counts characters from 0, `line` and `column` from 1."""

    position: int
    line: int
    column: int
    message: str
    remedy: str


_Found = tuple[int, str, str]


def check(template: str, *, where: Where = "body", key: str = "") -> list[Problem]:
    """Return everything wrong with a template in order of position; an empty list when it can be used.

    `key` is the template's key: a reminder or statement must hold the table, one with a button the way to pay.
    """
    if len(template) > MAX_LENGTH:
        found = [(MAX_LENGTH, f"The template is longer than {MAX_LENGTH} characters.", "Shorten it.")]
        return [_problem(template, *entry) for entry in found]
    pieces = list(tokens(template))
    found = [*_marks(pieces), *_names(pieces), *_nesting(pieces)]
    found += _subject(template, pieces) if where == "subject" else _body(template, pieces, key)
    return [_problem(template, *entry) for entry in sorted(found)]


def _problem(template: str, position: int, message: str, remedy: str) -> Problem:
    before = template[:position]
    return Problem(position, before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1, message, remedy)


def _marks(pieces: list[Token]) -> Iterator[_Found]:
    for token in pieces:
        if token.part is Part.BAD and token.text in ("{", "}"):
            yield (
                token.position,
                f"'{token.text}' does not belong to a placeholder.",
                f"Write a placeholder as {{customer_name}}, or '{token.text * 2}' for a brace.",
            )
        elif token.part is Part.BAD:
            yield token.position, f"'{token.text}' begins nothing known.", "Use [[if placeholder]] ... [[end]] only."


def _names(pieces: list[Token]) -> Iterator[_Found]:
    for token in pieces:
        if token.part not in (Part.PLACE, Part.IF):
            continue
        entry = PLACEHOLDERS.get(token.text)
        if entry is None:
            near = get_close_matches(token.text, PLACEHOLDERS, n=1)
            remedy = f"Did you mean {near[0]}?" if near else "Choose a name from the list of placeholders."
            yield token.position, f"There is no placeholder called {token.text}.", remedy
        elif token.part is Part.PLACE and entry.kind is Kind.CONDITION:
            yield token.position, f"{token.text} has no text of its own.", f"Write [[if {token.text}]] ... [[end]]."
        elif token.part is Part.IF and entry.kind is Kind.BLOCK:
            yield token.position, f"{token.text} cannot be a condition.", "Ask for a text or a condition."


def _nesting(pieces: list[Token]) -> Iterator[_Found]:
    waiting: list[Token] = []
    for token in pieces:
        if token.part is Part.IF:
            waiting.append(token)
            if len(waiting) == MAX_DEPTH + 1:
                yield token.position, f"More than {MAX_DEPTH} conditions inside each other.", "Simplify the template."
        elif token.part is Part.END:
            if waiting:
                waiting.pop()
            else:
                yield token.position, "[[end]] without an [[if]].", "Remove it, or add the [[if ...]] before it."
    for token in waiting:
        yield token.position, f"[[if {token.text}]] is never ended.", "Add [[end]] where the part ends."


def _subject(template: str, pieces: list[Token]) -> Iterator[_Found]:
    if not template.strip():
        yield 0, "The subject is empty.", "Say in a few words what the message is about."
    if len(template) > MAX_SUBJECT:
        yield MAX_SUBJECT, f"The subject is longer than {MAX_SUBJECT} characters.", "Shorten it."
    broken = template.strip().find("\n")
    if broken >= 0:
        yield broken, "The subject has a line break.", "Write it on one line."
    for token in _blocks(pieces):
        yield token.position, f"{token.text} cannot stand in a subject.", "Move it to the body."


def _body(template: str, pieces: list[Token], key: str) -> Iterator[_Found]:
    if not template.strip():
        yield 0, "The body is empty.", "Write the message, or use the shipped template."
        return
    seen: set[str] = set()
    for token in _blocks(pieces):
        if token.text in seen:
            yield token.position, f"{{{token.text}}} stands here a second time.", "Keep it once."
        seen.add(token.text)
        if not _alone(template, token):
            yield token.position, f"{{{token.text}}} shares its line with text.", "Give it a line of its own."
    if key and key not in NO_TABLE:
        named = seen | {token.text for token in pieces if token.part is Part.PLACE}
        if "invoice_table" not in seen:
            yield len(template), "The invoices are not listed.", "Add {invoice_table} on a line of its own."
        if not named & {"pay_button", "pay_link"}:
            yield len(template), "There is no way to pay or to answer.", "Add {pay_button} on a line of its own."


def _blocks(pieces: list[Token]) -> Iterator[Token]:
    for token in pieces:
        entry = PLACEHOLDERS.get(token.text)
        if token.part is Part.PLACE and entry is not None and entry.kind is Kind.BLOCK:
            yield token


def _alone(template: str, token: Token) -> bool:
    start = template.rfind("\n", 0, token.position) + 1
    stop = template.find("\n", token.position)
    line = template[start : len(template) if stop < 0 else stop]
    return line.strip() == f"{{{token.text}}}"
