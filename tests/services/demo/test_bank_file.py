"""The demo bank's file follows the tour: who looked at the customer's page has paid."""

from __future__ import annotations

from duly.core.cash.references import create_creditor_reference
from duly.services.act import Act
from duly.services.demo.bank_file import demo_bank_file
from duly.services.payments.portal_link import NewLink, issue_portal_links, redeem_portal_link
from duly.store.models import Company
from duly.wiring.demo_bank import DEMO_BANK_WRITER
from tests.builders import make_customer, make_invoice


def test_whoever_opened_the_customers_page_has_paid_everything(company: int, act: Act) -> None:
    Company.objects.filter(pk=company).update(is_demo=True, iban="DE02120300000000202051")
    visitor, other = make_customer(act, "V1"), make_customer(act, "X1")
    for number, customer in (("VISIT-1", visitor), ("VISIT-2", visitor), ("OTHER-3", other)):
        reference = create_creditor_reference(number.replace("-", ""))
        make_invoice(act, customer, number, 12_345, due=act.business_date, creditor_reference=reference)
    before = demo_bank_file(act=act, write=DEMO_BANK_WRITER).decode()
    assert before != demo_bank_file(act=act, write=DEMO_BANK_WRITER, customer_number="V1").decode()
    (token,) = issue_portal_links(act=act, links=[NewLink(visitor.pk)], days=5)
    redeem_portal_link(company_id=company, token=token, at=act.at)
    after = demo_bank_file(act=act, write=DEMO_BANK_WRITER).decode()
    assert "VISIT-1" in after
    assert create_creditor_reference("VISIT2") in after
