"""Run as a program: makes a company with one customer in the database of DATABASE_URL and commits it.

Prints nothing; the customer's number is NORD-1.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta


def main() -> None:
    """Make the company."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duly.wiring.settings")
    import django

    django.setup()
    from duly.services.accounts.create_company import create_company
    from duly.services.act import Act
    from duly.store.tenancy import in_company
    from tests.builders import make_customer, make_invoice

    today = date(2026, 3, 16)
    company = create_company(
        name="Test Trading GmbH", slug="test-trading", business_date_override=today, iban="DE89370400440532013000",
        bic="COBADEFFXXX", account_holder="Test Trading GmbH", sender_email="ar@test-trading.example",
        sender_phone="+49 30 000000", address="Teststr. 1\n10115 Berlin",
    )  # fmt: skip
    act = Act(company, "person", "clerk@test.example", datetime.now(UTC), today, "")
    with in_company(company):
        nord = make_customer(act, "NORD-1", name="Nord Handels- und Beteiligungsgesellschaft mbH & Co. KG")
        texts = [
            ("Pumps, delivery of February", "PO-77/2026"),
            ("", ""),
            ("Maintenance contract 2026, first quarter", ""),
        ]
        for at, (what, order) in enumerate(texts):
            due = today + timedelta(days=(-44, -10, 6)[at])
            make_invoice(act, nord, f"RE-2026-{at + 118:05}", (1234567, 119000, 50000)[at], due=due, description=what,
                         purchase_order=order)  # fmt: skip
        make_invoice(act, nord, "GS-2026-00007", 19000, due=today, kind="credit_note")


if __name__ == "__main__":
    main()
