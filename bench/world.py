"""A company of any size, made by set-based SQL: open invoices, three times as many paid ones behind them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from duly.services.accounts.create_company import create_company
from duly.services.act import Act
from duly.services.dunning.save_procedure import install_default_procedure
from duly.store.models import Company, Contact, Customer
from duly.store.queries.balances import roll_balances
from duly.store.queries.projections import refresh_open_items, refresh_open_receipts
from duly.store.tenancy import in_company

TODAY = date(2026, 3, 16)
NOW = datetime.now(UTC)  # the bank data is fresh; the business date is pinned
OPEN_PER_CUSTOMER = 20
PAID_PER_OPEN = 3

# Customers and contacts take every other column from a first one made by the product itself.
CUSTOMERS = """
INSERT INTO customer SELECT (jsonb_populate_record(c, jsonb_build_object(
           'id', nextval(pg_get_serial_sequence('customer', 'id')), 'external_id', 'C' || n, 'number', 'C' || n,
           'name', 'Bench Customer ' || n))).*
  FROM customer c, generate_series(2, %(customers)s) AS n WHERE c.company_id = %(company)s AND c.external_id = 'C1'
"""
CONTACTS = """
INSERT INTO contact SELECT (jsonb_populate_record(k, jsonb_build_object(
           'id', nextval(pg_get_serial_sequence('contact', 'id')), 'customer_id', c.id, 'external_id', c.number,
           'name', 'Accounts ' || c.number, 'email', lower(c.number) || '@customer.example'))).*
  FROM contact k, customer c WHERE k.company_id = %(company)s AND k.external_id = 'C1'
   AND c.company_id = %(company)s AND c.external_id <> 'C1'
"""
# Every document: one in four open, due from 60 days ago to 30 days ahead; the others paid on time, yesterday at the
# latest, a year back at most.
DOCUMENTS = """
INSERT INTO receivable (company_id, customer_id, kind, number, instalment_no, instalment_count, source, external_id,
                        revision, content_hash, issue_date, due_date, currency, amount_minor, terms_text, discounts,
                        purchase_order, description, creditor_reference, created_at)
SELECT %(company)s, c.id, 'invoice', 'R' || n, 1, 1, 'bench', 'R' || n, 1, '', d.due - 30, d.due, 'EUR',
       1000 + (n::bigint * 7919) %% 900000, 'net 30', '[]', '', '', '', %(at)s
  FROM generate_series(1, %(documents)s) AS n
  JOIN LATERAL (SELECT CASE WHEN n %% 4 = 0 THEN %(today)s::date - 60 + ((n / 4) * 31) %% 91
                            ELSE %(today)s::date - 1 - (n * 13) %% 365 END AS due) AS d ON true
  JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM customer WHERE company_id = %(company)s) AS c
    ON c.place = 1 + (n / 4) %% %(customers)s
"""
RECEIPTS = """
INSERT INTO receipt (company_id, customer_id, method, source, external_id, received_date, currency, amount_minor,
                     payer_name, payer_account, text, revision, created_at)
SELECT company_id, customer_id, 'bank', 'bench', external_id, due_date, currency, amount_minor, '', '', number, 1,
       %(at)s
  FROM receivable WHERE company_id = %(company)s AND substr(external_id, 2)::bigint %% 4 <> 0
"""
POSTINGS = """
INSERT INTO posting (company_id, entry_id, kind, debit_account, credit_account, amount_minor, currency,
                     effective_date, customer_id, receivable_id, receipt_id, third_party)
SELECT company_id, %(entry)s, 'invoice', 'receivables', 'sales', amount_minor, currency, issue_date, customer_id, id,
       NULL, false FROM receivable WHERE company_id = %(company)s
UNION ALL
SELECT company_id, %(entry)s, 'receipt', 'bank', 'unapplied_cash', amount_minor, currency, received_date, customer_id,
       NULL, id, false FROM receipt WHERE company_id = %(company)s
UNION ALL
SELECT r.company_id, %(entry)s, 'principal', 'unapplied_cash', 'receivables', r.amount_minor, r.currency,
       c.received_date, r.customer_id, r.id, c.id, false
  FROM receipt c JOIN receivable r ON r.company_id = c.company_id AND r.external_id = c.external_id
   AND r.source = 'bench' WHERE c.company_id = %(company)s
"""
ENTRY = """
INSERT INTO entry (company_id, verb, actor_kind, actor, reason, business_date, recorded_at, evidence)
VALUES (%(company)s, 'bench', 'system', 'bench', '', %(today)s, %(at)s, '{}') RETURNING id
"""


def _first_customer(act: Act) -> None:
    customer = Customer.objects.create(
        company_id=act.company_id, source="bench", external_id="C1", number="C1", name="Bench Customer 1",
        country="DE", language="en", time_zone="Europe/Berlin", terms_text="net 30",
    )  # fmt: skip
    Contact.objects.create(
        company_id=act.company_id, customer=customer, source="bench", external_id="C1", name="Accounts C1",
        email="c1@customer.example", role="billing",
    )  # fmt: skip


def make_world(open_invoices: int, name: str = "bench") -> Act:
    """Make a company with this many open invoices; return an act in it on its pinned business date."""
    company_id = create_company(
        name=f"Bench {open_invoices}", slug=f"{name}-{open_invoices}", is_cycle_automatic=False,
        business_date_override=TODAY,
    )  # fmt: skip
    act = Act(company_id, "system", "bench", NOW, TODAY)
    values: dict[str, Any] = {
        "company": company_id, "at": NOW, "today": TODAY, "documents": open_invoices * (PAID_PER_OPEN + 1),
        "customers": max(1, open_invoices // OPEN_PER_CUSTOMER),
    }  # fmt: skip
    with in_company(company_id):
        install_default_procedure(act=act)
        _first_customer(act)
        with connection.cursor() as cursor:
            for statement in (CUSTOMERS, CONTACTS, DOCUMENTS, RECEIPTS):
                cursor.execute(statement, values)
            cursor.execute("ANALYZE")  # without statistics the planner joins the documents by walking them all
            cursor.execute(ENTRY, values)
            cursor.execute(POSTINGS, values | {"entry": cursor.fetchone()[0]})
            cursor.execute("ANALYZE")
        refresh_open_items(company_id, None)
        refresh_open_receipts(company_id, None)
        roll_balances(company_id, TODAY)
        assert Company.objects.filter(pk=company_id).exists()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # or PostgreSQL does it by itself while something is measured
    return act
