"""Customers, invoices and procedures for the stories of dunning; Hypothesis strategies for the properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from duly.core.dunning.decide import decide
from duly.core.dunning.decision import CustomerDecision
from duly.core.dunning.default import DEFAULT_DOCUMENT
from duly.core.dunning.procedure import DunningProcedure, from_document
from duly.core.dunning.replay import after_actions
from duly.core.dunning.snapshot import (
    Claim,
    Contact,
    CustomerSnapshot,
    Hold,
    LevelDone,
    OpenItem,
    Promise,
    WaitingReceipt,
)

MONDAY = date(2026, 11, 2)
STANDARD = from_document(DEFAULT_DOCUMENT)
BILLING = Contact("c1", "Accounts desk", "ap@customer.example", role="billing", is_primary=True)
ESCALATION = Contact("c2", "Head of finance", "finance@customer.example", role="escalation")


def day(offset: int) -> date:
    """Monday 2 November 2026 and so many days."""
    return MONDAY + timedelta(days=offset)


def invoice(number: str = "INV-1", *, due: int = 0, open_minor: int = 500_00, **more: Any) -> OpenItem:
    """An invoice due so many days from MONDAY, issued thirty days before that."""
    given: dict[str, Any] = {
        "currency": "EUR",
        "amount_minor": abs(open_minor),
        "issue_date": day(due - 30),
        "due_date": day(due),
    }
    return OpenItem(number.lower(), number, open_minor=open_minor, **{**given, **more})


def customer(*items: OpenItem, **more: Any) -> CustomerSnapshot:
    """A customer with fresh bank data and one accounts desk, unless said otherwise."""
    given: dict[str, Any] = {"contacts": (BILLING,), "language": "de", "bank_data_age_hours": 6}
    return CustomerSnapshot("k1", "Nordlicht GmbH (demo)", items=items, **{**given, **more})


def procedure(**changes: Any) -> DunningProcedure:
    """The shipped procedure with top-level parts of its document replaced."""
    return from_document({**DEFAULT_DOCUMENT, **changes})


def live(
    snapshot: CustomerSnapshot, rules: DunningProcedure, days: list[date]
) -> tuple[CustomerSnapshot, list[CustomerDecision]]:
    """Run and apply the decision on each of some days, in order."""
    decisions = []
    for today in days:
        decision = decide(snapshot, rules, today)
        snapshot = after_actions(snapshot, decision.actions, today)
        decisions.append(decision)
    return snapshot, decisions


def codes(decision: CustomerDecision, number: str = "INV-1") -> list[str]:
    """The codes of the reasons given for an invoice."""
    return [one.code for item in decision.items if item.number == number for one in item.reasons]


def levels(snapshot: CustomerSnapshot) -> dict[str, list[str]]:
    """The levels done after the due date, by invoice number, in order."""
    return {
        item.number: [one.level_key for one in item.levels_done if one.state != "merged"] for item in snapshot.items
    }


small = st.integers(-12, 45)
amounts = st.integers(1, 5_000_00)


@st.composite
def items(draw: st.DrawFn, number: int) -> OpenItem:
    """An invoice with anything that may have happened to it."""
    open_minor = draw(amounts)
    due = draw(small)
    return invoice(
        f"INV-{number}",
        due=-due,
        open_minor=open_minor,
        currency=draw(st.sampled_from(["EUR", "EUR", "USD", "JPY"])),
        disputed_minor=draw(st.sampled_from([0, 0, 0, open_minor, open_minor // 2])),
        promises=draw(st.sampled_from([(), (), (Promise(day(-3), day(9)),), (Promise(day(-3), day(4), 50_00),)])),
        claims=draw(st.sampled_from([(), (), (Claim(day(-2)),)])),
        holds=draw(st.sampled_from([(), (), (Hold("hold", "delivery late", day(8)),), (Hold("hold", "open"),)])),
        levels_done=draw(
            st.sampled_from([(), (), (LevelDone("reminder_1", day(-9), tone="polite"),), (LevelDone("old", day(-9)),)])
        ),
    )


@st.composite
def snapshots(draw: st.DrawFn) -> CustomerSnapshot:
    """A customer with up to five invoices, receipts, holds and contacts of every kind."""
    count = draw(st.integers(0, 5))
    receipts = draw(st.sampled_from([(), (), (WaitingReceipt("r1", "EUR", 300_00, day(-1)),)]))
    contacts = draw(
        st.sampled_from([(BILLING,), (BILLING, ESCALATION), (replace(BILLING, bounced_date=day(-5)), ESCALATION), ()])
    )
    credit = draw(st.sampled_from([(), (invoice("CN-1", open_minor=-80_00, kind="credit_note"),)]))
    return customer(
        *(draw(items(number)) for number in range(1, count + 1)),
        *credit,
        receipts=receipts,
        contacts=contacts,
        holds=draw(st.sampled_from([(), (), (), (Hold("excluded", "asked by sales", day(3), "Clerk"),)])),
        holidays=frozenset(draw(st.lists(st.integers(0, 30).map(day), max_size=3))),
    )


@st.composite
def quiet_snapshots(draw: st.DrawFn) -> CustomerSnapshot:
    """A customer whose invoices have nothing against them: what time alone does to an account."""
    count = draw(st.integers(1, 5))
    rows = (
        invoice(
            f"INV-{number}",
            due=draw(st.integers(-25, 25)),
            open_minor=draw(st.integers(20_00, 3_000_00)),
            currency=draw(st.sampled_from(["EUR", "EUR", "USD"])),
        )
        for number in range(1, count + 1)
    )
    contacts = draw(st.sampled_from([(BILLING,), (BILLING, ESCALATION)]))
    return customer(*rows, contacts=contacts, holidays=frozenset({day(10), day(11)}))
