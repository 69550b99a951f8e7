"""Counts and sums of an import, kept so that they can be seen to add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duly.core.billing.intake.rows import Rejected
from duly.core.billing.intake.values import CreditNoteRow, HistoryRow, IntakeRow


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows of one fate, and their amounts in minor units by currency.

    Credit notes that were read from negative rows count below zero, as the file has them.
    `without_amount` counts rows whose amount could not be read or which have none.
    """

    rows: int
    without_amount: int
    sums_minor: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TotalsReport:
    """What became of every row: read = accepted + skipped + quarantined, in rows and in money."""

    read: Tally
    accepted: Tally
    skipped: Tally
    quarantined: Tally
    outcomes: Mapping[str, Tally]

    def adds_up(self) -> bool:
        """Whether rows and sums of the three fates make exactly what was read."""
        fates = (self.accepted, self.skipped, self.quarantined)
        sums: Counter[str] = Counter()
        for fate in fates:
            sums.update(fate.sums_minor)
        return (
            sum(fate.rows for fate in fates) == self.read.rows
            and sum(fate.without_amount for fate in fates) == self.read.without_amount
            and dict(sums) == dict(self.read.sums_minor)
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain values for json.dumps."""
        named = {name: getattr(self, name) for name in ("read", "accepted", "skipped", "quarantined")}
        plain = {name: _plain(tally) for name, tally in named.items()}
        return {**plain, "outcomes": {name: _plain(tally) for name, tally in self.outcomes.items()}}


def _plain(tally: Tally) -> dict[str, Any]:
    return {"rows": tally.rows, "without_amount": tally.without_amount, "sums_minor": dict(tally.sums_minor)}


class _Count:
    def __init__(self) -> None:
        self.rows = self.without_amount = 0
        self.sums: dict[str, int] = {}

    def add(self, currency: str | None, amount_minor: int | None) -> None:
        self.rows += 1
        if currency is None or amount_minor is None:
            self.without_amount += 1
        else:
            self.sums[currency] = self.sums.get(currency, 0) + amount_minor

    def tally(self) -> Tally:
        return Tally(self.rows, self.without_amount, dict(self.sums))


class Totals:
    """Collects counts and sums while rows are read; `negative_credit_notes` as in the mapping's `negative`."""

    def __init__(self, *, negative_credit_notes: bool = False) -> None:
        self._negative = negative_credit_notes
        self._read, self._accepted, self._skipped, self._quarantined = _Count(), _Count(), _Count(), _Count()
        self._outcomes: dict[str, _Count] = {}

    def _amount(self, row: IntakeRow) -> tuple[str | None, int | None]:
        amount: int | None = getattr(row, "amount_minor", None)
        if amount is not None and self._negative and type(row) is CreditNoteRow:
            amount = -amount
        return row.currency if amount is not None and hasattr(row, "currency") else None, amount

    def accept(self, row: IntakeRow) -> None:
        """Count a row that goes into the ledger."""
        currency, amount = self._amount(row)
        self._read.add(currency, amount)
        self._accepted.add(currency, amount)
        if type(row) is HistoryRow:
            self._outcomes.setdefault(row.outcome.value, _Count()).add(currency, amount)

    def skip(self, row: IntakeRow) -> None:
        """Count a row that repeats another one and is left out."""
        currency, amount = self._amount(row)
        self._read.add(currency, amount)
        self._skipped.add(currency, amount)

    def quarantine(self, row: IntakeRow | Rejected) -> None:
        """Count a row that waits for a person, whether it was readable by itself or not."""
        if isinstance(row, Rejected):
            currency, amount = row.currency, row.amount_minor
        else:
            currency, amount = self._amount(row)
        self._read.add(currency, amount)
        self._quarantined.add(currency, amount)

    def report(self) -> TotalsReport:
        """Return the counts and sums so far."""
        return TotalsReport(
            self._read.tally(), self._accepted.tally(), self._skipped.tally(), self._quarantined.tally(),
            {name: count.tally() for name, count in sorted(self._outcomes.items())},
        )  # fmt: skip
