"""Read payment terms as people write them; never guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from duly.core.billing.terms.rules import InvalidTerms
from duly.core.billing.terms.text.assembly import assemble, hopeless
from duly.core.billing.terms.text.canonical import canonical
from duly.core.billing.terms.text.grammar import CODES, Clause, Grammar
from duly.core.billing.terms.text.lexicon import Kind
from duly.core.billing.terms.text.outcome import Ambiguous, Outcome, Parsed, Reading, Unreadable, unreadable
from duly.core.billing.terms.text.tokens import Token, tokenize
from duly.core.billing.terms.values import PaymentTerms
from duly.core.billing.terms.words.describe import describe
from duly.core.money.calendar import Roll

MAX_STEPS: Final = 5_000
MAX_READINGS: Final = 4
ROLLS: Final = {
    Kind.FOLLOWING: Roll.FOLLOWING,
    Kind.PRECEDING: Roll.PRECEDING,
    Kind.MODIFIED_FOLLOWING: Roll.MODIFIED_FOLLOWING,
    Kind.MODIFIED_PRECEDING: Roll.MODIFIED_PRECEDING,
}
_BETWEEN: Final = re.compile("[,&]*")
# The complaint that helps most comes first.
_PRECEDENCE: Final = (
    "contradiction",
    "number_out_of_range",
    "no_due_date",
    "shares_do_not_add_up",
    "bad_share",
    "bad_percent",
    "bad_discounts",
    "bad_day_list",
)


class _TooComplicated(Exception):
    """The text has more possible cuts than anyone would write."""


def parse(text: str, *, language: str = "en") -> Outcome:
    """Return what a text of payment terms means: one thing, several, or why it cannot be read.

    Reads English, German, French and Spanish, in any case: `2/10 net 30`, `30 Tage netto`,
    `60 días`, `net 10th prox`. The readings of an ambiguous text are explained in `language`.
    """
    tokens = tokenize(text)
    if isinstance(tokens, Unreadable):
        return tokens
    tokens, roll = _split_roll(tokens)
    if not tokens:
        return unreadable("empty")
    search = _Search(tokens, roll)
    try:
        search.run(0, ())
    except _TooComplicated:
        return unreadable("too_complicated")
    return _outcome(search, language)


def _split_roll(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], Roll]:
    rest = list(tokens)
    roll = Roll.NONE
    if rest and rest[-1].kind in ROLLS:
        roll = ROLLS[rest.pop().kind]
    while rest and rest[-1].kind is Kind.SEPARATOR:
        rest.pop()
    return tuple(rest), roll


class _Search:
    """Tries every cut of the tokens into clauses and keeps the meanings found, without doubles."""

    def __init__(self, tokens: Sequence[Token], roll: Roll) -> None:
        self.grammar = Grammar(tokens)
        self.roll = roll
        self.found: dict[PaymentTerms, None] = {}
        self.complaints: dict[str, str] = {}
        self.steps = 0

    def run(self, start: int, clauses: tuple[Clause, ...]) -> None:
        """Continue the clauses found so far from `start`. Raises _TooComplicated past the limit."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise _TooComplicated
        gap = _BETWEEN.match(self.grammar.codes, start)
        start = gap.end() if gap else start
        if start == len(self.grammar.codes):
            self._finish(clauses)
            return
        for clause, end in self.grammar.clauses(start):
            longer = (*clauses, clause)
            if not hopeless(longer):
                self.run(end, longer)

    def _finish(self, clauses: tuple[Clause, ...]) -> None:
        if not clauses:
            return
        try:
            for terms in assemble(clauses, self.roll, self.complaints):
                self.found.setdefault(terms)
        except InvalidTerms as problem:
            self.complaints.setdefault(problem.code, str(problem))


def _outcome(search: _Search, language: str) -> Outcome:
    found = tuple(search.found)
    if len(found) == 1:
        return Parsed(found[0])
    if len(found) > MAX_READINGS:
        return unreadable("too_complicated")
    if found:
        return Ambiguous(tuple(Reading(terms, canonical(terms), describe(terms, language)) for terms in found))
    return _complaint(search)


def _complaint(search: _Search) -> Unreadable:
    complaints = dict(search.complaints)
    if search.grammar.broken:
        complaints.setdefault("number_out_of_range", search.grammar.broken[0])
    code = next((code for code in _PRECEDENCE if code in complaints), "not_understood")
    if code in ("bad_share", "bad_percent", "bad_discounts", "bad_day_list", "number_out_of_range"):
        return unreadable("number_out_of_range", detail=complaints[code])
    if code == "contradiction":
        return unreadable(code, detail=complaints[code])
    return unreadable(code)


assert len(set(CODES.values())) == len(Kind), "every kind of token needs a character of its own"
