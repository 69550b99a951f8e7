"""What still stands between a mapping and reading the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duly.core.billing.intake.catalogue import Field, FieldType, fields_of
from duly.core.billing.intake.currencies import SIGNS
from duly.core.billing.intake.dates import CONVENTIONS, date_readings
from duly.core.billing.intake.facts import ColumnFacts
from duly.core.billing.intake.mapping import IntakeMapping
from duly.core.billing.intake.numbers import DECIMALS, take_apart
from duly.core.billing.intake.questions import Answer, Missing, Question
from duly.core.billing.intake.statuses import outcome_finder
from duly.core.billing.intake.values import Kind, Outcome

DOCUMENTS = (Kind.INVOICES, Kind.PAYMENT_HISTORY)


@dataclass(frozen=True, slots=True)
class Review:
    """The open questions and the missing fields; `ready` when no row would be read by guesswork."""

    questions: tuple[Question, ...]
    missing: tuple[Missing, ...]

    @property
    def ready(self) -> bool:
        """Whether the rows can be read now; doubtful rows would go to quarantine."""
        return not self.missing and not any(question.blocking for question in self.questions)


def _date_question(item: Field, facts: ColumnFacts) -> Question | None:
    verdict = facts.dates
    if not verdict.dates:
        return None
    example = verdict.examples.get("either") or next(iter(verdict.examples.values()))
    readings = date_readings(example)
    names = list(verdict.sole) if verdict.conflict else list(readings)
    answers = []
    for name in names:
        shown = readings.get(name)
        meaning = CONVENTIONS[name] + (f": {example} is {shown.day} {shown:%B %Y}" if shown else "")
        if verdict.conflict:
            meaning += f" ({verdict.sole[name]} values can only be read so, such as {verdict.examples[name]})"
        answers.append(Answer(f"dates.{item.name}:{name}", meaning))
    if verdict.conflict:
        why = f"The column {facts.heading} mixes two orders of dates"
    else:
        why = f"All {verdict.dates} dates in the column {facts.heading} can be read in more than one way"
    return Question("date_order", facts.heading, item.name, f"{why}: how is {example} meant?", tuple(answers), example)


def _decimal_question(item: Field, facts: ColumnFacts) -> Question | None:
    verdict = facts.numbers
    if not verdict.numbers:
        return None
    example = verdict.examples.get("either") or next(iter(verdict.examples.values()))
    written = take_apart(example)
    readings = written.readings if written else {}
    meanings = {
        name: f"{example} is {readings[name]:f}" if name in readings else f"as in {pattern}; {example} is set aside"
        for name, pattern in DECIMALS.items()
    }
    answers = tuple(Answer(f"decimals.{item.name}:{name}", meaning) for name, meaning in meanings.items())
    why = "mixes two decimal signs" if verdict.conflict else "does not show which sign is the decimal one"
    text = f"The column {facts.heading} {why}: how is {example} meant?"
    return Question("decimal_sign", facts.heading, item.name, text, answers, example)


def _sign_question(mapping: IntakeMapping, facts: ColumnFacts) -> Question | None:
    doubtful = sorted(sign for sign in facts.numbers.signs if len(SIGNS.get(sign, ())) > 1)
    if not doubtful or mapping.has("currency"):
        return None
    answers = tuple(Answer(f"currency:{code}", f"{doubtful[0]} is {code}") for code in SIGNS[doubtful[0]])
    text = f"The column {facts.heading} writes {doubtful[0]}: which currency is meant?"
    return Question("currency_sign", facts.heading, "currency", text, answers, doubtful[0])


def _negative_question(mapping: IntakeMapping, item: Field, facts: ColumnFacts) -> Question | None:
    if item.name != "amount" or not facts.numbers.negative or mapping.negative or mapping.kind is Kind.PAYMENTS:
        return None
    count = facts.numbers.negative
    answers = (
        Answer("negative:credit_note", "rows with an amount below zero are credit notes"),
        Answer("negative:refuse", "such rows are mistakes and go to quarantine"),
    )
    text = f"{count} amounts in the column {facts.heading} are below zero: what are they?"
    return Question("negative_amounts", facts.heading, "amount", text, answers, str(count), blocking=False)


def _status_question(mapping: IntakeMapping, facts: ColumnFacts) -> Question | None:
    find = outcome_finder(mapping.statuses)
    unknown = [value for value in facts.distinct or () if find(value) is None]
    if not unknown:
        return None
    answers = tuple(Answer(f"status.{value}:{outcome}", outcome.value) for value in unknown for outcome in Outcome)
    shown = ", ".join(unknown[:5])
    text = f"The column {facts.heading} holds statuses whose meaning is not known: {shown}. What does each mean?"
    return Question("status_meaning", facts.heading, "status", text, answers, unknown[0], blocking=False)


def _questions_of(mapping: IntakeMapping, item: Field, facts: ColumnFacts) -> list[Question]:
    found: list[Question | None] = []
    if item.type is FieldType.DATE and item.name not in mapping.dates:
        found.append(_date_question(item, facts))
    if item.type is FieldType.MONEY:
        if item.name not in mapping.decimals:
            found.append(_decimal_question(item, facts))
        found += [_sign_question(mapping, facts), _negative_question(mapping, item, facts)]
    if item.type is FieldType.STATUS:
        found.append(_status_question(mapping, facts))
    return [question for question in found if question]


_NUMBER_WAYS = (
    ("customer_id,due_date,amount,line", "make a number from these; the line keeps repeated rows apart"),
    ("customer_id,due_date,amount,occurrence", "the same, but stable when lines move: repetitions are counted"),
    ("customer_id,due_date,amount", "the same without counting: identical rows become one invoice"),
)
_WHY = {
    "number": "without it two invoices cannot be told apart and a second import would double them",
    "issue_date": "the invoice counts as a claim, and in every report of the past, from this day",
    "currency": "an amount without a currency is not money, and none is assumed",
    "external_id": "without it a second import would double the rows",
    "customer_id": "every document must belong to a customer",
    "amount": "nothing can be booked without an amount",
    "settled_date": "without it the file is a list of invoices: say kind:invoices",
}


def _derived_ways(mapping: IntakeMapping, name: str) -> list[Answer]:
    if name == "number" or (name == "external_id" and mapping.kind is Kind.PAYMENTS):
        money_date = "due_date" if mapping.has("due_date") else "issue_date"
        money_date = "received_date" if mapping.kind is Kind.PAYMENTS else money_date
        return [Answer(f"number_from:{parts.replace('due_date', money_date)}", text) for parts, text in _NUMBER_WAYS]
    if name == "issue_date" and mapping.has("due_date"):
        return [Answer("issue_date_from:due_date-30", "count back from the due date by your usual days of payment")]
    return []


def _missing(mapping: IntakeMapping, item: Field) -> Missing:
    ways = _derived_ways(mapping, item.name)
    ways.append(Answer(f"{item.name}=COLUMN", "name the column that holds it"))
    if item.type is FieldType.CURRENCY:
        ways.insert(0, Answer("currency:EUR", "the same currency, here EUR, for every row"))
    return Missing(item.name, _WHY.get(item.name, "it is required"), tuple(ways))


def _is_supplied(mapping: IntakeMapping, item: Field) -> bool:
    if mapping.has(item.name):
        return True
    if item.name == "number" or (item.name == "external_id" and mapping.kind is Kind.PAYMENTS):
        return bool(mapping.number_from)
    return item.name == "issue_date" and bool(mapping.issue_date_from) and mapping.has("due_date")


def _one_of(mapping: IntakeMapping) -> list[Missing]:
    if mapping.kind in DOCUMENTS and not (
        mapping.has("due_date") or mapping.has("payment_terms") or mapping.due_date_from
    ):
        ways = (
            Answer("due_date=COLUMN", "name the column with the due date"),
            Answer("payment_terms:net 30", "the same payment terms for every row"),
            Answer("due_date_from:issue_date+30", "so many days after the invoice date"),
        )
        return [Missing("due_date", "an invoice is due on a date, or on terms from which the date follows", ways)]
    if mapping.kind is Kind.CONTACTS and not (mapping.has("email") or mapping.has("phone")):
        reach = (Answer("email=COLUMN", "name the column with the address"), Answer("phone=COLUMN", "or the telephone"))
        return [Missing("email", "a contact must be reachable by email or telephone", reach)]
    fields = fields_of(mapping.kind)
    if any(fields[name].type is FieldType.MONEY for name in mapping.columns) and not _is_supplied(
        mapping, fields["currency"]
    ):
        return [] if fields["currency"].required else [_missing(mapping, fields["currency"])]
    return []


def missing_fields(mapping: IntakeMapping) -> tuple[Missing, ...]:
    """Return the required fields that neither a column, a constant nor a rule supplies."""
    gone = [
        _missing(mapping, f) for f in fields_of(mapping.kind).values() if f.required and not _is_supplied(mapping, f)
    ]
    return tuple(gone + _one_of(mapping))


def _ways_back(name: str) -> tuple[Answer, ...]:
    return (Answer(f"{name}=COLUMN", "name the column that holds it now"), Answer(f"{name}=", "do without it"))


def review(mapping: IntakeMapping, facts: Sequence[ColumnFacts]) -> Review:
    """Return everything that is unsettled about reading this file with this mapping."""
    by_heading = {column.heading: column for column in facts}
    fields = fields_of(mapping.kind)
    questions = [
        question
        for name, column in mapping.columns.items()
        if name in fields and column in by_heading
        for question in _questions_of(mapping, fields[name], by_heading[column])
    ]
    gone = tuple(
        Missing(name, f"the mapping expects the column {column}, which this file lacks", _ways_back(name))
        for name, column in mapping.columns.items()
        if column not in by_heading
    )
    return Review(tuple(questions), gone + missing_fields(mapping))
