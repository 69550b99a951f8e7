"""Who may do what: one table of roles and verbs."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a company."""

    CLERK = "clerk"
    MANAGER = "manager"
    SALES = "sales"
    VIEWER = "viewer"
    ADMIN = "admin"


class Verb(StrEnum):
    """What a page or command lets one do."""

    SEE_OWN = "see_own"  # the accounts one owns
    SEE_ALL = "see_all"
    NOTE = "note"  # notes, promises, disputes, calls
    EDIT_CUSTOMER = "edit_customer"
    SEND = "send"  # approve, exclude, send one message
    APPLY_CASH = "apply_cash"
    IMPORT = "import"
    PAUSE = "pause"
    RUN_CYCLE = "run_cycle"
    WRITE_OFF = "write_off"
    REVERSE_IMPORT = "reverse_import"
    EDIT_PROCEDURE = "edit_procedure"
    EDIT_COMPANY = "edit_company"
    MANAGE_PEOPLE = "manage_people"
    INTEGRATE = "integrate"  # tokens and webhooks: what leaves the company, and which programs come in


_VIEW = {Verb.SEE_OWN, Verb.SEE_ALL}
_CLERK = _VIEW | {Verb.NOTE, Verb.EDIT_CUSTOMER, Verb.SEND, Verb.APPLY_CASH, Verb.IMPORT, Verb.PAUSE}
_MANAGER = _CLERK | {Verb.RUN_CYCLE, Verb.WRITE_OFF, Verb.REVERSE_IMPORT, Verb.EDIT_PROCEDURE}

GRANTS: dict[Role, frozenset[Verb]] = {
    Role.VIEWER: frozenset(_VIEW),
    Role.SALES: frozenset({Verb.SEE_OWN, Verb.NOTE}),
    Role.CLERK: frozenset(_CLERK),
    Role.MANAGER: frozenset(_MANAGER),
    Role.ADMIN: frozenset(_MANAGER | {Verb.EDIT_COMPANY, Verb.MANAGE_PEOPLE, Verb.INTEGRATE}),
}

SENTENCES: dict[Role, str] = {
    Role.CLERK: "works the accounts: reminders, promises, disputes, cash, imports",
    Role.MANAGER: "a clerk who also edits procedures, runs the day, writes off and reverses imports",
    Role.SALES: "sees the customers they own, with notes and promises",
    Role.VIEWER: "sees everything, changes nothing",
    Role.ADMIN: "a manager who also edits the company, its people and its integrations",
}


def can(role: str, verb: Verb) -> bool:
    """Tell whether a role grants a verb. An unknown role grants nothing."""
    try:
        return verb in GRANTS[Role(role)]
    except ValueError:
        return False
