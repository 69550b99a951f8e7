"""Facts into a finished message: subject, plain text and HTML that say the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.template import Context, Engine
from django.template.base import Template

from duly.adapters.mail.clean import clean, isolated, template_text
from duly.adapters.mail.formats import Formats, formats_for
from duly.adapters.mail.text import text_fields, text_links, text_table, wrapped
from duly.adapters.mail.values import placeholder_values
from duly.adapters.mail.view import (
    Block,
    Field,
    Link,
    Table,
    bank_fields,
    blocks_of,
    button_of,
    quiet_links,
    table_of,
    wrong_person_link,
)
from duly.core.dunning.wording import Words, language_of, render, words_for
from duly.services.dunning.message import ComposedMail, MessageFacts

MAX_SUBJECT = 200
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class _Message:
    """All parts of one message, ready to be laid out."""

    language: str
    words: Words
    subject: str
    blocks: tuple[Block, ...]
    table: Table
    button: Link | None
    quiet: tuple[Link, ...]
    wrong_person: Link | None
    bank: tuple[Field, ...]
    company_name: str
    company_lines: tuple[str, ...]

    @property
    def has_reference(self) -> bool:
        """Tell whether the bank's details hold a reference."""
        return any(field.label == self.words.reference for field in self.bank)


def compose(facts: MessageFacts) -> ComposedMail:
    """Return the message in the contact's language. Whatever the data holds, this does not fail on it."""
    formats = formats_for(facts.language, facts.contact.country, facts.company.country)
    message = _message(facts, formats)
    html = _html_template().render(Context({"m": message, "words": message.words}))
    return ComposedMail(message.subject, _text(message), html)


def _message(facts: MessageFacts, formats: Formats) -> _Message:
    words = words_for(facts.language)
    values = placeholder_values(facts, formats)
    name = clean(facts.company.name, 120)
    table = table_of(facts, formats, words)
    blocks = _placed(blocks_of(facts.body_template, values), table)
    has_button = any(block.name == "pay_button" for block in blocks)
    lines = [isolated(clean(line, 120)) for line in facts.company.address.splitlines()[:8]]
    return _Message(
        language=language_of(facts.language),
        words=words,
        subject=_subject(facts.subject_template, values, words, name),
        blocks=blocks,
        table=table,
        button=button_of(facts.links, facts.totals, words) if has_button else None,
        quiet=quiet_links(facts.links, words),
        wrong_person=wrong_person_link(facts.links, words),
        bank=bank_fields(facts.bank, words) if any(total.minor > 0 for total in facts.totals) else (),
        company_name=isolated(name),
        company_lines=tuple(line for line in [*lines, clean(facts.company.phone, 40)] if line),
    )


def _subject(template: str, values: dict[str, str], words: Words, company_name: str) -> str:
    subject = clean(render(template_text(template), values), MAX_SUBJECT)
    return subject or words.subject_fallback.format(company_name=company_name)


def _placed(blocks: tuple[Block, ...], table: Table) -> tuple[Block, ...]:
    """Leave an empty table out; the bank's details close the message unless the template placed them."""
    kept = [block for block in blocks if block.name != "invoice_table" or table.rows]
    return tuple(kept if any(block.name == "bank_details" for block in kept) else [*kept, Block("bank_details")])


@lru_cache(maxsize=1)
def _html_template() -> Template:
    return Engine(dirs=[str(_TEMPLATES)], autoescape=True).get_template("mail/message.html")


def _text(message: _Message) -> str:
    parts = [_text_block(block, message) for block in message.blocks]
    words = message.words
    if message.wrong_person:
        parts.append(f"{words.wrong_person_why} {words.wrong_person}{words.colon}\n  {message.wrong_person.url}")
    if message.button:
        parts.append(f"{wrapped(words.check_title)}\n{wrapped(words.check_text)}")
    parts.append("\n".join([message.company_name, *message.company_lines]))
    return "\n\n".join(part for part in parts if part) + "\n"


def _text_block(block: Block, message: _Message) -> str:
    if not block.name:
        return "\n".join(wrapped(line) for line in block.lines)
    if block.name == "invoice_table":
        return text_table(message.table, message.words)
    if block.name == "pay_button":
        return text_links([*([message.button] if message.button else []), *message.quiet], message.words)
    if block.name == "bank_details" and message.bank:
        note = message.words.reference_why if message.has_reference else ""
        return text_fields(message.words, message.bank, note)
    return ""
