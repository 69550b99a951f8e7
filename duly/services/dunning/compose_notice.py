"""Make the message of a notice: facts from the tables, wording from the template, links that work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from duly.core.dunning.decision import Action, ActionItem
from duly.core.dunning.wording import shipped_template
from duly.core.money.money import Money
from duly.services.act import Act
from duly.services.dunning.message import (
    BankTransferFacts,
    CompanyFacts,
    ComposedMail,
    ContactFacts,
    ItemNote,
    LinkFacts,
    MessageFacts,
    MessageItem,
    SenderFacts,
)
from duly.services.payments.portal_link import NewLink, issue_portal_links
from duly.services.ports import Ports
from duly.store.models import DunningNotice, MailTemplate, OpenItem, Receivable
from duly.store.queries.companies import company_facts

PAY_WITHIN_DAYS = 7
PARTLY: dict[str, ItemNote] = {
    "part_disputed": "disputed", "part_promised": "promised", "part_claimed": "claimed", "part_credited": "credited",
}  # fmt: skip
PREVIEW_TOKEN = "preview"  # noqa: S105 - no token has this form: a company part and a dash are missing
LINK_ACTIONS = ("promise", "paid", "dispute", "contact")


def compose_notice(
    *,
    act: Act,
    ports: Ports,
    notice: DunningNotice,
    action: Action,
    with_links: bool = True,
    wording: tuple[str, str] | None = None,
) -> ComposedMail:
    """Return the finished message for an action as it stands now.

    With links, a new portal link for the contact is stored (only its hash); those of a preview lead nowhere. `wording`
    (subject, body) takes the place of what is stored, to look at a text before it is saved.
    """
    company = company_facts(act.company_id)
    assert company is not None, "a notice has its company"
    subject, body = wording or wording_of(act.company_id, action.template, action.language)
    documents = _documents(act.company_id, action)
    facts = MessageFacts(
        language=action.language,
        template_key=action.template,
        tone=action.tone,
        business_date=act.business_date,
        company=CompanyFacts(company.name, company.address, company.country, company.sender_phone),
        contact=ContactFacts(notice.to_name, notice.customer.name, notice.customer.number, notice.customer.country),
        items=tuple(_item(item, documents) for item in (*action.items, *action.also_open)),
        totals=tuple(Money(minor, currency) for currency, minor in action.asked),
        subject_template=subject,
        body_template=body,
        sender=SenderFacts(company.sender_name, company.sender_email, company.sender_phone),
        links=_links(act, ports, notice) if with_links else _addresses(ports, PREVIEW_TOKEN),
        bank=BankTransferFacts(
            company.account_holder or company.name, company.iban, company.bic, "", _reference(action, documents)
        ),
        pay_by_date=_pay_by(act, action),
        last_contact_date=_last_contact(notice),
        on_account=tuple(Money(minor, currency) for currency, minor in action.on_account),
    )
    return ports.compose(facts)


def wording_of(company_id: int, key: str, language: str) -> tuple[str, str]:
    """Return subject and body: the company's own wording in this language, else the shipped one."""
    own = (
        MailTemplate.objects.filter(company_id=company_id, key=key, language=language, is_active=True)
        .order_by("-version")
        .first()
    )
    if own is not None:
        return own.subject, own.body
    shipped = shipped_template(key, language)
    return shipped.subject, shipped.body


def _documents(company_id: int, action: Action) -> Mapping[str, tuple[Receivable, int]]:
    ids = [int(item.receivable_id) for item in (*action.items, *action.also_open)]
    open_now = dict(OpenItem.objects.filter(company_id=company_id, pk__in=ids).values_list("pk", "open_minor"))
    rows = Receivable.objects.filter(company_id=company_id, pk__in=ids)
    return {str(row.pk): (row, open_now.get(row.pk, 0)) for row in rows}


def _item(item: ActionItem, documents: Mapping[str, tuple[Receivable, int]]) -> MessageItem:
    row, _ = documents[item.receivable_id]
    codes = {reason.code for reason in item.reasons}
    notes: tuple[ItemNote, ...] = tuple(note for code, note in PARTLY.items() if code in codes)
    return MessageItem(
        number=row.number
        if row.instalment_count == 1
        else f"{row.number} ({row.instalment_no}/{row.instalment_count})",
        issue_date=row.issue_date,
        due_date=row.due_date,
        days_overdue=item.days_overdue,
        amount=Money(row.amount_minor, row.currency),
        open_amount=Money(item.open_minor, row.currency),
        asked=Money(item.ask_minor, row.currency),
        kind="debit_note" if row.kind == "debit_note" else "invoice",
        what_for=row.description,
        notes=notes,
        is_reminded=bool(item.level_key),
    )


def _reference(action: Action, documents: Mapping[str, tuple[Receivable, int]]) -> str:
    """One invoice: its creditor reference (or number). Several: their numbers are in the table."""
    if len(action.items) != 1 or action.also_open:
        return ""
    row, _ = documents[action.items[0].receivable_id]
    return row.creditor_reference or row.number


def _pay_by(act: Act, action: Action) -> date | None:
    upcoming = [item.due_date for item in action.items if item.due_date >= act.business_date]
    if len(upcoming) == len(action.items) and upcoming:
        return min(upcoming)
    return act.business_date + timedelta(days=PAY_WITHIN_DAYS)


def _last_contact(notice: DunningNotice) -> date | None:
    if notice.contact_id is None:
        return None
    return (
        DunningNotice.objects.filter(
            company_id=notice.company_id, contact_id=notice.contact_id, state="sent", channel="email"
        )
        .exclude(pk=notice.pk)
        .order_by("-business_date")
        .values_list("business_date", flat=True)
        .first()
    )


def _links(act: Act, ports: Ports, notice: DunningNotice) -> LinkFacts:
    wanted = [NewLink(notice.customer_id, notice.contact_id, notice.pk)]
    (token,) = issue_portal_links(act=act, links=wanted, days=ports.portal_link_days)
    return _addresses(ports, token)


def _addresses(ports: Ports, token: str) -> LinkFacts:
    base = f"{ports.base_url.rstrip('/')}/p/{token}/"
    promise, paid, dispute, contact = (f"{base}{name}/" for name in LINK_ACTIONS)
    return LinkFacts(pay=base, promise=promise, paid=paid, dispute=dispute, wrong_person=contact)
