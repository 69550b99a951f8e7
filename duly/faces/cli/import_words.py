"""What `duly import` says about a plan, a result and the list of imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from duly.core.billing.intake import adds_up
from duly.core.billing.intake.reasons import REASONS
from duly.core.money.money import Money

if TYPE_CHECKING:
    from duly.services.billing.plan_import import Planned
    from duly.store.queries.imports import RunFacts

_SHOWN = 3


def plan_lines(planned: Planned) -> Iterator[str]:
    """Say what the file was taken for; the questions with their exact answers come last."""
    found = planned.detection
    yield f"[bold]{found.kind.value.replace('_', ' ')}[/bold], {planned.rows:,} rows: {escape(found.kind_reason)}"
    for name, column in found.mapping.columns.items():
        yield f"  {name} = {escape(column)}"
    for name, value in found.mapping.constants.items():
        yield f"  {name} : {escape(value)}"
    if found.unmapped:
        yield f"  left aside: {escape(', '.join(found.unmapped))}"
    for note in (*planned.notes, *found.notes):
        yield f"  [dim]{escape(note)}[/dim]"
    for error in planned.errors:
        yield f"[bold red]{escape(error.sentence)}.[/bold red] {escape(error.remedy)}"
    for missing in found.review.missing:
        yield f"[bold]No column holds {missing.field}[/bold]: {escape(missing.why)}."
        yield from _answers(missing.remedies)
    for question in found.review.questions:
        weight = "bold" if question.blocking else "yellow"
        yield f"[{weight}]{escape(question.sentence)}[/{weight}]"
        yield from _answers(question.answers)


def _answers(answers: Iterable[Any]) -> Iterator[str]:
    for answer in answers:
        yield f"  --map {escape(_quoted(answer.override))}   {escape(answer.meaning)}"


def _quoted(text: str) -> str:
    return f"'{text}'" if set(text) & set(" *;&|<>()$`\"'") else text


def result_lines(run: RunFacts) -> Iterator[Any]:
    """Say what became of every row, with sums, and why rows are in quarantine."""
    dry = run.totals.get("check") if run.state == "cancelled" else None
    report: Mapping[str, Any] = (dry or run.totals).get("report", {})
    if dry:
        yield "[bold]Dry run[/bold], nothing was written. It would be:"
        counts = dry
    else:
        yield f"[bold]Import {run.id} is {run.state}.[/bold]"
        counts = {"new": run.rows_created, "updated": run.rows_updated, "unchanged": run.rows_unchanged,
                  "quarantined": run.rows_quarantined, "customers": run.totals.get("customers", 0)}  # fmt: skip
    table = Table("", "rows", "sum", box=None)
    for fate, words in (("accepted", "new or updated"), ("skipped", "unchanged"), ("quarantined", "in quarantine"),
                        ("read", "read from the file")):  # fmt: skip
        tally = report.get(fate, {})
        table.add_row(words, f"{tally.get('rows', 0):,}", sums_text(tally.get("sums_minor", {})))
    yield table
    yield f"{counts['new']:,} new, {counts['updated']:,} updated, {counts['customers']:,} customers created."
    for outcome, tally in report.get("outcomes", {}).items():
        yield f"  {outcome}: {tally['rows']:,} rows, {sums_text(tally['sums_minor'])}"
    yield "Rows and sums add up." if adds_up(report) else "[bold red]Rows and sums do not add up.[/bold red]"
    for code, count in (dry or run.totals).get("reasons", {}).items():
        yield f"[yellow]{count:,} x {code}[/yellow]: {escape(REASONS[code][0])}"
    for code, examples in (dry or {}).get("examples", {}).items():
        if code.startswith("quarantined."):
            for one in examples[:_SHOWN]:
                yield f"  line {one['line']}, {one['field']}: {escape(one['reason'])}. {escape(one['remedy'])}"


def sums_text(sums: Mapping[str, int]) -> str:
    """Return sums by currency such as `EUR 1234.50, USD 7.00`."""
    return ", ".join(f"{currency} {Money(minor, currency).plain()}" for currency, minor in sorted(sums.items())) or "-"


def list_lines(runs: Iterable[RunFacts]) -> Iterator[Any]:
    """Return the list of imports as a table; `held` counts lines in quarantine."""
    table = Table("no.", "day", "source", box=None)
    table.add_column("file", overflow="fold")
    for name in ("state", "new", "same", "held"):
        table.add_column(name)
    for run in runs:
        table.add_row(
            str(run.id), f"{run.created_at:%Y-%m-%d}", escape(run.source), escape(run.file_name), run.state,
            f"{run.rows_created + run.rows_updated:,}", f"{run.rows_unchanged:,}", f"{run.rows_quarantined:,}",
        )  # fmt: skip
    yield table
