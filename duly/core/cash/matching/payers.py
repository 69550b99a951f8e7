"""Who paid: accounts and names that are known to belong to customers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from duly.core.cash.references import folded
from duly.core.money.mod97 import compact

_WORD = re.compile(r"[A-Z0-9]+")
# Legal forms say nothing about who it is, and banks cut them off or spell them out.
_LEGAL_FORMS = frozenset({
    "GMBH", "MBH", "UG", "AG", "KG", "OHG", "EK", "EV", "SE", "CO", "COMPANY", "INC", "INCORPORATED", "LLC", "LLP",
    "LTD", "LIMITED", "PLC", "CORP", "CORPORATION", "SA", "SAS", "SARL", "SRL", "SL", "SLU", "SPA", "BV", "NV", "AB",
    "AS", "OY", "OYJ", "APS", "KFT", "SRO", "DOO", "THE", "AND", "UND", "ET", "Y",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownPayer:
    """An account (IBAN or domestic) and/or a name that a customer pays from; a customer may have many."""

    customer_id: int
    name: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Payer:
    """Whom a line comes from: the customers it may be, and how that is known ("" when it is not)."""

    customers: frozenset[int]
    reason_code: str


UNKNOWN = Payer(frozenset(), "")


def name_key(name: str) -> str:
    """Return a company name as compared: capitals, no accents, punctuation, legal forms; words sorted.

    Runs of single letters are joined (`S. A.` becomes SA) before legal forms fall away.
    """
    words: list[str] = []
    single = ""
    for word in [*_WORD.findall(folded(name)), ""]:
        if len(word) == 1:
            single += word
            continue
        words += [single] if single else []
        words += [word] if word else []
        single = ""
    meaningful = [word for word in words if word not in _LEGAL_FORMS] or words
    return " ".join(sorted(meaningful))


class PayerIndex:
    """Known payers, compiled for lookups."""

    __slots__ = ("_accounts", "_names")

    def __init__(self, known: Iterable[KnownPayer]) -> None:
        self._accounts: dict[str, set[int]] = {}
        self._names: dict[str, set[int]] = {}
        for payer in known:
            if payer.account:
                self._accounts.setdefault(compact(payer.account), set()).add(payer.customer_id)
            key = name_key(payer.name)
            if key:
                self._names.setdefault(key, set()).add(payer.customer_id)

    def resolve(self, *, customer_id: int | None, account: str, name: str) -> Payer:
        """Return who paid: as assigned, else by account, else by exact normalised name."""
        if customer_id is not None:
            return Payer(frozenset((customer_id,)), "payer_chosen")
        by_account = self._accounts.get(compact(account)) if account else None
        if by_account:
            return Payer(frozenset(by_account), "payer_account_known")
        by_name = self._names.get(name_key(name)) if name else None
        return Payer(frozenset(by_name), "payer_name_known") if by_name else UNKNOWN
