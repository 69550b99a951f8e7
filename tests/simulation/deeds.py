"""What can be done, as deeds: files imported, promises made, invoices contested, money put where it belongs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from duly.adapters.jobs.queue import JobQueue
from duly.core.cash.netting import Share
from duly.services.accounts.place_hold import end_hold, place_hold
from duly.services.accounts.save_contact import ContactDetails, save_contact
from duly.services.act import Act
from duly.services.billing.enqueue_import import enqueue_import
from duly.services.billing.plan_import import plan_import
from duly.services.billing.start_import import start_import
from duly.services.cases.answer_once import claim_once, dispute_once, promise_once
from duly.services.cases.close_claim import close_claim
from duly.services.cases.resolve_dispute import resolve_dispute
from duly.services.cases.withdraw_promise import withdraw_promise
from duly.services.cash.allocate_receipt import allocate_receipt, undo_application
from duly.services.cash.import_bank_file import AlreadySeen, ImportedFile, import_bank_file
from duly.services.cash.settle_otherwise import mark_not_ours, refund_receipt
from duly.services.dunning.review_notice import approve_notice, exclude_notice
from duly.services.dunning.save_procedure import save_procedure
from duly.services.ports import ImportPorts
from duly.store.tenancy import in_company
from duly.wiring.bank import bank_reader
from tests.demo_bank import Payment as BankPayment
from tests.demo_bank import bank_file
from tests.simulation.eyes import rows
from tests.simulation.facts import Fact, Invoice, Payment, Reach, Rules, Silence
from tests.simulation.office import Deed, Office

HEAD = "invoice_number,customer_id,issue_date,due_date,amount,currency"


def plain(value: Any) -> Any:
    """Return a JSON column's value."""
    return json.loads(value) if isinstance(value, str) else value


