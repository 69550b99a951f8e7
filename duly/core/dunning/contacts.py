"""Whom at the customer a level is addressed to, and in which language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duly.core.dunning.procedure import DunningProcedure, Level
from duly.core.dunning.reasons import Reason, reason
from duly.core.dunning.snapshot import Contact, CustomerSnapshot, OpenItem


@dataclass(frozen=True, slots=True)
class Choice:
    """The contact to address, or the guards that say why there is none; notes say why this one."""

    contact: Contact | None
    guards: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()


def choose_contact(snapshot: CustomerSnapshot, procedure: DunningProcedure, level: Level, item: OpenItem) -> Choice:
    """Return the first usable contact: the item's own, then by role in the procedure's order, then primary ones.

    An e-mail needs an address that does not come back. A call task may be without any contact: finding one is the
    task. Contacts whose role is not in the order come last.
    """
    wishes = ordered(snapshot.contacts, level.roles or procedure.contact.roles, item.contact_id)
    usable = [one for one in wishes if one.is_contact_allowed and (level.channel != "email" or _reachable(one))]
    if usable:
        return Choice(usable[0], (), _why_this_one(wishes, usable[0]))
    if level.channel == "call_task":
        return Choice(None, (), (reason("no_contact_known"),))
    returned = [one for one in wishes if one.is_contact_allowed and one.email and one.bounced_date]
    if returned:
        first = returned[0]
        assert first.bounced_date is not None
        return Choice(None, (reason("bounced", None, address=first.email, bounced=first.bounced_date),))
    return Choice(None, (reason("no_address", customer=snapshot.name),))


def ordered(contacts: Sequence[Contact], roles: Sequence[str], own_contact_id: str) -> list[Contact]:
    """Return contacts by preference; the order they come in does not matter."""
    rank = {role: place for place, role in enumerate(roles)}

    def preference(one: Contact) -> tuple[bool, int, bool, str]:
        is_own = bool(own_contact_id) and one.contact_id == own_contact_id
        return (not is_own, rank.get(one.role, len(rank)), not one.is_primary, one.contact_id)

    return sorted(contacts, key=preference)


def language_for(contact: Contact | None, snapshot: CustomerSnapshot, procedure: DunningProcedure) -> str:
    """Return the contact's language, else the customer's, else the procedure's."""
    own = contact.language if contact else ""
    return own or snapshot.language or procedure.contact.fallback_language


def _reachable(contact: Contact) -> bool:
    return bool(contact.email) and contact.bounced_date is None


def _why_this_one(wishes: Sequence[Contact], chosen: Contact) -> tuple[Reason, ...]:
    first = wishes[0]
    name = chosen.name or chosen.email
    if first is chosen:
        return (reason("contact_chosen", contact=name),)
    why = "no_address" if not first.email else "bounced" if first.bounced_date else "not_allowed"
    return (reason("contact_fallback", contact=name, instead=first.name or first.email, why=why),)
