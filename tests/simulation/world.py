"""The customers of a simulated year: what they buy, how they pay, what they say. Everything follows from the seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.simulation.facts import Invoice, Payment, Rules

ZONES = (
    ("Europe/Berlin", "DE"), ("America/New_York", "US"), ("Asia/Tokyo", "JP"), ("Australia/Lord_Howe", "AU"),
    ("America/Santiago", "CL"), ("Asia/Kolkata", "IN"), ("Pacific/Auckland", "NZ"), ("Europe/London", "GB"),
    ("Pacific/Honolulu", "US"), ("UTC", "IE"),
)  # fmt: skip
_LEVEL = (
    "  - {{key: {key}, name: {key}, days: {days}, channel: email, template: {key}, tone: {tone}, "
    "approval: {approval}}}\n"
)
_DOCUMENT = """format: 1
name: Simulated
levels:
{levels}window:
  opens: "{opens}"
  closes: "{closes}"
  weekdays: [{weekdays}]
  skip_holidays: false
contact:
  roles: [billing, main]
  spacing_days: {spacing}
silence:
  promise_grace_days: {promise_grace}
  promise_longest_days: 45
  claim_days: 5
  bank_data_max_age_hours: 0
  new_invoice_days: {new_invoice_days}
"""
_TONES = {"before_due": "friendly", "first_reminder": "polite", "second_reminder": "firm", "final_reminder": "final"}
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def draw_rules(lots: Random) -> Rules:
    """Return some procedure: e-mail levels around the due date, spacing, silence."""
    first, second, third = lots.randint(0, 5), lots.randint(8, 14), lots.randint(18, 30)
    manual = lots.random() < 0.3
    levels = [("before_due", -lots.randint(2, 6), False)] if lots.random() < 0.7 else []
    levels += [("first_reminder", first, False), ("second_reminder", second, False), ("final_reminder", third, manual)]
    office_hours = lots.random() < 0.6
    rules = Rules(
        10**9, None, tuple(levels), lots.randint(2, 7), lots.randint(0, 3), lots.randint(0, 3),
        frozenset(range(5 if office_hours else 7)), "08:30" if office_hours else "00:00",
        "17:00" if office_hours else "23:59",
    )  # fmt: skip
    rules.text = _DOCUMENT.format(
        levels="".join(
            _LEVEL.format(key=key, days=days, tone=_TONES[key], approval="manual" if by_hand else "automatic")
            for key, days, by_hand in levels
        ),
        weekdays=", ".join(_WEEK[n] for n in sorted(rules.weekdays)), opens=rules.opens, closes=rules.closes,
        spacing=rules.spacing, promise_grace=rules.promise_grace, new_invoice_days=rules.new_invoice_days,
    )  # fmt: skip
    return rules


@dataclass
class Buyer:
    """A customer: how late it pays on average (days), how sure that is, and how it writes a transfer."""

    number: str
    lateness: int
    spread: int
    is_forgetful: bool
    account: str


@dataclass
class World:
    """Draws what happens; knows no Duly."""

    lots: Random
    first_day: date
    buyers: list[Buyer] = field(default_factory=list)
    count: int = 0
    paid: int = 0

    def populate(self, how_many: int) -> None:
        """Invent the customers."""
        for place in range(how_many):
            self.buyers.append(
                Buyer(
                    f"K{place + 101}", self.lots.choice([-4, 0, 2, 6, 12, 25, 45]), self.lots.randint(1, 9),
                    self.lots.random() < 0.3, f"DE{self.lots.randrange(10**20):020d}",
                )
            )  # fmt: skip

    def new_invoices(self, day: date) -> list[tuple[Invoice, Payment | None]]:
        """Return a batch of invoices issued about now, each with the payment that will be made for it (or none)."""
        found = []
        for buyer in self.lots.sample(self.buyers, k=min(len(self.buyers), self.lots.randint(2, 7))):
            self.count += 1
            issue = day - timedelta(days=self.lots.choice([0, 0, 0, 1, 2]))
            invoice = Invoice(
                10**9, None, f"SIM-{self.count:05d}", buyer.number, self.lots.randint(20_00, 9_000_00), issue,
                issue + timedelta(days=self.lots.choice([7, 14, 14, 30])),
            )  # fmt: skip
            late = round(self.lots.gauss(buyer.lateness, buyer.spread))
            is_bad = self.lots.random() < 0.06
            found.append((invoice, None if is_bad else self.pay([invoice], invoice.due, late, buyer)))
        return found

    def pay(self, invoices: list[Invoice], due: date, late: int, buyer: Buyer | None = None) -> Payment:
        """Return a payment for invoices: usually exact and with the numbers, sometimes neither."""
        self.paid += 1
        buyer = buyer or next(one for one in self.buyers if one.number == invoices[0].customer)
        day = max(due + timedelta(days=late), max(one.issue for one in invoices))
        shares = {one.number: one.minor for one in invoices}
        named = " ".join(shares)
        luck = self.lots.random()
        if luck < 0.08:  # a part only
            shares = {number: max(1, minor * self.lots.randint(20, 80) // 100) for number, minor in shares.items()}
        extra = self.lots.randint(1, 5000) if 0.08 <= luck < 0.12 else 0
        is_named = not (buyer.is_forgetful and self.lots.random() < 0.5)
        return Payment(
            10**9, None, f"q{self.paid:05d}z", buyer.number, sum(shares.values()) + extra, shares, is_named,
            named if is_named else "thank you", buyer.account, day,
        )  # fmt: skip

    def junk(self, day: date) -> Payment:
        """Return money that pays no invoice at all."""
        self.paid += 1
        return Payment(
            10**9, None, f"q{self.paid:05d}z", "", self.lots.randint(1, 900_000), {}, False, "rent for the cellar",
            "DE99999999999999999999", day,
        )  # fmt: skip
