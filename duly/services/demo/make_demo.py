"""Make a demo company with a past that ends yesterday."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from duly.core.insight.simulator import SimulationConfig, simulate
from duly.core.insight.simulator.books import Books, keep_books
from duly.core.insight.simulator.instalments import in_instalments
from duly.core.insight.simulator.policy import BY_HAND, on_weekdays
from duly.core.insight.simulator.values import SimulatedCompany
from duly.core.ledger.postings import Kind
from duly.core.money.money import Money
from duly.services.accounts.create_company import create_company
from duly.services.act import Act
from duly.services.cash.match_receipts import match_receipts
from duly.services.demo.accounts import morning, store_contacts, store_customers
from duly.services.demo.bank_past import store_bank_past
from duly.services.demo.cases import store_disputes, store_promises
from duly.services.demo.documents import StoredDocuments, store_documents
from duly.services.demo.notices import store_notices
from duly.services.demo.people import employ_demo_people
from duly.services.demo.procedure import install_demo_procedure
from duly.services.demo.timeline import PastActivity, store_activities
from duly.services.demo.today import enliven
from duly.services.refused import ServiceRefused
from duly.store.bulk import refresh_statistics
from duly.store.tenancy import in_company

FILLED = (
    "activity", "contact", "customer", "dunning_notice", "notice_item", "open_item", "open_receipt", "posting",
    "receipt", "receivable",
)  # fmt: skip
TELLS = {
    Kind.PRINCIPAL: "applied to {number}",
    Kind.DISCOUNT: "discount allowed on {number}",
    Kind.BANK_FEE: "bank fee accepted on {number}",
    Kind.CREDIT_APPLIED: "credited on {number}",
    Kind.WRITE_OFF: "written off: {number}",
}


@dataclass(frozen=True, slots=True)
class DemoCounts:
    """What was made; `open_minor` is what customers owe net of unused credit notes, before unapplied cash."""

    company_id: int
    slug: str
    currency: str
    customers: int
    contacts: int
    invoices: int
    open_items: int
    credit_notes: int
    receipts: int
    postings: int
    notices: int
    promises: int
    disputes: int
    activities: int
    waiting_receipts: int
    open_minor: int

    def as_dict(self) -> dict[str, int | str]:
        """Return the counts by name."""
        return asdict(self)


def make_demo(*, config: SimulationConfig, slug: str, at: datetime) -> DemoCounts:
    """Simulate a company and store it, all of it or nothing; `at` is the instant of the call in UTC.

    The body of `duly demo`: opens its own scope. Raises ServiceRefused when the slug is taken.
    """
    company = in_instalments(simulate(config, on_weekdays(BY_HAND)))
    books = keep_books(company)
    with transaction.atomic():
        company_id = _found(company, slug)
        with in_company(company_id):
            act = Act(company_id, "system", "demo", at, config.end_date, "demo company")
            made = _fill(act, company, books, slug)
            refresh_statistics(FILLED)
            match_receipts(act=act, propose_only=True)  # what waits has been looked at, as in any company
    return made


def _found(company: SimulatedCompany, slug: str) -> int:
    config = company.config
    try:
        with transaction.atomic():
            return create_company(
                name=config.seller_name, slug=slug, currency=config.currency, country=config.country,
                address="Demostraße 1\n00000 Demostadt", sender_name="Demo accounts receivable",
                sender_email="receivables@demo.example", sender_phone="+493023125999",
                iban=company.seller_iban, account_holder=config.seller_name, is_demo=True, is_cycle_automatic=False,
            )  # fmt: skip
    except IntegrityError as problem:
        raise ServiceRefused(
            "slug_taken",
            f"There is a company {slug!r} already, and its ledger only grows: nothing in it is replaced. "
            "Make another one with --slug.",
        ) from problem


def _fill(act: Act, company: SimulatedCompany, books: Books, slug: str) -> DemoCounts:
    owners = employ_demo_people(company_id=act.company_id)
    install_demo_procedure(act=act)
    customers = store_customers(act=act, company=company, owners=owners)
    contacts = store_contacts(act=act, company=company, customers=customers)
    stored = store_documents(act=act, company=company, books=books, customers=customers)
    store_bank_past(act=act, company=company, books=books, customers=customers)
    items = stored.receivables
    sent = store_notices(act=act, company=company, books=books, contacts=contacts, receivables=items)
    contested = store_disputes(act=act, company=company, books=books, customers=customers, receivables=items)
    promised = store_promises(act=act, company=company, books=books, customers=customers, receivables=items)
    told = [*_told_postings(books, customers, stored), *sent, *contested, *promised]
    written = store_activities(act=act, activities=told)
    yesterday = Act(act.company_id, act.actor_kind, act.actor, morning(act.business_date), act.business_date)
    enliven(act=yesterday, company=company, books=books, customers=customers, contacts=contacts)
    unused = sum(note.amount_minor for note in company.credit_notes if note.invoice_number is None)
    return DemoCounts(
        company_id=act.company_id,
        slug=slug,
        currency=company.config.currency,
        customers=len(customers),
        contacts=len(company.contacts),
        invoices=len(company.invoices),
        open_items=sum(1 for minor in books.open_minor.values() if minor),
        credit_notes=len(company.credit_notes),
        receipts=len(company.receipts),
        postings=stored.posting_count + len(stored.receivables) + len(stored.receipts),
        notices=len(sent),
        promises=sum(1 for one in promised if one.verb == "promise.recorded"),
        disputes=sum(1 for one in contested if one.verb == "dispute.opened"),
        activities=written,
        waiting_receipts=len(books.waiting),
        open_minor=sum(books.open_minor.values()) - unused,
    )


def _told_postings(books: Books, customers: Mapping[str, int], stored: StoredDocuments) -> Iterator[PastActivity]:
    for row in books.postings:
        if row.kind not in TELLS or row.customer_id is None or row.receivable_id is None:
            continue
        number = str(row.receivable_id).rpartition("/")[0]
        said = TELLS[row.kind].format(number=number)
        yield PastActivity(
            day=row.effective_date,
            verb="receivable.write_off" if row.kind is Kind.WRITE_OFF else "receipt.applied",
            sentence=f"{row.currency} {Money(row.amount_minor, row.currency).plain()} {said}",
            customer_id=customers[str(row.customer_id)],
            receivable_id=stored.receivables[str(row.receivable_id)],
            data={"amount_minor": row.amount_minor, "kind": str(row.kind)},
        )