class Deeds:
    """Makes deeds for one company. `ids` are Duly's numbers for customers and invoices."""

    def __init__(self, office: Office, ports: ImportPorts) -> None:
        self.office, self.ports = office, ports
        self.customer_ids: dict[str, int] = {}
        self.contact_ids: dict[str, int] = {}

    def invoice_ids(self, numbers: Sequence[str]) -> dict[str, int]:
        """Return Duly's ids of the invoices that Duly knows."""
        found = rows(
            self.office.company_id, "SELECT number, id FROM receivable WHERE company_id = %(company)s "
            "AND number = ANY(%(numbers)s)", numbers=list(numbers),
        )  # fmt: skip
        return dict(found)

    def import_invoices(self, invoices: Sequence[Invoice], name: str) -> Deed:
        """Stage a CSV file and leave the rest to a worker; the facts are certain when the worker says so."""
        lines = [
            f"{i.number},{i.customer},{i.issue},{i.due},{i.minor // 100}.{i.minor % 100:02d},EUR" for i in invoices
        ]
        data = "\n".join([HEAD, *lines, ""]).encode()

        def run(act: Act) -> None:
            with in_company(act.company_id):
                run_id = start_import(act=act, ports=self.ports, name=name, chunks=[data], source="erp")
                plan_import(act=act, ports=self.ports, run_id=run_id)
                enqueue_import(act=act, ports=self.ports, run_id=run_id)

        return Deed(f"import of {len(lines)} invoices ({name})", run, is_safe_to_repeat=True)

    def go_on(self, name: str) -> Deed:
        """Somebody sees that an import failed, and starts it again."""

        def run(act: Act) -> None:
            found = rows(
                act.company_id, "SELECT id FROM import_run WHERE company_id = %(company)s AND state = 'failed' "
                "AND file_name = %(name)s", name=name,
            )  # fmt: skip
            with in_company(act.company_id):
                for (pk,) in found:
                    enqueue_import(act=act, ports=self.ports, run_id=pk)

        return Deed(f"import {name} is started again", run, commits=2, is_safe_to_repeat=True)

    def import_bank(self, payments: Sequence[Payment], message: str, *, by_job: bool) -> Deed:
        """Import a camt.053 file; matching follows at once, or as a job."""
        data = bank_file(*[_bank_line(one) for one in payments], message=message)

        def run(act: Act) -> None:
            with in_company(act.company_id):
                read = import_bank_file(act=act, data=data, name=f"{message}.xml", read=bank_reader())
                assert isinstance(read, ImportedFile | AlreadySeen), read
                if by_job:
                    JobQueue().enqueue("match_receipts", {"company_id": act.company_id})
            if not by_job:
                from duly.services.cash.run_matching import run_matching

                run_matching(act=act)

        fresh = [one for one in payments if one.done is None]
        said = ", ".join(f"{p.tag} {p.customer} {p.minor} {p.text!r}" for p in fresh)
        return Deed(f"bank file {message}: {said}", run, tuple(fresh), is_safe_to_repeat=True)

    def promise(self, fact: Silence) -> Deed:
        """The customer promises, on its own page, to pay some invoices in full."""
        assert fact.until is not None and fact.numbers is not None

        def run(act: Act) -> None:
            ids = list(self.invoice_ids(sorted(fact.numbers or ())).values())
            total = rows(
                act.company_id, "SELECT coalesce(sum(open_minor), 0) FROM open_item WHERE receivable_id = ANY(%(ids)s)",
                ids=ids,
            )[0][0]  # fmt: skip
            with in_company(act.company_id):
                fact.row_id = promise_once(
                    act=act, customer_id=self.customer_ids[fact.customer], promised_date=fact.until or date.max,
                    receivable_ids=ids, amount_minor=int(total), note=fact.marker,
                )  # fmt: skip

        return self._silence(f"promise of {fact.customer} for {sorted(fact.numbers)} by {fact.until}", run, fact, 3)

    def dispute(self, fact: Silence) -> Deed:
        """The customer contests an invoice, wholly or in part."""
        (number,) = fact.numbers or ("",)

        def run(act: Act) -> None:
            ids = self.invoice_ids([number])
            with in_company(act.company_id):
                fact.row_id = dispute_once(
                    act=act, customer_id=self.customer_ids[fact.customer], receivable_id=ids[number],
                    reason_code="quality", amount_minor=fact.minor, text=fact.marker,
                )  # fmt: skip

        return self._silence(f"dispute of {number}, {fact.minor or 'all of it'}", run, fact, 2)

    def claim(self, fact: Silence) -> Deed:
        """The customer says it has paid."""

        def run(act: Act) -> None:
            ids = list(self.invoice_ids(sorted(fact.numbers or ())).values())
            with in_company(act.company_id):
                fact.row_id = claim_once(
                    act=act, customer_id=self.customer_ids[fact.customer], receivable_ids=ids, paid_date=None,
                    method="bank", text=fact.marker,
                )  # fmt: skip

        return self._silence(f"claim of payment for {sorted(fact.numbers or ())}", run, fact, 2)

    def hold(self, fact: Silence) -> Deed:
        """A clerk puts a customer on hold."""

        def run(act: Act) -> None:
            with in_company(act.company_id):
                fact.row_id = place_hold(
                    act=act, customer_id=self.customer_ids[fact.customer], reason=fact.marker, until_date=fact.until
                )  # fmt: skip

        return self._silence(f"hold on {fact.customer} until {fact.until}", run, fact, 1, is_safe=False)

    def _silence(self, name: str, run: Any, fact: Silence, commits: int, *, is_safe: bool = True) -> Deed:
        def refused() -> None:
            self.office.oracle.silences.remove(fact)

        self.office.oracle.silences.append(fact)
        return Deed(name, run, (fact,), on_refused=refused, commits=commits, is_safe_to_repeat=is_safe)

    def end(self, fact: Silence) -> Deed:
        """Whatever silenced a customer ends: withdrawn, resolved, not found, released."""
        table = {"promise": "promise_to_pay", "dispute": "dispute", "claim": "payment_claim", "hold": "hold"}[fact.kind]
        column = {"promise": "note", "dispute": "text", "claim": "text", "hold": "reason"}[fact.kind]

        def run(act: Act) -> None:
            found = rows(
                act.company_id, f"SELECT id FROM {table} WHERE company_id = %(company)s AND {column} = %(marker)s",
                marker=fact.marker,
            )  # fmt: skip
            with in_company(act.company_id):
                for (pk,) in found:
                    _end(act, fact.kind, pk)

        end = fact.end = Fact(10**9)
        fact.end_day = self.office.clock.day

        def refused() -> None:
            fact.end = fact.end_day = None

        return Deed(f"end of {fact.kind} {fact.marker}", run, (end,), on_refused=refused, commits=2)

    def save_rules(self, rules: Rules) -> Deed:
        """Somebody changes the dunning procedure."""

        def run(act: Act) -> None:
            with in_company(act.company_id):
                save_procedure(act=act, text=rules.text, is_default=True)

        self.office.oracle.rules.append(rules)
        return Deed(f"procedure {rules.levels}, {rules.spacing} days apart", run, (rules,), is_safe_to_repeat=True)

    def review(self, notice_id: int, *, approve: bool, jobs: Any) -> Deed:
        """A manager approves a held message, or leaves it out."""

        def run(act: Act) -> None:
            with in_company(act.company_id):
                if approve:
                    approve_notice(act=act, ports=jobs, notice_id=notice_id)
                else:
                    exclude_notice(act=act, notice_id=notice_id, reason="not this time")

        return Deed(f"{'approval' if approve else 'exclusion'} of message {notice_id}", run)

    def correct_address(self, customer: str, email: str) -> Deed:
        """A clerk corrects the address that mail came back from."""

        def run(act: Act) -> None:
            with in_company(act.company_id):
                save_contact(
                    act=act, customer_id=self.customer_ids[customer], contact_id=self.contact_ids[customer],
                    details=ContactDetails(f"Buyer {customer}", email),
                )  # fmt: skip

        fact = Reach(10**9, None, customer, "yes")
        self.office.oracle.reach.append(fact)
        return Deed(f"{customer} has the address {email}", run, (fact,), is_safe_to_repeat=True)

    def waiting(self) -> list[tuple[int, str, int]]:
        """Return what the clerk sees as waiting cash: receipt, its text, what is left of it."""
        return rows(
            self.office.company_id,
            """SELECT r.id, r.text, o.unapplied_minor FROM open_receipt o JOIN receipt r ON r.id = o.receipt_id
                WHERE o.company_id = %(company)s ORDER BY r.id""",
        )

    def settle(self, receipt_id: int, payment: Payment | None) -> Deed:
        """The clerk, who has asked the customer, puts a receipt where it belongs; what is left over goes back."""

        def run(act: Act) -> None:
            left = next((minor for pk, _, minor in self.waiting() if pk == receipt_id), 0)
            free = _share_out(act.company_id, payment, left) if payment else []
            if free:
                with in_company(act.company_id):
                    customer_id = self.customer_ids[payment.customer] if payment else None
                    allocate_receipt(act=act, receipt_id=receipt_id, shares=free, customer_id=customer_id)
            rest = left - sum(one.amount_minor for one in free)
            if rest:
                with in_company(act.company_id):
                    give_back = refund_receipt if payment and payment.customer else mark_not_ours
                    give_back(act=act, receipt_id=receipt_id, amount_minor=rest)

        name = f"clerk settles receipt {receipt_id} ({payment.tag if payment else 'junk'})"
        return Deed(name, run, commits=99, is_safe_to_repeat=True)

    def undo(self, payment: Payment) -> Deed:
        """The clerk takes an application back: it was a mistake, or so it seemed."""

        def run(act: Act) -> None:
            found = rows(
                act.company_id,
                """SELECT max(p.entry_id) FROM posting p JOIN receipt r ON r.id = p.receipt_id
                    WHERE p.company_id = %(company)s AND p.kind = 'principal' AND r.text LIKE %(tag)s
                      AND NOT EXISTS (SELECT 1 FROM posting x WHERE x.reverses_id = p.id)""",
                tag=f"%{payment.tag}%",
            )[0][0]  # fmt: skip
            if found is not None:
                with in_company(act.company_id):
                    undo_application(act=act, entry_id=found)

        payment.settled = None
        return Deed(f"the application of {payment.tag} is taken back", run, commits=2)


