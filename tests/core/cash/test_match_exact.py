"""Monday's bank lines meet the open items: what is certain is applied, the rest goes to a person with words why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.core.cash.bank_line import BankLine, Party, ReferenceKind, StructuredReference
from duly.core.cash.matching.exact import match_exact
from duly.core.cash.matching.index import OpenItemIndex
from duly.core.cash.matching.lines import cash_line
from duly.core.cash.matching.payers import KnownPayer, name_key
from duly.core.cash.matching.sentences import SENTENCES, sentence
from duly.core.cash.matching.values import (
    CashLine,
    Decision,
    DiscountOffer,
    MatchPolicy,
    OpenItem,
    ProposedAllocation,
    Residual,
    Tier,
    reason,
)
from duly.core.cash.references import create_creditor_reference
from duly.core.ledger.postings import Kind

PAID = date(2026, 3, 10)
BAKERY, SMITH = 1, 2
RF = create_creditor_reference("INV-1001")


def item(receivable_id: int, number: str, open_minor: int, customer_id: int = BAKERY, **more: object) -> OpenItem:
    values: dict[str, object] = {"due_date": date(2026, 3, 1) + timedelta(days=receivable_id)}
    return OpenItem(receivable_id, customer_id, number, "EUR", open_minor, **{**values, **more})  # type: ignore[arg-type]


ITEMS = [
    item(1, "INV-1001", 10000, creditor_reference=RF),
    item(2, "INV-1002", 25000),
    item(3, "INV-1003", 99900, SMITH),
    item(4, "INV-1004", 50000, discounts=(DiscountOffer(PAID, 1000), DiscountOffer(date(2026, 3, 1), 1500))),
    item(5, "CN-77001", -2500),
    item(6, "INV-1006", 7000, disputed=True),
    item(7, "INV-1007", 3000, due_date=date(2026, 3, 31)),
    item(8, "INV-1007", 3000, due_date=date(2026, 4, 30)),
    item(9, "INV-1009", 4200, SMITH),
    item(10, "INV-1010", 6600, held=True),
]
PAYERS = [
    KnownPayer(BAKERY, "Demo Bakery GmbH", "BE68 5390 0754 7034"),
    KnownPayer(SMITH, "Demo Smith & Sons Ltd.", "DE89370400440532013000"),
]
INDEX = OpenItemIndex(ITEMS, PAYERS)


def paid(amount_minor: int, *texts: str, **more: object) -> CashLine:
    return CashLine(1, amount_minor, "EUR", PAID, texts, **more)  # type: ignore[arg-type]


def decide(line: CashLine, policy: MatchPolicy | None = None) -> Decision:
    return match_exact([line], INDEX, policy or MatchPolicy())[0]


def applied(decision: Decision) -> dict[int, int]:
    assert decision.automatic is not None, decision.proposals
    return {allocation.receivable_id: allocation.amount_minor for allocation in decision.automatic.allocations}


def vetoes(decision: Decision) -> set[str]:
    assert decision.automatic is None
    return {veto.code for veto in decision.proposals[0].vetoes}


def tiers(decision: Decision) -> list[Tier]:
    return [proposal.tier for proposal in decision.proposals]


def test_number_and_exact_amount_are_applied() -> None:
    decision = decide(paid(10000, "Thank you, INV-1001"))
    assert applied(decision) == {1: 10000}
    assert decision.automatic is not None
    assert decision.automatic.tier is Tier.NUMBER_EXACT
    assert [sentence(r) for r in decision.automatic.reasons] == [
        "The payment names INV-1001.",
        "The amount is exactly what is open.",
    ]


def test_a_creditor_reference_is_the_strongest_evidence() -> None:
    decision = decide(paid(10000, structured=(RF,)))
    assert applied(decision) == {1: 10000}
    assert decision.automatic is not None
    assert decision.automatic.tier is Tier.CREDITOR_REFERENCE_EXACT


def test_a_known_payer_raises_the_tier() -> None:
    decision = decide(paid(10000, "INV-1001", payer_account="BE68539007547034"))
    assert decision.automatic is not None
    assert decision.automatic.tier is Tier.NUMBER_EXACT_PAYER_KNOWN
    decision = decide(paid(10000, "INV-1001", payer_name="DEMO BAKERY"))
    assert decision.automatic is not None
    assert decision.automatic.tier is Tier.NUMBER_EXACT_PAYER_KNOWN


def test_several_named_invoices_that_add_up_are_applied() -> None:
    assert applied(decide(paid(35000, "INV-1001", "and INV-1002"))) == {1: 10000, 2: 25000}


def test_a_discount_in_time_is_applied_with_its_residual() -> None:
    decision = decide(paid(49000, "INV-1004"))
    assert decision.automatic is not None
    assert decision.automatic.allocations == (ProposedAllocation(4, 49000, (Residual(Kind.DISCOUNT, 1000),)),)


def test_a_discount_taken_late_goes_to_a_person_with_the_date() -> None:
    decision = decide(replace(paid(48500, "INV-1004"), paid_date=PAID + timedelta(days=1)))
    assert decision.automatic is None
    late = decision.proposals[0]
    assert late.tier is Tier.REFERENCED_DISCOUNT_LATE
    assert late.allocations == (ProposedAllocation(4, 48500, (Residual(Kind.DISCOUNT, 1500),)),)
    assert "2026-03-01, has passed" in " ".join(sentence(r) for r in late.reasons)


def test_one_instalment_pays_the_oldest_of_its_amount_and_both_pay_both() -> None:
    assert applied(decide(paid(3000, "INV-1007"))) == {7: 3000}
    assert applied(decide(paid(6000, "INV-1007"))) == {7: 3000, 8: 3000}


@pytest.mark.parametrize(
    ("line", "veto"),
    [
        (paid(7000, "INV-1006"), "disputed"),
        (paid(6600, "INV-1010"), "held"),
        (paid(10000, "INV-1001", payer_account="DE89370400440532013000"), "payer_contradicts"),
        (paid(10000, "INV-1001", payer_name="Demo Smith and Sons Limited"), "payer_contradicts"),
        (paid(10000, "INV-1001 INV-1999"), "unresolved_reference"),
        (paid(10000, "INV-1001", structured=("RF00123",)), "check_digit_failed"),
        (paid(109900, "INV-1001 INV-1003"), "several_customers"),
    ],
)
def test_what_speaks_against_acting_alone(line: CashLine, veto: str) -> None:
    decision = decide(line)
    assert veto in vetoes(decision)
    assert sum(a.amount_minor for a in decision.proposals[0].allocations) == line.amount_minor


def test_policy_can_forbid_a_tier_or_an_amount() -> None:
    assert vetoes(decide(paid(10000, "INV-1001"), MatchPolicy(limit_minor=9999))) == {"over_limit"}
    only_known = MatchPolicy(automatic_tiers=frozenset({Tier.NUMBER_EXACT_PAYER_KNOWN}))
    assert vetoes(decide(paid(10000, "INV-1001"), only_known)) == {"tier_not_allowed"}


def test_a_duplicate_payment_settles_once_and_the_later_one_goes_to_a_person() -> None:
    first = replace(paid(10000, "INV-1001"), line_id=5)
    second = replace(first, line_id=4, paid_date=PAID + timedelta(days=1))
    later, earlier = match_exact([second, first], INDEX)
    assert applied(earlier) == {1: 10000}
    assert vetoes(later) == {"claimed"}


def test_a_short_payment_is_shown_with_what_is_missing() -> None:
    decision = decide(paid(9950, "INV-1001"))
    first = decision.proposals[0]
    assert (first.tier, first.allocations) == (Tier.REFERENCED_SHORT, (ProposedAllocation(1, 9950),))
    assert "50 minor units less" in sentence(first.reasons[1])


def test_an_overpayment_keeps_the_rest_on_account() -> None:
    first = decide(paid(10100, "INV-1001")).proposals[0]
    assert (first.tier, first.unapplied_minor) == (Tier.REFERENCED_OVER, 100)


def test_a_credit_note_named_with_an_invoice_is_proposed_net() -> None:
    first = decide(paid(22500, "INV-1002 less CN-77001")).proposals[0]
    assert first.tier is Tier.REFERENCED_NET_OF_CREDIT
    assert {a.receivable_id: a.amount_minor for a in first.allocations} == {2: 25000, 5: -2500}


def test_a_known_payer_without_a_reference_is_proposed_never_applied() -> None:
    decision = decide(paid(4200, "thanks", payer_account="DE89370400440532013000"))
    assert decision.automatic is None
    assert tiers(decision) == [Tier.PAYER_SAME_AMOUNT, Tier.PAYER_OLDEST_FIRST, Tier.ON_ACCOUNT]
    assert sentence(decision.proposals[0].reasons[0]) == "The payer's account belongs to this customer."
    everything = decide(paid(104100, payer_name="Demo Smith and Sons"))
    assert tiers(everything)[0] is Tier.PAYER_ALL_DUE


def test_nothing_but_an_amount_comes_last_and_says_so() -> None:
    decision = decide(paid(4200, "hello"))
    assert tiers(decision) == [Tier.SAME_AMOUNT_ANYWHERE]
    assert "usually wrong" in sentence(decision.proposals[0].reasons[0])
    assert decide(paid(123, "hello")).proposals == ()


def test_a_number_two_customers_share_is_decided_by_the_payer() -> None:
    items = [item(1, "500123", 100), item(2, "500123", 100, SMITH)]
    index = OpenItemIndex(items, PAYERS)
    (unknown,) = match_exact([paid(100, "500123")], index)
    assert unknown.automatic is None
    (known,) = match_exact([paid(100, "500123", payer_name="Demo Smith & Sons")], index)
    assert applied(known) == {2: 100}


def test_another_currency_is_never_mixed() -> None:
    decision = decide(replace(paid(10000, "INV-1001"), currency="USD"))
    assert decision.automatic is None
    assert not any(proposal.allocations for proposal in decision.proposals)


def test_a_bank_line_becomes_a_cash_line() -> None:
    line = BankLine(
        "A", 10000, "EUR", booking_date=date(2026, 3, 11), value_date=PAID, text=("INV-1001",),
        bank_text=("bank",), debtor=Party("Demo Bakery", "BE68539007547034"),
        references=(StructuredReference(ReferenceKind.CREDITOR, RF, "SCOR"),),
    )  # fmt: skip
    cash = cash_line(line, line_id=9, unapplied_minor=10000, fallback_date=PAID)
    assert (cash.paid_date, cash.texts, cash.structured) == (PAID, ("INV-1001",), (RF,))
    assert applied(match_exact([cash], INDEX)[0]) == {1: 10000}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Demo Bakery GmbH", "DEMO BAKERY G.m.b.H.", True),
        ("Müller & Söhne KG", "Sohne Muller", True),
        ("Demo Smith", "Demo Smith Jones", False),
        ("AG", "AB", False),
    ],
)
def test_names_are_compared_without_legal_forms_but_never_in_part(one: str, other: str, same: bool) -> None:
    assert (name_key(one) == name_key(other)) is same


def test_every_reason_has_its_sentence() -> None:
    for code, text in SENTENCES.items():
        names = [part.split("}")[0] for part in text.split("{")[1:]]
        assert "{" not in sentence(reason(code, **dict.fromkeys(names, "x")))


open_items = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 30), st.integers(-3, 12).filter(bool), st.booleans()), max_size=14
).map(
    lambda rows: [
        item(place, f"INV-{1000 + number}", amount * 100, customer, disputed=disputed)
        for place, (customer, number, amount, disputed) in enumerate(rows, start=1)
    ]
)
accounts = st.sampled_from(["", "A1", "A2"])
cash_lines = st.lists(
    st.tuples(
        st.integers(1, 30), st.lists(st.integers(1, 30), max_size=3), accounts, st.integers(0, 3)
    ),
    max_size=8,
).map(
    lambda rows: [
        CashLine(
            place, amount * 100, "EUR", PAID + timedelta(days=day),
            (" ".join(f"INV-{1000 + number}" for number in numbers),), payer_account=account,
        )
        for place, (amount, numbers, account, day) in enumerate(rows, start=1)
    ]
)  # fmt: skip


@given(open_items, cash_lines, st.randoms(use_true_random=False))
def test_what_always_holds(items: list[OpenItem], lines: list[CashLine], random: object) -> None:
    index = OpenItemIndex(items, [KnownPayer(1, account="A1"), KnownPayer(2, account="A2")])
    by_id = {i.receivable_id: i for i in items}
    decisions = match_exact(lines, index)
    settled: list[int] = []
    for line, decision in zip(lines, decisions, strict=True):
        assert decision.line_id == line.line_id
        for proposal in (*decision.proposals, *([decision.automatic] if decision.automatic else [])):
            assert sum(a.amount_minor for a in proposal.allocations) + proposal.unapplied_minor == line.amount_minor
            assert proposal.unapplied_minor >= 0
            for a in proposal.allocations:
                open_minor = by_id[a.receivable_id].open_minor
                closed = a.amount_minor + sum(r.amount_minor for r in a.residuals)
                assert 0 < closed <= open_minor or (open_minor < 0 and closed == open_minor)
        if decision.automatic is not None:
            assert not decision.automatic.vetoes
            for a in decision.automatic.allocations:
                owed = by_id[a.receivable_id]
                assert owed.number in line.texts[0].split()
                assert not owed.disputed
                assert a.amount_minor == owed.open_minor
                settled.append(a.receivable_id)
    assert len(settled) == len(set(settled))
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = {decision.line_id: decision for decision in match_exact(shuffled, index)}
    assert [again[line.line_id] for line in lines] == decisions
