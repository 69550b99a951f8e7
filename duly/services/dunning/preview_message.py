"""A message as the customer would read it, made on the fly: nothing is stored, and its links lead nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from duly.core.dunning.contacts import language_for
from duly.core.dunning.decision import Action, ActionItem
from duly.core.dunning.procedure import DunningProcedure, Level
from duly.core.dunning.snapshot import Contact, CustomerSnapshot
from duly.core.dunning.wording.shipped import shipped_template
from duly.services.act import Act
from duly.services.dunning.compose_notice import compose_notice
from duly.services.dunning.decide_accounts import Decided
from duly.services.dunning.explain import explain_customers
from duly.services.dunning.message import ComposedMail
from duly.services.ports import Ports
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Contact as ContactRow
from duly.store.models import Customer, DunningNotice
from duly.store.queries.notice_action import action_of_notice


def preview_action(
    *, act: Act, ports: Ports, action: Action, wording: tuple[str, str] | None = None
) -> ComposedMail:  # fmt: skip
    """Return the message of an action that is not stored. Raises NotFound when the customer is gone."""
    customer = Customer.objects.filter(company_id=act.company_id, pk=int(action.customer_id)).first()
    if customer is None:
        raise NotFound("The customer")
    contact = None
    if action.contact_id:
        contact = ContactRow.objects.filter(company_id=act.company_id, pk=int(action.contact_id)).first()
    notice = DunningNotice(
        company_id=act.company_id,
        customer=customer,
        contact=contact,
        business_date=action.planned_date,
        to_name=contact.name if contact else "",
        to_email=contact.email if contact else "",
    )
    return compose_notice(act=act, ports=ports, notice=notice, action=action, with_links=False, wording=wording)


def preview_notice(*, act: Act, ports: Ports, notice_id: int) -> ComposedMail:
    """Return the message of a stored notice that was not composed yet (planned, or replayed).

    It reads as on the notice's own day. Raises NotFound, and ServiceRefused where nothing was kept to compose it of.
    """
    notice = (
        DunningNotice.objects.select_related("customer", "contact")
        .filter(company_id=act.company_id, pk=notice_id)
        .first()
    )
    if notice is None:
        raise NotFound("The message")
    action = action_of_notice(notice)
    if action is None:
        raise ServiceRefused("not_kept", "The text of this message was not kept.")
    day = replace(act, business_date=notice.business_date)
    return compose_notice(act=day, ports=ports, notice=notice, action=action, with_links=False)


def preview_wording(
    *, act: Act, ports: Ports, customer_id: int, key: str, language: str, wording: tuple[str, str]
) -> ComposedMail:
    """Return a wording filled in with a customer's open invoices of today.

    Raises NotFound, and ServiceRefused when the customer has nothing open.
    """
    found = explain_customers(act=act, holidays=ports.holidays, customer_ids=[customer_id])
    if not found:
        raise NotFound("The customer")
    action = _sample_action(found[0], key, act.business_date)
    if action is None:
        raise ServiceRefused("nothing_open", "This customer has no open invoice. Choose another one for the preview.")
    return preview_action(act=act, ports=ports, action=replace(action, language=language), wording=wording)


def _sample_action(one: Decided, key: str, as_of: date) -> Action | None:
    """The action of today with this template, else one made of what is open, as that template would come."""
    emails = [action for action in one.decision.actions if action.channel == "email"]
    if emails:
        return replace(emails[0], template=key)
    open_items = [item for item in one.snapshot.items if item.open_minor > 0]
    if not open_items:
        return None
    level = _level_of(one.procedure, key)
    contact = _first_contact(one.snapshot)
    items = tuple(
        ActionItem(
            item.receivable_id, item.number, level.key, level.number, item.currency, item.open_minor, item.open_minor,
            item.due_date, (as_of - item.due_date).days, level.tone,
        )
        for item in sorted(open_items, key=lambda item: (item.due_date, item.number))[:8]
    )  # fmt: skip
    sums: dict[str, int] = {}
    for item in items:
        sums[item.currency] = sums.get(item.currency, 0) + item.ask_minor
    return Action(
        customer_id=one.snapshot.customer_id,
        contact_id=contact.contact_id if contact else "",
        channel="email",
        level_key=level.key,
        tone=level.tone,
        template=key,
        language=language_for(contact, one.snapshot, one.procedure),
        approval="automatic",
        planned_date=as_of,
        items=items,
        asked=tuple(sorted(sums.items())),
    )


def _level_of(procedure: DunningProcedure, key: str) -> Level:
    for level in procedure.levels:
        if level.template == key:
            return level
    return replace(procedure.levels[0], tone=shipped_template(key, "en").tone)


def _first_contact(snapshot: CustomerSnapshot) -> Contact | None:
    return next((one for one in snapshot.contacts if one.email), next(iter(snapshot.contacts), None))
