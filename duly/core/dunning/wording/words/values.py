"""The words around a template's text: headings, links, notes. One value per language, every field filled."""

from __future__ import annotations

from dataclasses import dataclass

Forms = tuple[str, str]
"""Singular and plural; `{n}` is the number."""


@dataclass(frozen=True, slots=True)
class Words:
    """All fixed words of a message in one language. Fields of type Forms are chosen by `plural`."""

    invoice: str
    credit_note: str
    debit_note: str
    due: str
    open_amount: str
    of_amount: str
    days_late: Forms
    days_left: Forms
    due_today: str
    due_tomorrow: str
    days: Forms
    balance: str
    set_aside: str
    set_aside_disputed: str
    please_pay: str
    in_your_favour: str
    disputed: str
    part_disputed: str
    promised: str
    claimed: str
    credited: str
    aside_note: str
    on_account_note: str
    more: Forms
    more_numbers: Forms
    pay: str
    view: str
    promise: str
    paid: str
    dispute: str
    wrong_person: str
    wrong_person_why: str
    transfer_title: str
    account_holder: str
    iban: str
    bic: str
    bank: str
    reference: str
    reference_why: str
    check_title: str
    check_text: str
    subject_fallback: str
    colon: str = ":"
    is_zero_singular: bool = False

    def plural(self, forms: Forms, n: int) -> str:
        """Return the right form for a number, filled in: 1 day late, 12 days late."""
        singular = n == 1 or (n == 0 and self.is_zero_singular)
        return forms[0 if singular else 1].format(n=n)
