"""A message's parts as finished texts, the same for HTML and plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from duly.adapters.mail.clean import clean, isolated, template_text
from duly.adapters.mail.formats import Formats
from duly.adapters.mail.values import BLOCK_MARK
from duly.core.dunning.wording import Words, render
from duly.core.dunning.wording.sums import not_zero, sum_by_currency
from duly.core.money.money import Money
from duly.services.dunning.message import BankTransferFacts, LinkFacts, MessageFacts, MessageItem

MAX_ROWS = 50
_ABSENT = "\ue001"  # private use, like BLOCK_MARK: a line emptied by a missing fact does not end its paragraph
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the body: a paragraph (`lines`) or a named block (`name`)."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    number: str
    kind: str
    what_for: str
    due: str
    late: str
    amount: str
    of_amount: str
    note: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A line below the table; `amounts` has one text per currency, the last Sum is the one that matters."""

    label: str
    amounts: tuple[str, ...]
    is_last: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The invoices shown, what is not listed one by one, and the sums."""

    rows: tuple[Row, ...]
    more: str
    more_amounts: tuple[str, ...]
    sums: tuple[Sum, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A label and where it leads."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value; `is_code` for what is copied exactly."""

    label: str
    value: str
    is_code: bool = False


def blocks_of(body_template: str, values: dict[str, str]) -> tuple[Block, ...]:
    """Fill the body in and cut it into paragraphs and blocks; a block comes once, empty lines fall away."""
    filled = render(template_text(body_template), values, absent=_ABSENT)
    result: list[Block] = []
    for index, piece in enumerate(filled.split(BLOCK_MARK)):
        if index % 2 == 0:
            result += [Block("", lines) for part in _BLANK_LINE.split(piece) if (lines := _lines(part))]
        elif not any(block.name == piece for block in result):
            result.append(Block(piece))
    return tuple(result)


def _lines(paragraph: str) -> tuple[str, ...]:
    plain = paragraph.replace(_ABSENT, "")
    lines = (re.sub(r"[ \t]+", " ", line).strip(" ") for line in plain.split("\n"))
    return tuple(line for line in lines if line)


def table_of(facts: MessageFacts, formats: Formats, words: Words) -> Table:
    """Return the table: at most MAX_ROWS invoices, then how many more, with sums that add up."""
    shown, rest = facts.items[:MAX_ROWS], facts.items[MAX_ROWS:]
    more = words.plural(words.more, len(rest)) if rest else ""
    sums, note = _sums(facts, formats, words)
    on_account = formats.moneys(not_zero(facts.on_account))
    notes = (note, words.on_account_note.format(amount=on_account) if on_account else "")
    return Table(
        tuple(_row(item, formats, words) for item in shown),
        more,
        tuple(formats.money(m) for m in sum_by_currency(item.open_amount for item in rest)),
        sums,
        tuple(text for text in notes if text),
    )


def _row(item: MessageItem, formats: Formats, words: Words) -> Row:
    kinds = {"invoice": "", "credit_note": words.credit_note, "debit_note": words.debit_note}
    is_partial = item.amount != item.open_amount and item.amount.currency == item.open_amount.currency
    return Row(
        number=isolated(clean(item.number, 60)),
        kind=kinds[item.kind],
        what_for=isolated(clean(item.what_for, 120)),
        due=formats.short_date(item.due_date) if item.kind != "credit_note" else "",
        late=_late(item, words),
        amount=formats.money(item.open_amount),
        of_amount=words.of_amount.format(amount=formats.money(item.amount)) if is_partial else "",
        note=_note(item, formats, words),
    )


def _late(item: MessageItem, words: Words) -> str:
    if item.kind == "credit_note" or not item.open_amount:
        return ""
    if item.days_overdue > 0:
        return words.plural(words.days_late, item.days_overdue)
    if item.days_overdue == 0:
        return words.due_today
    return words.due_tomorrow if item.days_overdue == -1 else words.plural(words.days_left, -item.days_overdue)


def _note(item: MessageItem, formats: Formats, words: Words) -> str:
    aside = item.open_amount - item.asked
    texts = {"promised": words.promised, "claimed": words.claimed, "credited": words.credited}
    parts = [texts[note] for note in item.notes if note in texts]
    if "disputed" in item.notes:
        is_part = item.asked.minor > 0 and aside.minor > 0 and not parts
        parts.insert(0, words.part_disputed.format(amount=formats.money(aside)) if is_part else words.disputed)
    return ", ".join(parts)


def _sums(facts: MessageFacts, formats: Formats, words: Words) -> tuple[tuple[Sum, ...], str]:
    """Return the lines below the table. When everything open is asked for, one line says it."""
    balance = sum_by_currency(item.open_amount for item in facts.items)
    asked = facts.totals or sum_by_currency(item.asked for item in facts.items)
    if len(facts.items) < 2 and balance == asked:
        return (), ""
    if balance == asked:
        return (Sum(words.balance, _texts(asked, formats), True),), ""
    by_currency = {total.currency: total for total in asked}
    aside = not_zero(by_currency.get(b.currency, Money(0, b.currency)) - b for b in balance)
    noted = {note for item in facts.items if item.asked != item.open_amount for note in item.notes}
    label = words.set_aside_disputed if noted == {"disputed"} else words.set_aside
    sums = [Sum(words.balance, _texts(balance, formats), False)]
    if aside:
        sums.append(Sum(label, _texts(aside, formats), False))
    sums.append(Sum(words.please_pay, _texts(asked, formats), True))
    note = words.aside_note.format(mark=words.disputed) if "disputed" in noted else ""
    return tuple(sums), note


def _texts(amounts: tuple[Money, ...], formats: Formats) -> tuple[str, ...]:
    return tuple(formats.money(amount) for amount in not_zero(amounts) or amounts[:1])


def button_of(links: LinkFacts, totals: tuple[Money, ...], words: Words) -> Link | None:
    """Return the one button, None when there is no customer's page."""
    label = words.pay if any(total.minor > 0 for total in totals) else words.view
    return Link(label, links.pay) if _is_web(links.pay) else None


def quiet_links(links: LinkFacts, words: Words) -> tuple[Link, ...]:
    """Return the quiet links below the button."""
    every = (Link(words.promise, links.promise), Link(words.paid, links.paid), Link(words.dispute, links.dispute))
    return tuple(link for link in every if _is_web(link.url))


def wrong_person_link(links: LinkFacts, words: Words) -> Link | None:
    """Return the way out for somebody who should not have got this."""
    return Link(words.wrong_person, links.wrong_person) if _is_web(links.wrong_person) else None


def _is_web(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https") and not any(c.isspace() for c in url)


def bank_fields(bank: BankTransferFacts, words: Words) -> tuple[Field, ...]:
    """Return the details of a bank transfer, the long codes in groups of four; () without an account."""
    if not bank.iban.strip():
        return ()
    fields = (
        Field(words.account_holder, isolated(clean(bank.account_holder, 70))),
        Field(words.iban, _grouped(bank.iban), True),
        Field(words.bic, clean(bank.bic, 11), True),
        Field(words.bank, isolated(clean(bank.bank_name, 70))),
        Field(words.reference, _grouped(bank.reference) if bank.reference[:2] == "RF" else clean(bank.reference), True),
    )
    return tuple(field for field in fields if field.value)


def _grouped(code: str) -> str:
    compact = clean(code, 60).replace(" ", "")
    return " ".join(compact[i : i + 4] for i in range(0, len(compact), 4))
