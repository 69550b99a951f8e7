"""Cash in words: evidence, reasons, differences, and what an allocation will do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duly.core.cash.matching.sentences import SENTENCES
from duly.core.ledger.postings import RESIDUALS, Kind, Posting
from duly.faces.look.figures import date_text, money_text
from duly.store.queries.cash_receipts import CandidateItem, PostedPart, ReceiptFacts


def tier_words(tier: str) -> str:
    """Return what speaks for a proposal, in a few words."""
    return {
        "CREDITOR_REFERENCE_EXACT": _("Our reference and the exact amount"),
        "NUMBER_EXACT_PAYER_KNOWN": _("Invoice number, amount and payer fit"),
        "NUMBER_EXACT": _("Invoice number and amount fit"),
        "SEVERAL_EXACT_PAYER_KNOWN": _("Several numbers, their sum and the payer fit"),
        "SEVERAL_EXACT": _("Several numbers and their sum fit"),
        "REFERENCED_WITH_DISCOUNT": _("Number fits, discount taken in time"),
        "REFERENCED_NET_OF_CREDIT": _("Numbers fit, less a credit note"),
        "REFERENCED_DISCOUNT_LATE": _("Number fits, discount taken too late"),
        "REFERENCED_SHORT": _("Number fits, paid short"),
        "REFERENCED_OVER": _("Number fits, paid too much"),
        "PAYER_SAME_AMOUNT": _("Payer fits, one item of this amount"),
        "PAYER_ALL_DUE": _("Payer fits, exactly all that is due"),
        "PAYER_ALL_OPEN": _("Payer fits, exactly all that is open"),
        "PAYER_OLDEST_EXACT": _("Payer fits, exactly the oldest items"),
        "PAYER_OLDEST_FIRST": _("Payer fits, oldest items first"),
        "SAME_AMOUNT_ANYWHERE": _("Only the amount fits"),
        "ON_ACCOUNT": _("Keep it on account"),
    }.get(tier, tier)


def reason_words(reason: Mapping[str, Any], currency: str) -> str:
    """Return a stored reason as a sentence, its amounts and dates in the reader's locale."""
    code = str(reason.get("code", ""))
    if code not in SENTENCES:
        return str(reason.get("sentence", code))
    params = {name: _drawn(name, str(value), currency) for name, value in dict(reason.get("params", {})).items()}
    template = _OWN.get(code)
    return (_(template) if template else _(SENTENCES[code])).format(**params)


_OWN = {
    "discount_in_time": "A discount of {discount_minor} by terms was allowed until {until_date}.",
    "discount_late": "It lacks a discount of {discount_minor} that ended on {until_date}.",
    "short": "It is {short_minor} less than the named items have open.",
    "over": "It is {over_minor} more than the named items have open.",
}


def _drawn(name: str, value: str, currency: str) -> str:
    if name.endswith("_minor"):
        return money_text(int(value), currency)
    return date_text(date.fromisoformat(value)) if name.endswith("_date") else value


def residual_choices() -> list[tuple[str, str]]:
    """Return what can be done with the rest of an item that was not paid in full."""
    return [
        ("", _("stays open")), ("discount", _("discount")), ("bank_fee", _("bank fee")),
        ("short_payment", _("short payment")), ("rounding", _("rounding")), ("fx_difference", _("exchange difference")),
    ]  # fmt: skip


def kind_words(kind: str) -> str:
    """Return what a booking of a receipt did."""
    return {
        "receipt": _("received"), "principal": _("paid"), "discount": _("discount"), "bank_fee": _("bank fee"),
        "short_payment": _("short payment"), "fx_difference": _("exchange difference"), "rounding": _("rounding"),
        "credit_applied": _("credit note used"), "refund": _("sent back"), "not_ours": _("not a customer's payment"),
        "identified": _("belongs to"), "reversal": _("taken back"),
    }.get(kind, kind)  # fmt: skip


