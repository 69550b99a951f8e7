"""Messages of plainly made-up companies, for the tests of composing and sending."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from duly.core.dunning.wording import shipped_template
from duly.core.dunning.wording.sums import sum_by_currency
from duly.core.money.money import Money
from duly.services.dunning.message import (
    BankTransferFacts,
    CompanyFacts,
    ContactFacts,
    LinkFacts,
    MessageFacts,
    MessageItem,
    SenderFacts,
)

TODAY = date(2026, 3, 16)
LINK = "https://pay.demo.example/k/4fQ2mT9xVb7Lr1Zc8Ny5Wd"


def item(number: str, minor: int, days: int = 28, **changes: object) -> MessageItem:
    """An invoice of so many minor units, so many days past due."""
    currency = str(changes.pop("currency", "EUR"))
    due = TODAY - timedelta(days=days)
    amount = Money(minor, currency)
    base = MessageItem(number, due - timedelta(days=30), due, days, amount, amount, amount)
    return replace(base, **changes)  # type: ignore[arg-type]


ITEMS = (
    item("INV-1001", 125_000, 28, what_for="Consulting, January"),
    item("INV-1014", 340_050, 12, what_for="Spare parts, order 4711", amount=Money(540_050, "EUR")),
    item("INV-1020", 89_900, -5, what_for="Consulting, February", is_reminded=False),
)


def facts(key: str = "first_reminder", language: str = "en", **changes: object) -> MessageFacts:
    """A complete message: three invoices, all links, bank details."""
    template = shipped_template(key, language)
    items = changes.pop("items", ITEMS)
    base = MessageFacts(
        language=language,
        template_key=key,
        tone=template.tone,
        business_date=TODAY,
        company=CompanyFacts("Demo Trading Ltd", "1 Example Street\nLondon EX1 2MP", "GB", "+44 20 7946 0000"),
        contact=ContactFacts("Ada Example", "Nord Example GmbH", "C-1001", "GB"),
        items=items,  # type: ignore[arg-type]
        totals=sum_by_currency(entry.asked for entry in items),  # type: ignore[attr-defined]
        subject_template=template.subject,
        body_template=template.body,
        sender=SenderFacts("Sam Sender", "sam@demo.example", "+44 20 7946 0001"),
        links=LinkFacts(LINK, f"{LINK}/promise", f"{LINK}/paid", f"{LINK}/dispute", f"{LINK}/wrong-person"),
        bank=BankTransferFacts("Demo Trading Ltd", "DE89370400440532013000", "COBADEFFXXX", "", "RF18539007547034"),
        pay_by_date=TODAY + timedelta(days=7),
        last_contact_date=TODAY - timedelta(days=14),
    )
    return replace(base, **changes)  # type: ignore[arg-type]
