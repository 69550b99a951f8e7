"""What Duly remembers of the demo bank: the last statement, and which account pays for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from duly.core.insight.simulator.books import Books
from duly.core.insight.simulator.values import SimulatedCompany
from duly.core.ledger.postings import Account
from duly.services.act import Act
from duly.store.models import BankFile, BankStatement, PayerKey

OPENING_MINOR = 10_000_000


def store_bank_past(*, act: Act, company: SimulatedCompany, books: Books, customers: Mapping[str, int]) -> None:
    """Store one bank file with the statement of the demo's whole past, and the payers' accounts.

    Its receipts stand in the ledger by themselves, so the statement holds balances only. Inside the company's scope.
    """
    moved = sum(receipt.amount_minor for receipt in company.receipts)
    moved -= sum(row.amount_minor for row in books.postings if row.credit_account == Account.BANK)
    name = f"demo-bank-until-{company.config.end_date.isoformat()}.xml"
    bank_file = BankFile.objects.create(
        company_id=act.company_id, sha256=sha256(f"{name} {company.config.seed}".encode()).hexdigest(), name=name,
        format="demo", parser_version="1", size_bytes=0, actor=act.actor, counts=_counts(company),
    )  # fmt: skip
    BankStatement.objects.create(
        company_id=act.company_id, bank_file=bank_file, account=company.seller_iban, currency=company.config.currency,
        sequence="1", from_date=company.config.start_date, to_date=company.config.end_date,
        opening_minor=OPENING_MINOR, closing_minor=OPENING_MINOR + moved, chain="ok",
    )  # fmt: skip
    _store_payers(act, company, books, customers)


def _counts(company: SimulatedCompany) -> dict[str, Any]:
    """Return what reading the file would have counted: every line a receipt."""
    lines, currency = len(company.receipts), company.config.currency
    money = {currency: sum(receipt.amount_minor for receipt in company.receipts)}
    return {
        "statements": 1, "entries": lines, "unread": 0, "complete": True, "lines": lines, "new_lines": lines,
        "known_lines": 0, "in_lines": lines, "money_in": money, "new_money": money, "receipts": lines,
    }  # fmt: skip


def _store_payers(act: Act, company: SimulatedCompany, books: Books, customers: Mapping[str, int]) -> None:
    seen: Counter[tuple[str, str]] = Counter(
        (receipt.customer_number, receipt.debtor_iban)
        for receipt in company.receipts
        if receipt.customer_number and receipt.debtor_iban
        and receipt.kind != "third_party" and receipt.number not in books.waiting
    )  # fmt: skip
    PayerKey.objects.bulk_create(
        [
            PayerKey(
                company_id=act.company_id, kind="account", value=iban, customer_id=customers[number],
                confirmed_count=count,
            )
            for (number, iban), count in seen.items()
        ],
        batch_size=1000,
    )  # fmt: skip


def statement_sequence(day: date) -> str:
    """Return the number of a demo statement of a day, rising with the days."""
    return f"{day:%Y%m%d}"
