"""The demo bank's file for today: ready to import, so that a newcomer sees money arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol

from duly.core.cash.bank_line import Balance, BankLine, Entry, EntryStatus, ReportKind, Statement
from duly.core.insight.simulator.bank_day import Owed, pay_everything, pay_variously
from duly.services.act import Act
from duly.services.demo.bank_past import OPENING_MINOR, statement_sequence
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import BankStatement, Company, Customer, Dispute, OpenItem, OpenReceipt, PayerKey, PortalLink


class BankFileWriter(Protocol):
    """Turns statements into the bytes of a bank file."""

    def __call__(self, statements: Iterable[Statement], *, message_id: str, created_at: datetime) -> bytes:
        """Return the file."""
        ...


def demo_bank_file(*, act: Act, write: BankFileWriter, customer_number: str | None = None) -> bytes:
    """Return a bank file of the business date that pays open invoices of the demo company.

    With a customer: all of its open invoices, exactly. Without: about ten invoices of different customers, each
    paid in another way (core/insight/simulator/bank_day), and whoever opened the customer's page since yesterday
    has paid everything: that is how a tour ends. Changes nothing. Called inside the company's scope.
    Raises NotFound (customer), and ServiceRefused when the company is no demo or nothing is open.
    """
    company = Company.objects.get(pk=act.company_id)
    if not company.is_demo:
        raise ServiceRefused("not_demo", f"{company.name} is no demo company; its bank files come from its bank.")
    customer_id = None if customer_number is None else _customer_id(act, customer_number)
    owed = _owed(act, company.currency, customer_id)
    if not owed:
        raise ServiceRefused("nothing_open", "Nothing is open here that could be paid.")
    pay = pay_variously if customer_id is None else pay_everything
    visitors = set() if customer_id is not None else _visitors(act)
    lines = pay([one for one in owed if one.customer_number not in visitors], account=company.iban,
                day=act.business_date)  # fmt: skip
    for visitor in sorted(visitors):
        theirs = _owed(act, company.currency, _customer_id(act, visitor))
        lines += pay_everything(theirs, account=company.iban, day=act.business_date)
    message_id = f"DEMO-{act.business_date:%Y%m%d}-{customer_number or 'day'}"
    return write([_statement(act, company, lines, message_id)], message_id=message_id, created_at=act.at)


def _visitors(act: Act) -> set[str]:
    links = PortalLink.objects.filter(company_id=act.company_id, last_opened_at__gt=act.at - timedelta(days=1))
    return set(links.values_list("customer__number", flat=True))


def _customer_id(act: Act, number: str) -> int:
    found = Customer.objects.filter(company_id=act.company_id, number=number).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound(f"Customer {number}")
    return found


def _owed(act: Act, currency: str, customer_id: int | None) -> list[Owed]:
    rows = OpenItem.objects.filter(company_id=act.company_id, open_minor__gt=0, currency=currency)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    else:
        disputed = Dispute.objects.filter(company_id=act.company_id, state="open").values("receivable_id")
        waiting = OpenReceipt.objects.filter(company_id=act.company_id)
        paid = waiting.filter(customer_id__isnull=False).values("customer_id")
        looks_paid = waiting.filter(customer_id__isnull=True).values("unapplied_minor")
        rows = rows.filter(customer__status="active").exclude(pk__in=disputed)
        rows = rows.exclude(customer_id__in=paid).exclude(open_minor__in=looks_paid)
    items = list(rows.select_related("receivable").order_by("due_date", "pk"))
    if customer_id is None:
        items = [item for item in items if item.receivable.instalment_count == 1]
    names = Customer.objects.in_bulk({item.customer_id for item in items})
    accounts = dict(
        PayerKey.objects.filter(company_id=act.company_id, kind="account", customer_id__in=names).values_list(
            "customer_id", "value"
        )
    )
    found: dict[str, Owed] = {}
    for item in items:
        one = _owed_on(item, names[item.customer_id], accounts, act.business_date)
        before = found.get(one.number)
        found[one.number] = replace(one, open_minor=one.open_minor + before.open_minor) if before else one
    return list(found.values())


def _owed_on(item: OpenItem, customer: Customer, accounts: Mapping[int, str], day: date) -> Owed:
    document = item.receivable
    untouched = item.open_minor == document.amount_minor
    offered = [one["discount_minor"] for one in document.discounts if one["until_date"] >= day.isoformat()]
    return Owed(
        number=document.number,
        creditor_reference=document.creditor_reference,
        currency=item.currency,
        open_minor=item.open_minor,
        customer_number=customer.number,
        customer_name=customer.name,
        customer_account=accounts.get(customer.pk, ""),
        discount_minor=max(offered, default=0) if untouched else 0,
    )


def _statement(act: Act, company: Company, lines: tuple[BankLine, ...], message_id: str) -> Statement:
    last = (
        BankStatement.objects.filter(company_id=act.company_id, account=company.iban, closing_minor__isnull=False)
        .order_by("-to_date", "-pk")
        .first()
    )
    opening = last.closing_minor if last is not None and last.closing_minor is not None else OPENING_MINOR
    closing = opening + sum(line.amount_minor for line in lines)
    day = act.business_date
    return Statement(
        account=company.iban,
        currency=company.currency,
        kind=ReportKind.STATEMENT,
        entries=tuple(_entry(line) for line in lines),
        statement_id=message_id,
        sequence=statement_sequence(day),
        account_name=company.account_holder,
        from_date=day,
        to_date=day,
        balances=(
            Balance("OPBD", opening, company.currency, last.to_date if last else day),
            Balance("CLBD", closing, company.currency, day),
        ),
    )


def _entry(line: BankLine) -> Entry:
    return Entry(
        amount_minor=line.amount_minor, currency=line.currency, lines=(line,), booking_date=line.booking_date,
        value_date=line.value_date, status=EntryStatus.BOOKED, servicer_reference=line.servicer_reference,
    )  # fmt: skip
