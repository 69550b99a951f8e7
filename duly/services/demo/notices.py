"""The reminders of the demo company's past, so that levels and timelines have a history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from duly.core.dunning.default import DEFAULT_DOCUMENT
from duly.core.dunning.procedure import Level, from_document
from duly.core.insight.simulator.books import Books
from duly.core.insight.simulator.parts import Part
from duly.core.insight.simulator.values import SimulatedCompany, SimulatedReminder
from duly.services.act import Act
from duly.services.demo.accounts import morning
from duly.services.demo.timeline import PastActivity
from duly.store.models import Contact, DunningNotice, NoticeItem

SUBJECTS = {
    "en": "Reminder: {}",
    "de": "Zahlungserinnerung: {}",
    "fr": "Rappel : {}",
    "es": "Recordatorio de pago: {}",
}
BODY = "This message belongs to the demo company's invented past. Its text was not kept."
MAX_NUMBERS = 5
LEVELS: tuple[Level, ...] = tuple(
    level for level in from_document(DEFAULT_DOCUMENT).levels if level.channel == "email" and level.days > 0
)
"""The simulated reminders 1, 2, 3 stand for these levels of the shipped procedure."""


def store_notices(
    *,
    act: Act,
    company: SimulatedCompany,
    books: Books,
    contacts: Mapping[str, Contact],
    receivables: Mapping[str, int],
) -> list[PastActivity]:
    """Store one sent notice for each customer and day of reminders; return the timeline's lines about them."""
    notices: list[DunningNotice] = []
    items: list[list[NoticeItem]] = []
    told: list[PastActivity] = []
    for (number, day), reminders in _by_customer_and_day(company).items():
        contact, named = contacts[number], list(_open_parts(books, reminders))
        if not contact.email or not named:
            continue
        highest = max((level for level, _ in named), key=lambda level: level.number)
        total = sum(books.open_on(part, day) for _, part in named)
        notice = _notice(act, contact, day, highest, [part.invoice_number for _, part in named])
        notice.idempotency_key, notice.total_minor = f"demo-{number}-{day.isoformat()}", total
        notice.currency = company.config.currency
        notices.append(notice)
        items.append([_item(act, books, level, part, day, receivables[part.key]) for level, part in named])
        said = f"{highest.name} sent to {contact.email}: {notice.subject}"
        told.append(
            PastActivity(day, "notice.sent", said, contact.customer_id, actor_kind="system", actor="demo")
        )  # fmt: skip
    _store(notices, items)
    return told


def _by_customer_and_day(company: SimulatedCompany) -> dict[tuple[str, date], list[SimulatedReminder]]:
    found: dict[tuple[str, date], list[SimulatedReminder]] = defaultdict(list)
    for reminder in company.reminders:
        found[reminder.customer_number, reminder.sent_date].append(reminder)
    return found


def _open_parts(books: Books, reminders: list[SimulatedReminder]) -> Iterator[tuple[Level, Part]]:
    for reminder in reminders:
        level = LEVELS[min(reminder.level, len(LEVELS)) - 1]
        for part in books.parts[reminder.invoice_number]:
            if part.due_date < reminder.sent_date and books.open_on(part, reminder.sent_date):
                yield level, part


def _notice(act: Act, contact: Contact, day: date, level: Level, numbers: list[str]) -> DunningNotice:
    shown = ", ".join(dict.fromkeys(numbers[:MAX_NUMBERS])) + (" …" if len(numbers) > MAX_NUMBERS else "")
    return DunningNotice(
        company_id=act.company_id,
        customer_id=contact.customer_id,
        contact=contact,
        business_date=day,
        state="sent",
        level_key=level.key,
        tone=level.tone,
        template_key=level.template,
        language=contact.language,
        to_name=contact.name,
        to_email=contact.email,
        subject=SUBJECTS.get(contact.language, SUBJECTS["en"]).format(shown),
        body_text=BODY,
        state_reason="Written by the demo company.",
        state_code="demo",
        sent_at=morning(day),
        attempts=1,
    )


def _item(act: Act, books: Books, level: Level, part: Part, day: date, receivable_id: int) -> NoticeItem:
    return NoticeItem(
        company_id=act.company_id,
        receivable_id=receivable_id,
        level_key=level.key,
        level_no=level.number,
        tone=level.tone,
        days_overdue=(day - part.due_date).days,
        open_minor=books.open_on(part, day),
        currency=part.currency,
        business_date=day,
    )


def _store(notices: list[DunningNotice], items: list[list[NoticeItem]]) -> None:
    for notice, own in zip(notices, items, strict=True):
        notice.item_count = len(own)
    DunningNotice.objects.bulk_create(notices, batch_size=1000)
    rows: list[NoticeItem] = []
    for notice, own in zip(notices, items, strict=True):
        for item in own:
            item.notice_id = notice.pk
            rows.append(item)
    NoticeItem.objects.bulk_create(rows, batch_size=1000)
