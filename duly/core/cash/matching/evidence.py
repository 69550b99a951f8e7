"""What one line says, looked up once: the items it names, who paid, and what speaks against acting alone."""

from __future__ import annotations

from dataclasses import dataclass

from duly.core.cash.matching.index import OpenItemIndex
from duly.core.cash.matching.payers import Payer
from duly.core.cash.matching.values import CashLine, OpenItem, Reason, reason
from duly.core.cash.reference_scan import find_references
from duly.core.cash.references import Mention, MentionKind, Reading


@dataclass(frozen=True, slots=True)
class Evidence:
    """The items a line names (oldest due first, in its currency), the payer, reasons for and vetoes."""

    line: CashLine
    named: tuple[OpenItem, ...]
    payer: Payer
    reasons: tuple[Reason, ...]
    vetoes: tuple[Reason, ...]
    by_creditor_reference: bool
    unresolved: tuple[str, ...]

    @property
    def payer_confirmed(self) -> bool:
        """Whether the payer is known and every named item is theirs."""
        return bool(self.payer.customers) and all(item.customer_id in self.payer.customers for item in self.named)

    @property
    def customer_id(self) -> int | None:
        """The one customer all named items belong to; None for none or several."""
        owners = {item.customer_id for item in self.named}
        return owners.pop() if len(owners) == 1 else None


def gather(line: CashLine, index: OpenItemIndex) -> Evidence:
    """Return the evidence of one line. Cost follows the length of its text."""
    reading = find_references(index.references, line.texts, line.structured)
    payer = index.payers.resolve(customer_id=line.customer_id, account=line.payer_account, name=line.payer_name)
    named, vetoes = _named(line, reading, payer, index)
    vetoes += _text_vetoes(reading)
    owners = {item.customer_id for item in named}
    if len(owners) > 1 and not any(veto.code == "ambiguous_number" for veto in vetoes):
        vetoes.append(reason("several_customers"))
    if payer.customers and owners - payer.customers:
        vetoes.append(reason("payer_contradicts"))
    vetoes += [reason("disputed", number=item.number) for item in named if item.disputed]
    vetoes += [reason("held", number=item.number) for item in named if item.held]
    return Evidence(
        line, tuple(named), payer, _naming(reading), tuple(dict.fromkeys(vetoes)),
        _all_by_creditor_reference(reading), reading.unresolved,
    )  # fmt: skip


def _named(line: CashLine, reading: Reading, payer: Payer, index: OpenItemIndex) -> tuple[list[OpenItem], list[Reason]]:
    named: dict[int, OpenItem] = {}
    vetoes: list[Reason] = []
    for mention in reading.mentions:
        items = _of_payer([index.items[target] for target in mention.targets], payer)
        if len({item.customer_id for item in items}) > 1:
            vetoes.append(reason("ambiguous_number", number=items[0].number))
        for item in items:
            if item.currency == line.currency:
                named[item.receivable_id] = item
            else:
                vetoes.append(
                    reason("currency_differs", number=item.number, item_currency=item.currency, currency=line.currency)
                )
    return sorted(named.values(), key=lambda item: (item.due_date, item.receivable_id)), vetoes


def _of_payer(items: list[OpenItem], payer: Payer) -> list[OpenItem]:
    """Where several customers share a number, the payer decides which one is meant."""
    theirs = [item for item in items if item.customer_id in payer.customers]
    return theirs or items


def _text_vetoes(reading: Reading) -> list[Reason]:
    vetoes: list[Reason] = []
    contested = [mention.key for mention in reading.mentions if mention.contested]
    if contested:
        vetoes.append(reason("contested_reference", numbers=", ".join(contested)))
    vetoes += [reason("unresolved_reference", written=written) for written in reading.unresolved]
    vetoes += [reason("check_digit_failed", written=written) for written in reading.failed_checks]
    return vetoes


def _naming(reading: Reading) -> tuple[Reason, ...]:
    return tuple(_naming_of(mention) for mention in reading.mentions)


def _naming_of(mention: Mention) -> Reason:
    if mention.kind is MentionKind.CREDITOR_REFERENCE:
        return reason("creditor_reference", reference=mention.key)
    return reason("number", number=mention.written)


def _all_by_creditor_reference(reading: Reading) -> bool:
    """Whether check digits stand behind every item named: another mention may only repeat one of those."""
    proven = {t for m in reading.mentions if m.kind is MentionKind.CREDITOR_REFERENCE for t in m.targets}
    return bool(proven) and all(set(mention.targets) <= proven for mention in reading.mentions)
