"""What a file is and how to read it: a proposal with reasons, questions and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from duly.core.billing.intake.catalogue import FieldType, fields_of
from duly.core.billing.intake.currencies import SIGNS
from duly.core.billing.intake.dates import CONVENTIONS
from duly.core.billing.intake.facts import ColumnFacts, scan
from duly.core.billing.intake.headings import heading_currency
from duly.core.billing.intake.mapping import IntakeMapping, MappingError
from duly.core.billing.intake.matching import ColumnMatch, match_columns, misfits
from duly.core.billing.intake.overrides import apply_overrides, kind_in
from duly.core.billing.intake.questions import Answer, Question
from duly.core.billing.intake.review import DOCUMENTS, Review, review
from duly.core.billing.intake.statuses import propose_statuses
from duly.core.billing.intake.values import Kind

_CLEAR_LEAD = 1.5
_LEAST_SCORE = 3.0
_CREDIT_SIGNS = ("credit", "crédit", "crédito", "gutschrift", "storno", "avoir", "abono", "rectificativa", "memo")


@dataclass(frozen=True, slots=True)
class Detection:
    """A proposal for reading one file.

    `mapping` holds only what is proven or stated; what is not is in `review`. `notes` say in
    words why conventions were chosen and which columns were left aside. `kind_scores` lists
    every kind, likeliest first.
    """

    kind: Kind
    kind_reason: str
    kind_scores: tuple[tuple[Kind, float], ...]
    matches: tuple[ColumnMatch, ...]
    unmapped: tuple[str, ...]
    mapping: IntakeMapping
    review: Review
    notes: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether the rows can be read now without guessing."""
        return self.review.ready

    def to_json(self) -> dict[str, Any]:
        """Return plain values for json.dumps: what was found, what is asked, what is missing."""
        columns = [
            {"column": m.column, "field": m.field, "confidence": m.confidence, "reason": m.reason} for m in self.matches
        ]
        return {
            "kind": self.kind.value, "kind_reason": self.kind_reason, "columns": columns,
            "unmapped": list(self.unmapped), "mapping": self.mapping.to_json(), "ready": self.ready,
            "questions": [question.to_json() for question in self.review.questions],
            "missing": [missing.to_json() for missing in self.review.missing], "notes": list(self.notes),
        }  # fmt: skip


def _score(kind: Kind, matches: Sequence[ColumnMatch]) -> float:
    fields = fields_of(kind)
    found = {match.field: match.confidence for match in matches}
    score = sum(value * (3 if fields[name].required else 1) for name, value in found.items())
    score -= sum(2 for item in fields.values() if item.required and item.name not in found)
    if kind in DOCUMENTS and not found.keys() & {"issue_date", "due_date", "payment_terms"}:
        score -= 6
    if kind is Kind.CREDIT_NOTES and not any(sign in m.column.casefold() for m in matches for sign in _CREDIT_SIGNS):
        score -= 4
    if kind is Kind.CONTACTS and not found.keys() & {"email", "phone"}:
        score -= 6
    return round(score, 2)


def _score_kinds(facts: Sequence[ColumnFacts]) -> tuple[tuple[Kind, float], ...]:
    scores = [(kind, _score(kind, match_columns(kind, facts))) for kind in Kind]
    return tuple(sorted(scores, key=lambda pair: -pair[1]))


def _dates(chosen: dict[str, ColumnFacts], notes: list[str]) -> dict[str, str]:
    proven: dict[str, str] = {}
    for name, facts in chosen.items():
        verdict = facts.dates
        if verdict.convention and verdict.dates:
            proven[name] = verdict.convention
            count = verdict.sole.get(verdict.convention, 0)
            because = f": {count} of {verdict.dates} dates can only be read so" if count else ""
            notes.append(f"{facts.heading} is written {CONVENTIONS[verdict.convention]}{because}")
    orders = {order for name, order in proven.items() if chosen[name].dates.sole.get(order)}
    for name, facts in chosen.items():
        if name not in proven and not facts.dates.conflict and len(orders) == 1:
            proven[name] = next(iter(orders))
            notes.append(f"{facts.heading} is read {CONVENTIONS[proven[name]]} as the other dates of the file are")
    return proven


def _decimals(chosen: dict[str, ColumnFacts], notes: list[str]) -> dict[str, str]:
    verdicts = {name: facts.numbers for name, facts in chosen.items()}
    proven = {name: v.convention for name, v in verdicts.items() if v.convention}
    signs = {v.convention for v in verdicts.values() if v.convention and v.sole}
    for name, verdict in verdicts.items():
        if name not in proven and not verdict.conflict and len(signs) == 1:
            proven[name] = next(iter(signs))
            notes.append(f"{chosen[name].heading} is read with a decimal {proven[name]} as the other amounts are")
    return {name: value for name, value in proven.items() if value}


def _currency(chosen: Iterable[ColumnFacts], notes: list[str]) -> str | None:
    for facts in chosen:
        named = heading_currency(facts.heading)
        if named:
            notes.append(f"the currency {named} is named in the heading {facts.heading}")
            return named
    signs = {sign for facts in chosen for sign in facts.numbers.signs}
    codes = {code for sign in signs for code in SIGNS.get(sign, (sign,))}
    if len(codes) == 1:
        code = codes.pop()
        notes.append(f"the currency {code} is written with the amounts")
        return code
    return None