def verb_words(verb: str) -> str:
    """Return what an entry was, as a title of the history."""
    return {
        "apply_receipt": _("Applied"), "unapply": _("Undone"), "identify_receipt": _("Kept on account"),
        "mark_not_ours": _("Not a customer's payment"), "refund_receipt": _("Refund recorded"),
        "import_bank_file": _("Received by bank file"), "record_receipts": _("Received"),
        "import_receipts": _("Received by import"),
    }.get(verb, _("Received") if "import" in verb or "demo" in verb else verb.replace("_", " "))  # fmt: skip


def part_words(part: PostedPart) -> str:
    """Return one booking in words."""
    amount = money_text(part.amount_minor, part.currency)
    if part.kind == "identified":
        return _("%(amount)s belongs to %(who)s") % {"amount": amount, "who": part.customer_name}
    if part.number:
        return f"{part.number}: {kind_words(part.kind)} {amount}"
    return f"{kind_words(part.kind)} {amount}"


def consequence(
    made: Sequence[Posting], items: Mapping[int, CandidateItem], facts: ReceiptFacts, rest_minor: int, who: str
) -> list[str]:
    """Say what an allocation will do, a sentence for each thing."""
    by_item: dict[int, list[Posting]] = defaultdict(list)
    for row in made:
        if row.receivable_id is not None:
            by_item[int(row.receivable_id)].append(row)
    settled: list[tuple[CandidateItem, int]] = []
    partial: list[tuple[CandidateItem, int]] = []
    for receivable_id, rows in by_item.items():
        item = items[receivable_id]
        left = item.open_minor - sum(_settles(row) for row in rows)
        (partial if left else settled).append((item, left))
    said = []
    if settled:
        numbers = _listed([label(item) for item, _left in settled])
        customers = _listed(sorted({item.customer_name for item, _left in settled}))
        said.append(_("Settles %(numbers)s of %(customers)s.") % {"numbers": numbers, "customers": customers})
    for item, left in partial:
        paid = money_text(item.open_minor - left, facts.currency)
        words = _("Pays %(paid)s of %(number)s; %(left)s stays open.")
        said.append(words % {"paid": paid, "number": label(item), "left": money_text(left, facts.currency)})
    said += _differences(made, items, facts.currency)
    if rest_minor:
        words = _("%(rest)s stays on account of %(who)s.") if who else _("%(rest)s stays unidentified.")
        said.append(words % {"rest": money_text(rest_minor, facts.currency), "who": who})
    return [sentence.removesuffix("..") + "." if sentence.endswith("..") else sentence for sentence in said]


def label(item: CandidateItem) -> str:
    """Return how people call an item: its number, with the instalment where there are several."""
    part = f" ({item.instalment_no}/{item.instalment_count})" if item.instalment_count > 1 else ""
    return item.number + part


def _settles(row: Posting) -> int:
    return row.amount_minor if row.credit_account == "receivables" else -row.amount_minor


def _differences(made: Iterable[Posting], items: Mapping[int, CandidateItem], currency: str) -> list[str]:
    said = []
    for row in made:
        if row.kind in RESIDUALS and row.receivable_id is not None:
            words = _("Closes %(amount)s of %(number)s as %(kind)s.")
            number = label(items[int(row.receivable_id)])
            amount = money_text(_settles(row), currency)
            said.append(words % {"amount": amount, "number": number, "kind": kind_words(row.kind)})
        elif row.kind is Kind.CREDIT_APPLIED and row.source_receivable_id is not None:
            words = _("Uses %(amount)s of credit note %(credit)s.")
            credit = label(items[int(row.source_receivable_id)])
            said.append(words % {"amount": money_text(row.amount_minor, currency), "credit": credit})
    return said


def _listed(names: Sequence[str]) -> str:
    if len(names) > 6:
        more = len(names) - 5
        return ", ".join(names[:5]) + " " + ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}
    return _(" and ").join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def chain_badge(verdict: str) -> tuple[str, str]:
    """Return the verdict on the bank's balances as a badge."""
    return {
        "holds": (_("adds up"), "good"), "broken": (_("does not add up"), "bad"),
        "incomplete": (_("unread lines"), "warn"),
    }.get(verdict, (_("no balances"), ""))  # fmt: skip
