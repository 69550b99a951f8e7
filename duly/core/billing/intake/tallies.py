"""Adding up the counts and sums of batches, kept as the plain values of `TotalsReport.to_json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FATES = ("read", "accepted", "skipped", "quarantined")
NOTHING: Mapping[str, Any] = {"rows": 0, "without_amount": 0, "sums_minor": {}}


def add_tally(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sum of two tallies; amounts in minor units by currency."""
    sums = dict(one["sums_minor"])
    for currency, minor in other["sums_minor"].items():
        sums[currency] = sums.get(currency, 0) + minor
    rows, without = one["rows"] + other["rows"], one["without_amount"] + other["without_amount"]
    return {"rows": rows, "without_amount": without, "sums_minor": sums}


def add_reports(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sum of two reports; an empty one counts as nothing."""
    whole: dict[str, Any] = {fate: add_tally(one.get(fate, NOTHING), other.get(fate, NOTHING)) for fate in FATES}
    first, second = one.get("outcomes", {}), other.get("outcomes", {})
    whole["outcomes"] = {
        name: add_tally(first.get(name, NOTHING), second.get(name, NOTHING)) for name in sorted({*first, *second})
    }
    return whole


def adds_up(report: Mapping[str, Any]) -> bool:
    """Whether accepted, skipped and quarantined make exactly what was read, in rows and in every currency."""
    fates: dict[str, Any] = dict(NOTHING)
    for fate in FATES[1:]:
        fates = add_tally(fates, report.get(fate, NOTHING))
    read = report.get("read", NOTHING)
    return all(fates[part] == read[part] for part in ("rows", "without_amount")) and _sums(fates) == _sums(read)


def _sums(tally: Mapping[str, Any]) -> dict[str, int]:
    return {currency: minor for currency, minor in tally["sums_minor"].items() if minor}