def _end(act: Act, kind: str, pk: int) -> None:
    if kind == "promise":
        withdraw_promise(act=act, promise_id=pk)
    elif kind == "dispute":
        resolve_dispute(act=act, dispute_id=pk, resolution="rejected")
    elif kind == "claim":
        close_claim(act=act, claim_id=pk, was_found=False)
    else:
        end_hold(act=act, hold_id=pk)


def _bank_line(one: Payment) -> BankPayment:
    return BankPayment(
        minor=one.minor, text=f"{one.text} {one.tag}".strip(), name=f"Customer {one.customer}" if one.customer else "X",
        account=one.account, servicer=f"B{one.tag}", on=one.day,
    )  # fmt: skip


def _share_out(company_id: int, payment: Payment, left: int) -> list[Share]:
    """Spread what is left of a receipt over the invoices it was meant for, as far as they are open."""
    found = rows(
        company_id,
        """SELECT r.number, r.id, o.open_minor FROM open_item o JOIN receivable r ON r.id = o.receivable_id
            WHERE o.company_id = %(company)s AND r.number = ANY(%(numbers)s) ORDER BY 1""",
        numbers=list(payment.shares),
    )  # fmt: skip
    shares = []
    for number, pk, open_minor in found:
        minor = min(left, open_minor, payment.shares[number])
        if minor > 0:
            shares.append(Share(pk, minor))
            left -= minor
    return shares