def _propose(
    kind: Kind,
    facts: Sequence[ColumnFacts],
    matches: Sequence[ColumnMatch],
    default_currency: str | None,
    notes: list[str],
) -> IntakeMapping:
    fields = fields_of(kind)
    chosen = {match.field: facts[match.index] for match in matches}
    dates = _dates({n: f for n, f in chosen.items() if fields[n].type is FieldType.DATE}, notes)
    money = {n: f for n, f in chosen.items() if fields[n].type is FieldType.MONEY}
    constants: dict[str, str] = {}
    if "currency" not in chosen and money:
        currency = _currency(list(money.values()), notes)
        if currency is None and default_currency and not any(f.numbers.signs for f in money.values()):
            currency = default_currency
            notes.append(f"the file names no currency; the company's currency {currency} is assumed")
        constants = {"currency": currency} if currency else {}
    statuses = propose_statuses(chosen["status"].distinct or ()) if "status" in chosen else {}
    amounts = chosen["amount"].numbers if "amount" in chosen else None
    all_negative = kind is Kind.CREDIT_NOTES and amounts and amounts.negative == amounts.numbers > 0
    return IntakeMapping(
        kind=kind,
        columns={match.field: match.column for match in matches},
        constants=constants,
        dates=dates,
        decimals=_decimals(money, notes),
        statuses=statuses,
        negative="credit_note" if all_negative else "",
        create_customers=kind in DOCUMENTS and "customer_id" in chosen,
    )


def _kind_question(scores: Sequence[tuple[Kind, float]]) -> Question | None:
    best, second = scores[0][1], scores[1][1]
    if best >= _LEAST_SCORE and best - second >= _CLEAR_LEAD:
        return None
    likely = [kind for kind, score in scores if score >= best - _CLEAR_LEAD] if best >= _LEAST_SCORE else list(Kind)
    answers = tuple(Answer(f"kind:{kind}", f"the file holds {kind.replace('_', ' ')}") for kind in likely)
    return Question("kind", "", "", "The headings do not show clearly what the file holds: what is it?", answers, "")


def _reason(kind: Kind, matches: Sequence[ColumnMatch], stated: bool) -> str:
    if stated:
        return "the kind of file was stated"
    required = [m.column for m in matches if fields_of(kind)[m.field].required]
    return (
        f"its columns {', '.join(required)} are those of {kind.replace('_', ' ')}"
        if required
        else "no other kind fits better"
    )


def detect_facts(
    facts: Sequence[ColumnFacts], *, kind: Kind | None = None, default_currency: str | None = None
) -> Detection:
    """Return the proposal for columns already looked at.

    `default_currency` (ISO 4217) is used, and said to be assumed, only when neither a column,
    a heading nor the amounts name one.
    """
    scores = _score_kinds(facts)
    chosen = kind or scores[0][0]
    matches = match_columns(chosen, facts)
    notes: list[str] = []
    mapping = _propose(chosen, facts, matches, default_currency, notes)
    notes += [f"{c} was left aside: its cells cannot be read as {f} ({t})" for c, f, t in misfits(chosen, facts)]
    found = review(mapping, facts)
    if kind is None and (question := _kind_question(scores)):
        found = replace(found, questions=(question, *found.questions))
    used = {match.index for match in matches}
    unmapped = tuple(column.heading for column in facts if column.index not in used)
    reason = _reason(chosen, matches, kind is not None)
    return Detection(chosen, reason, scores, matches, unmapped, mapping, found, tuple(notes))


def detect(
    header: Sequence[str],
    sample_rows: Iterable[Sequence[str]],
    *,
    kind: Kind | None = None,
    default_currency: str | None = None,
) -> Detection:
    """Return the proposal for a heading and rows; give all rows, not a sample, to settle dates by evidence."""
    return detect_facts(scan(header, sample_rows), kind=kind, default_currency=default_currency)


def plan(
    facts: Sequence[ColumnFacts],
    *,
    overrides: Sequence[str] = (),
    saved: IntakeMapping | None = None,
    default_currency: str | None = None,
) -> Detection | tuple[MappingError, ...]:
    """Return the proposal with a saved mapping and a person's corrections applied, or their errors.

    A saved mapping is taken as it is, without new guesses; corrections come last.
    """
    stated = kind_in(overrides)
    if isinstance(stated, MappingError):
        return (stated,)
    use_saved = saved is not None and stated in (None, saved.kind)
    kind = saved.kind if saved is not None and use_saved else stated
    proposal = detect_facts(facts, kind=kind, default_currency=default_currency)
    base = saved if saved is not None and use_saved else proposal.mapping
    header = [column.heading for column in facts]
    mapping = apply_overrides(base, overrides, header)
    if isinstance(mapping, tuple):
        return mapping
    found = review(mapping, facts)
    kept = tuple(question for question in proposal.review.questions if question.code == "kind")
    columns = set(mapping.columns.values())
    return replace(
        proposal,
        mapping=mapping,
        review=replace(found, questions=kept + found.questions),
        unmapped=tuple(heading for heading in header if heading not in columns),
    )
