"""Random acts with back-dated effect on two ledgers: ours and the simple model must never differ.

Checked at every step, on several days each: open amounts, unapplied cash, owners and balances (I02,
I03), the control accounts (I01, I04), that an act is allowed exactly when the model allows it (I03,
I07, I09, I12, I14), the audit, aging and statements; at the end, on every day, and in another order (I13).
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from ledger_model import DAYS, Claim, Document, Model, Owned
from ledger_story import Story, day

from duly.core.ledger.aging import aging, open_items, open_receipts, totals
from duly.core.ledger.audit import audit
from duly.core.ledger.documents import Receipt, Receivable
from duly.core.ledger.postings import Account, Kind, Posting
from duly.core.ledger.refusal import Decision, Refused, sentence
from duly.core.ledger.rules.apply_credit import apply_credit
from duly.core.ledger.rules.apply_receipt import Line, Residual, apply_receipt
from duly.core.ledger.rules.credit_refund import credit_refund
from duly.core.ledger.rules.identify import identify
from duly.core.ledger.rules.not_ours import not_ours
from duly.core.ledger.rules.open_receivable import open_receivable
from duly.core.ledger.rules.record_receipt import record_receipt
from duly.core.ledger.rules.refund import refund
from duly.core.ledger.rules.reverse import return_receipt, reverse
from duly.core.ledger.rules.write_off import write_off
from duly.core.ledger.state import derive
from duly.core.ledger.statement import statement
from duly.core.money.money import Money

CUSTOMERS = ("Acme", "Beta")
CURRENCIES = ("EUR", "JPY")
days = st.integers(0, 30).map(lambda n: 30 - n)
early = st.integers(0, 25)
pick = st.integers(0, 999)
totals_minor = st.integers(20, 120)
amounts = st.integers(1, 60)
RESIDUAL_KINDS = (Kind.DISCOUNT, Kind.BANK_FEE, Kind.SHORT_PAYMENT, Kind.FX_DIFFERENCE, Kind.ROUNDING)
wild = st.integers(0, 4).map(lambda n: n == 0)
"""One act in five is drawn blindly; the others look for documents and amounts that may well do."""
SIGNED = (Kind.FX_DIFFERENCE, Kind.ROUNDING)


class LedgerMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.story = Story()
        self.model = Model()
        self.touched = 0
        self.steps = 0

    # -- documents -------------------------------------------------------------------------------

    @initialize()
    def two_customers_start(self) -> None:
        for who in (0, 1):
            self.open_item(0, 100, 10, who, 0, 0)
            self.open_item(5, 80, 10, who, 0, 0)
            self.open_item(6, 70, 0, who, 0, 4)
            self.arrive(8, 100, who, 0)
        self.arrive(9, 90, 2, 0)

    @rule(on=early, minor=totals_minor, due_in=st.integers(0, 40), who=pick, currency=pick, kind=st.integers(0, 5))
    def open_item(self, on: int, minor: int, due_in: int, who: int, currency: int, kind: int) -> None:
        name, opens = f"R{len(self.story.receivables)}", (Kind.INVOICE, Kind.DEBIT_NOTE, Kind.CREDIT_NOTE)[kind // 2]
        customer, code = CUSTOMERS[who % 2], CURRENCIES[currency % 5 == 4]
        item = Receivable(name, customer, opens, name, day(on), day(on + due_in), minor, code)
        document = Document(on, customer=customer, currency=code, minor=minor, due=on + due_in)
        document.is_credit = opens is Kind.CREDIT_NOTE
        self.story.receivables[name] = item
        self.model.items[name] = document
        made = self.story.write(open_receivable(item))
        self.model.documents[int(made[0].id or 0)] = name

    @rule(on=early, minor=totals_minor, who=pick, currency=pick)
    def arrive(self, on: int, minor: int, who: int, currency: int) -> None:
        name = f"P{len(self.story.receipts)}"
        customer, code = (*CUSTOMERS, None)[who % 3], CURRENCIES[currency % 5 == 4]
        receipt = Receipt(name, customer, day(on), minor, code)
        self.story.receipts[name] = receipt
        self.model.cash[name] = Document(on, customer=customer, currency=code, minor=minor)
        made = self.story.write(record_receipt(receipt))
        self.model.documents[int(made[0].id or 0)] = name

    # -- using them ------------------------------------------------------------------------------

    @rule(
        on=days, who=pick, what=st.lists(st.tuples(pick, amounts), min_size=1, max_size=3, unique=True),
        residual=st.none() | st.tuples(pick, st.integers(-3, 9)), third_party=st.booleans(), blind=wild,
    )  # fmt: skip
    def apply(
        self, on: int, who: int, what: list[tuple[int, int]], residual: Any, third_party: bool, blind: bool
    ) -> None:
        cash = self._pick(self.model.cash, who, on, blind)
        owner, currency = self.model.owner(cash, on), self.model.cash[cash].currency
        debts = {
            name: item
            for name, item in self.model.items.items()
            if blind or (item.currency == currency and not item.is_credit and (third_party or item.customer == owner))
        }
        names = [self._pick(debts or self.model.items, index, on, blind) for index, _ in what]
        names, what = (names, what) if blind else ([*dict.fromkeys(names)], what[: len(set(names))])
        closing = self._residuals(residual, cash)
        lines = [
            Line(
                self.story.item(name, on),
                Money(minor if blind else self._some(minor // len(names) + 1, on, cash, name), currency),
                closing if number == 0 else (),
            )
            for number, (name, (_, minor)) in enumerate(zip(names, what, strict=True))
        ]
        decision = apply_receipt(self.story.cash(cash, on), lines, third_party=third_party)
        payer = self.model.owner(cash, on)
        claims = []
        for line, name in zip(lines, names, strict=True):
            claims.append(Claim(on, takes={name: line.amount.minor, cash: line.amount.minor}, payer=payer, cash=cash))
            claims += [Claim(on, takes={name: one.amount.minor}) for one in line.residuals]
        allowed = (
            len(set(names)) == len(names)
            and payer is not None
            and all(self._settles(name, payer, currency, third_party) for name in names)
            and all(line.settled.minor > 0 for line in lines)
            and all(one.amount.minor > 0 or (one.kind in SIGNED and one.amount.minor) for one in closing)
        )
        self._compare(decision, claims, allowed=allowed, on=on)

    @rule(on=days, who=pick, index=pick, minor=amounts)
    def pay_one(self, on: int, who: int, index: int, minor: int) -> None:
        self.apply(on, who, [(index, minor)], None, False, False)

    @rule(on=days, who=pick, index=pick, minor=amounts, kind=pick, rest=st.integers(-3, 9))
    def pay_one_with_a_difference(self, on: int, who: int, index: int, minor: int, kind: int, rest: int) -> None:
        self.apply(on, who, [(index, minor)], (kind, rest), True, False)

    @rule(on=days, who=pick, first=pick, second=pick, minor=amounts)
    def pay_two(self, on: int, who: int, first: int, second: int, minor: int) -> None:
        self.apply(on, who, [(first, minor), (second, minor)], None, True, False)

    @rule(on=days, source=pick, onto=pick, minor=amounts, third_party=st.booleans(), blind=wild)
    def use_credit(self, on: int, source: int, onto: int, minor: int, third_party: bool, blind: bool) -> None:
        items = self.model.items
        credits = {name: item for name, item in items.items() if blind or item.is_credit}
        debts = {name: item for name, item in items.items() if blind or not item.is_credit}
        credit = self._pick(credits or items, source, on, blind)
        name = self._pick(debts or items, onto, on, blind)
        owner = items[credit]
        amount = Money(minor if blind else self._some(minor, on, credit, name), owner.currency)
        decision = apply_credit(self.story.item(credit, on), self.story.item(name, on), amount, third_party=third_party)
        allowed = owner.is_credit and self._settles(name, owner.customer, owner.currency, third_party)
        self._compare(decision, [Claim(on, takes={credit: amount.minor, name: amount.minor})], allowed=allowed, on=on)

    @rule(on=days, index=pick, minor=amounts, limit=st.none() | st.integers(-2, 1), approved=st.booleans())
    def give_up(self, on: int, index: int, minor: int, limit: int | None, approved: bool) -> None:
        name = self._pick(self.model.items, index, on)
        minor = self._some(minor, on, name)
        limit = None if limit is None else minor + limit
        item = self.model.items[name]
        amount = Money(minor, item.currency)
        decision = write_off(self.story.item(name, on), amount, limit_minor=limit, second_approval=approved)
        allowed = not item.is_credit and (limit is None or minor <= limit or approved)
        self._compare(decision, [Claim(on, takes={name: minor})], allowed=allowed, on=on)

    @rule(on=days, index=pick, minor=amounts)
    def pay_out_credit(self, on: int, index: int, minor: int) -> None:
        credits = {name: item for name, item in self.model.items.items() if item.is_credit}
        name = self._pick(credits if minor % 5 and credits else self.model.items, index, on)
        decision = credit_refund(self.story.item(name, on), Money(minor, self.model.items[name].currency))
        self._compare(decision, [Claim(on, takes={name: minor})], allowed=self.model.items[name].is_credit, on=on)

    @rule(on=days, index=pick, minor=amounts, currency=pick, back=st.booleans())
    def send_away(self, on: int, index: int, minor: int, currency: int, back: bool) -> None:
        name = self._pick(self.model.cash, index, on)
        code = CURRENCIES[currency % 2] if currency % 5 == 4 else self.model.cash[name].currency
        decision = (refund if back else not_ours)(self.story.cash(name, on), Money(minor, code))
        allowed = code == self.model.cash[name].currency
        self._compare(decision, [Claim(on, takes={name: minor})], allowed=allowed, on=on)

    @rule(on=days, index=pick, who=pick, reassign=st.booleans())
    def name_owner(self, on: int, index: int, who: int, reassign: bool) -> None:
        name, customer = self._pick(self.model.cash, index, on), CUSTOMERS[who % 2]
        decision = identify(self.story.cash(name, on), customer, reassign=reassign)
        owners = {self.model.owner(name, number) for number in DAYS if number >= on}
        receipt = self.model.cash[name]
        allowed = (
            receipt.start <= on
            and len(owners) == 1
            and (owners == {None} or (reassign and owners != {customer}))
            and self.model.rest(name, on) > 0
            and not self.model.applied(name, on)
        )
        assert allowed == (not isinstance(decision, Refused)), decision
        self._note(decision)
        if not isinstance(decision, Refused):
            made = self.story.write(decision)
            receipt.owners.append(Owned(on, customer=customer, posting=int(made[0].id or 0)))

    @rule(on=days, index=pick)
    def name_two_owners_on_one_day(self, on: int, index: int) -> None:
        self.name_owner(on, index, 0, True)
        self.name_owner(on, index, 1, True)

    @rule(on=days, index=pick, who=pick, minor=amounts)
    def name_and_pay(self, on: int, index: int, who: int, minor: int) -> None:
        self.name_owner(on, index, who, True)
        self.apply(on, index, [(who, minor)], None, True, False)

    # -- undoing ---------------------------------------------------------------------------------

    @rule(on=days, which=st.lists(pick, min_size=1, max_size=3), whole_entry=st.booleans())
    def undo(self, on: int, which: list[int], whole_entry: bool) -> None:
        rows = self.story.postings
        live = [row for row in rows if self._alive(row) and day(on) >= row.effective_date]
        chosen = [(live or rows if index % 5 else rows)[index % len(live or rows)] for index in which]
        if whole_entry:
            chosen = [row for row in live or rows if row.entry_id == chosen[0].entry_id] or chosen
        self._undo(chosen, reverse(chosen, rows, day(on)), on)

    @rule(on=days, index=pick, kind=st.sampled_from([Kind.IDENTIFIED, Kind.CREDIT_APPLIED, Kind.PRINCIPAL]))
    def take_back_one(self, on: int, index: int, kind: Kind) -> None:
        rows = [row for row in self.story.postings if row.kind is kind] or self.story.postings
        chosen = [rows[index % len(rows)]]
        self._undo(chosen, reverse(chosen, self.story.postings, day(on)), on)

    @rule(on=days, index=pick)
    def bounce(self, on: int, index: int) -> None:
        name = self._pick(self.model.cash, index, on)
        rows = self.story.postings
        before = [row for row in rows if row.receipt_id == name and self._alive(row)]
        settling = [row for row in before if row.receivable_id is not None]
        arrival = [row for row in rows if row.receipt_id == name and row.kind is Kind.RECEIPT]
        self._undo([*settling, *arrival], return_receipt(name, rows, day(on)), on)

    def _alive(self, row: Posting) -> bool:
        undone = {one.reverses_id for one in self.story.postings}
        return row.kind is not Kind.REVERSAL and row.id not in undone

    def _undo(self, chosen: list[Posting], decision: Decision, on: int) -> None:
        self.touched = on

        def end_all(model: Model) -> bool:
            ended = [self._span(model, row) for row in chosen]
            unique = len({row.id for row in chosen}) == len(chosen)
            fine = unique and all(span is not None and span.end > 10**5 and span.start <= on for span in ended)
            for span in ended:
                if span is not None:
                    span.end = on
            return fine

        after = self.model.after(end_all)
        assert (after is None) == isinstance(decision, Refused), (chosen, decision)
        self._note(decision)
        if after is not None:
            assert not isinstance(decision, Refused)
            self.model = after
            self.story.write(decision)

    def _span(self, model: Model, row: Posting) -> Any:
        number = int(row.id or 0)
        if number in model.documents:
            return (model.items | model.cash)[model.documents[number]]
        owned = [one for receipt in model.cash.values() for one in receipt.owners if one.posting == number]
        return owned[0] if owned else model.claims.get(number)

    # -- comparing -------------------------------------------------------------------------------

    def _pick(self, documents: dict[str, Document], index: int, on: int, blind: bool = False) -> str:
        """Return a document's name: any, or when not blind one that has something left on the day."""
        names = list(documents) if blind else [name for name in documents if self.model.rest(name, on) > 0]
        names = names or list(documents)
        return names[index % len(names)]

    def _some(self, minor: int, on: int, *names: str) -> int:
        """Return `minor`, or what is left of the documents from the day on if that is less but something."""
        left = min(self.model.rest(name, number) for name in names for number in DAYS if number >= on)
        return min(minor, left) if left > 0 else minor

    def _residuals(self, residual: Any, cash: str) -> tuple[Residual, ...]:
        if residual is None:
            return ()
        return (Residual(RESIDUAL_KINDS[residual[0] % 5], Money(residual[1], self.model.cash[cash].currency)),)

    def _settles(self, name: str, payer: str | None, currency: str, third_party: bool) -> bool:
        item = self.model.items[name]
        return not item.is_credit and item.currency == currency and (third_party or payer == item.customer)

    def _note(self, decision: Decision) -> None:
        if isinstance(decision, Refused):
            assert "{" not in sentence(decision)

    def _compare(self, decision: Decision, claims: list[Claim], *, allowed: bool, on: int) -> None:
        """Both ledgers must agree on whether the act is allowed; then both do it."""
        self.touched = on
        first = len(self.story.postings) + 1

        def claim_all(model: Model) -> None:
            model.claims.update({first + number: claim for number, claim in enumerate(claims)})

        after = self.model.after(claim_all) if allowed else None
        assert (after is None) == isinstance(decision, Refused), (decision, claims)
        self._note(decision)
        if after is not None:
            assert not isinstance(decision, Refused)
            self.model = after
            assert len(self.story.write(decision)) == len(claims)

    @invariant()
    def both_ledgers_agree(self) -> None:
        self.steps += 1
        for number in {0, self.touched, max(0, self.touched - 1), 40, (self.steps * 7) % 41}:
            self._agree_on(number)

    @invariant()
    def the_audit_finds_nothing(self) -> None:
        story = self.story
        assert audit(story.postings, story.receivables.values(), story.receipts.values()) == []

    def _agree_on(self, number: int) -> None:
        state = derive(self.story.postings, day(number))
        for name, item in self.model.items.items():
            sign = -1 if item.is_credit else 1
            assert state.open_minor.get(name, 0) == sign * self.model.rest(name, number)
        for name, receipt in self.model.cash.items():
            assert state.unapplied_minor.get(name, 0) == self.model.rest(name, number)
            if receipt.start <= number:
                assert state.receipt_customer[name] == self.model.owner(name, number)
        for currency in CURRENCIES:
            self._accounts_agree(state, currency)
            for customer in (*CUSTOMERS, None):
                expected = self.model.balance(customer, currency, number)
                found = state.balances.get((customer, currency))
                parts = (found.debts_minor, found.credits_minor, found.unapplied_minor) if found else (0, 0, 0)
                assert parts == expected
        self._aging_agrees(state, number)

    def _accounts_agree(self, state: Any, currency: str) -> None:
        own = {account: minor for (account, code), minor in state.accounts.items() if code == currency}
        assert sum(own.values()) == 0
        items = [name for name, item in self.model.items.items() if item.currency == currency]
        cash = [name for name, receipt in self.model.cash.items() if receipt.currency == currency]
        assert own.get(Account.RECEIVABLES, 0) == sum(state.open_minor.get(name, 0) for name in items)
        assert own.get(Account.UNAPPLIED_CASH, 0) == -sum(state.unapplied_minor.get(name, 0) for name in cash)

    def _aging_agrees(self, state: Any, number: int) -> None:
        items = open_items(state, self.story.receivables.values())
        receipts = open_receipts(state, self.story.receipts.values())
        rows = aging(items, receipts, day(number), (0, 7, 14))
        for row in rows:
            debts, credits, unapplied = self.model.balance(row.customer_id, row.currency, number)
            assert row.balance_minor == debts + credits - unapplied
            assert (row.debts_minor, row.credit_minor, row.unapplied_minor) == (debts, credits, unapplied)
            if row.customer_id is not None:
                spans = ((-999, 0), (1, 7), (8, 14), (15, 999))
                assert row.bucket_minor == tuple(
                    self.model.bucket(str(row.customer_id), row.currency, number, *span) for span in spans
                )
        for total in totals(rows):
            accounts = [state.accounts.get((one, total.currency), 0) for one in ("receivables", "unapplied_cash")]
            assert total.balance_minor == sum(accounts)

    @rule(customer=st.sampled_from(CUSTOMERS), currency=st.sampled_from(CURRENCIES), start=days, length=days,
          shown=st.booleans())  # fmt: skip
    def a_statement_adds_up(self, customer: str, currency: str, start: int, length: int, shown: bool) -> None:
        end = day(start) + timedelta(days=length)
        made = statement(customer, currency, self.story.postings, day(start), end, show_allocations=shown)
        before, after = (self.model.balance(customer, currency, number) for number in (start - 1, start + length))
        assert made.opening_minor == before[0] + before[1] - before[2]
        assert made.closing_minor == after[0] + after[1] - after[2]
        running = made.opening_minor
        for line in made.lines:
            running += line.change_minor
            assert line.balance_minor == running
            assert shown or line.change_minor
        assert running == made.closing_minor

    def teardown(self) -> None:
        for number in DAYS:
            self._agree_on(number)
        shuffled = list(self.story.postings)
        Random(len(shuffled)).shuffle(shuffled)
        whole, mixed = derive(self.story.postings, day(30)), derive(shuffled, day(30))
        assert (whole.open_minor, whole.unapplied_minor) == (mixed.open_minor, mixed.unapplied_minor)
        assert whole.accounts == mixed.accounts


TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
