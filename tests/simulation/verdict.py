"""The judgement at the end of a year: the books, the messages, the decisions."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from duly.core.dunning.decide import decide
from duly.core.dunning.decision import CustomerDecision
from duly.core.dunning.procedure import from_document
from duly.store.mapping import to_decision
from duly.store.models import Decision
from duly.store.queries.audit import run_audit
from duly.store.tenancy import in_company
from tests.simulation.deeds import plain
from tests.simulation.eyes import rows
from tests.simulation.watch import Violation

if TYPE_CHECKING:
    from tests.simulation.year import Year

ENDED = {"sent", "unknown", "failed", "dropped", "excluded", "held"}


def final_verdict(year: Year) -> None:
    """Judge a finished year; raises Violation with everything that is wrong."""
    wrong = [*_books(year), *_money(year), *_letters(year), *_work(year), *_reasons(year)]
    if wrong:
        raise Violation("at the end of the year: " + "; ".join(wrong[:8]))


def _books(year: Year) -> list[str]:
    """`duly audit` is clean."""
    with in_company(year.office.company_id):
        found = [f for check in run_audit(year.office.company_id) for f in check.findings]
    return [f"audit {one.code}: {one.subject} {one.detail}" for one in found]


def _money(year: Year) -> list[str]:
    """To the cent: each invoice and each payment once; a customer owes what it was billed less what it paid."""
    company, oracle = year.office.company_id, year.office.oracle
    wrong = []
    billed = dict(rows(company, _BILLED))
    said = {one.number: one.minor for one in oracle.invoices.values() if one.done is not None}
    if {k: int(v) for k, v in billed.items()} != said:
        wrong.append(f"billed differs: {_differ(billed, said)}")
    arrived = rows(company, "SELECT text, amount_minor FROM receipt WHERE company_id = %(company)s")
    got = Counter(next((p.tag for p in year.banked if p.tag in text), text) for text, _ in arrived)
    sent = Counter(p.tag for p in year.banked if p.done is not None)
    if got != sent or sum(m for _, m in arrived) != sum(p.minor for p in year.banked if p.done is not None):
        wrong.append(f"receipts differ: {_differ(got, sent)}")
    due = dict(rows(company, _OPEN))
    for number, minor in said.items():
        paid = sum(p.shares.get(number, 0) for p in year.banked if p.done is not None)
        if int(due.get(number, 0)) != minor - min(minor, paid):
            wrong.append(f"{number}: {due.get(number, 0)} is open, of {minor} less {paid} paid")
    waiting = rows(company, "SELECT count(*) FROM open_receipt WHERE company_id = %(company)s")[0][0]
    return wrong + ([f"{waiting} receipts still wait"] if waiting else [])


def _letters(year: Year) -> list[str]:
    """Each message arrived at most once, and what arrived is known as sent or as unknown."""
    counts = Counter(year.post.received())
    mine = {one.message_id for one in year.post.attempts[year.first_attempt :]}
    states = dict(rows(year.office.company_id, _STATES))
    wrong = [f"{one} arrived {count} times" for one, count in counts.items() if one in mine and count > 1]
    wrong += [
        f"{one} arrived and is {states.get(one)}"
        for one in counts if one in mine and states.get(one) not in ("sent", "unknown")
    ]  # fmt: skip
    sent = [one for one, state in states.items() if state == "sent" and one]
    return wrong + [f"{one} is called sent and never arrived" for one in sent if one not in counts]


def _work(year: Year) -> list[str]:
    """Nothing is left half done."""
    now = year.office.seq
    wrong = [
        f"notice {pk} is {one.state(now)} in the end"
        for pk, one in year.office.oracle.notices.items() if one.state(now) not in ENDED
    ]  # fmt: skip
    cycles = rows(year.office.company_id, _UNFINISHED)
    wrong += [f"the day {day} is {state}" for day, state in cycles]
    return wrong + [f"{name} was never imported" for _, name in year.stuck]


def _reasons(year: Year) -> list[str]:
    """Every stored decision comes out of its stored snapshot again, word for word."""
    company = year.office.company_id
    documents = {
        (name, version): from_document(plain(document), version=version)
        for name, version, document in rows(
            company, "SELECT name, version, document FROM dunning_procedure WHERE company_id = %(company)s"
        )
    }
    wrong = []
    with in_company(company):
        found = [(row, *to_decision(row)) for row in Decision.objects.filter(company_id=company).order_by("pk")]
    for row, before, snapshot in found:
        rules = documents[row.procedure_name, row.procedure_version]
        again = decide(snapshot, rules, row.business_date)
        if _timeless(again) != _timeless(before):
            wrong.append(f"decision {row.pk} of {row.business_date} comes out differently")
        year.watch.counts["decisions replayed"] += 1
    return wrong


def _timeless(decision: CustomerDecision) -> CustomerDecision:
    """Leave out when the messages may go: that depends on the hour at which the day was run."""
    return replace(decision, actions=tuple(replace(one, send_from_local=None) for one in decision.actions))


def _differ(one: Any, other: Any) -> str:
    keys = {k for k in {*one, *other} if one.get(k) != other.get(k)}
    return ", ".join(f"{k}: {one.get(k)} for {other.get(k)}" for k in sorted(keys)[:5])


_BILLED = "SELECT number, sum(amount_minor) FROM receivable WHERE company_id = %(company)s GROUP BY 1"
_STATES = "SELECT message_id, state FROM dunning_notice WHERE company_id = %(company)s"
_UNFINISHED = "SELECT business_date, state FROM cycle WHERE company_id = %(company)s AND state <> 'done'"
_OPEN = """SELECT r.number, o.open_minor FROM open_item o JOIN receivable r ON r.id = o.receivable_id
            WHERE o.company_id = %(company)s"""
