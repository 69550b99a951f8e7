"""`duly cycles`, `duly decision`: the days that were run, what was decided about whom, and why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from duly.faces.cli.documents import day
from duly.faces.cli.named import customer_id_of, customer_names
from duly.faces.cli.options import AsJson, Company, Cursor, Id, Limit, OfCustomer
from duly.faces.cli.session import EXIT_NOT_FOUND, out, stop, working
from duly.faces.cli.show import Plain, cut, money, plain, show_list, show_one

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duly.core.dunning.decision import CustomerDecision
    from duly.core.dunning.reasons import Reason
    from duly.store.queries.api_dunning import DecisionRow

CYCLE = ("id", "business_date", "state", "shard_count", "shards_done", "counts", "message", "started_at",
         "finished_at", "started_by")  # fmt: skip
CYCLES = {"id": "id", "business_date": "day", "state": "state", "counts": "decided", "started_by": "started by",
          "message": "message"}  # fmt: skip
DECISIONS = {"id": "id", "as_of": "day", "customer": "customer", "outcome": "outcome",
             "procedure_name": "procedure", "why": "why"}  # fmt: skip
cycles = typer.Typer(no_args_is_help=True, help="Days that were run; `duly cycle` runs one.")
group = typer.Typer(no_args_is_help=True, help="Decisions of the daily run, and why.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(cycles, name="cycles")
    app.add_typer(group, name="decision")


@cycles.command("list")
def list_cycles(
    state: Annotated[Literal["running", "done", "failed"] | None, typer.Option(help="Only in this state.")] = None,
    from_date: Annotated[date | None, day("Of this day or later.", "--from")] = None,
    to_date: Annotated[date | None, day("Of this day or before.", "--to")] = None,
    limit: Limit = 50, cursor: Cursor = None, company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List the days that were run, the newest first. JSON: {data: [cycle as in the API], next: the cursor or null}."""
    with working(company) as act:
        from duly.store.queries.api_dunning import cycle_rows

        rows = cycle_rows(act.company_id, after=cursor, limit=limit + 1, state=state, from_date=from_date,
                          to_date=to_date)  # fmt: skip
    kept, place = cut(rows, limit)
    show_list([plain(row, CYCLE) for row in kept], place, CYCLES, as_json=as_json)


@cycles.command("show")
def show_cycle(cycle: Id, company: Company = None, as_json: AsJson = False) -> None:
    """Show a day that was run, or is being run. JSON: the cycle as in the API."""
    with working(company) as act:
        from duly.store.queries.api_dunning import cycle_rows

        found = cycle_rows(act.company_id, id=cycle, limit=1)
        if not found:
            stop(f"There is no cycle {cycle}. Known: duly cycles list", EXIT_NOT_FOUND)
    show_one(plain(found[0], CYCLE), as_json=as_json)


@group.command("list")
def list_decisions(
    cycle: Annotated[int | None, typer.Option(min=1, help="Only of this run, see `duly cycles list`.")] = None,
    customer: OfCustomer = None,
    outcome: Annotated[Literal["notify", "task", "none"] | None, typer.Option(help="Only with this outcome.")] = None,
    limit: Limit = 20, cursor: Cursor = None, company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List what was decided about whom, and why. JSON: {data: [decision as in the API], next: the cursor or null}."""
    with working(company) as act:
        from duly.store.queries.api_dunning import decision_rows

        rows = decision_rows(
            act.company_id, after=cursor, limit=limit + 1, cycle_id=cycle, outcome=outcome,
            customer_id=customer_id_of(act.company_id, customer) if customer else None,
        )  # fmt: skip
        kept, place = cut(rows, limit)
        names = customer_names(act.company_id, (row.customer_id for row in kept))
    data = [_decision(row) for row in kept]
    tabled = [row | {"customer": names[row["customer_id"]], "why": _why(row["reasons"])} for row in data]
    show_list(data if as_json else tabled, place, DECISIONS, as_json=as_json)


@group.command("show")
def show(decision: Id, company: Company = None, as_json: AsJson = False) -> None:
    """Show one decision: for each invoice what was done, and why. JSON: the decision as in the API."""
    with working(company) as act:
        from duly.store.queries.api_dunning import decision_rows

        found = decision_rows(act.company_id, id=decision, limit=1)
        if not found:
            stop(f"There is no decision {decision}. Known: duly decision list", EXIT_NOT_FOUND)
    row = _decision(found[0])
    show_one(row, as_json=as_json, leave_out=("actions", "items", "reasons"))
    if as_json:
        return
    for about, reasons in [("", row["reasons"]), *((item["number"], item["reasons"]) for item in row["items"])]:
        for reason in reasons:
            said = f"{about}: {reason['sentence']}" if about else reason["sentence"]
            out.print(said, highlight=False, markup=False, soft_wrap=True)


def _why(reasons: Iterable[Plain]) -> str:
    return " ".join(reason["sentence"] for reason in reasons)


def _decision(row: DecisionRow) -> Plain:
    return plain(row, ("id", "cycle_id", "outcome", "created_at")) | _decided(row.decision)


def _reasons(found: Iterable[Reason]) -> list[Plain]:
    from duly.core.dunning.reasons import remedy, sentence

    return [
        {"code": one.code, "sentence": sentence(one), "remedy": remedy(one),
         "clear_date": one.clear_date.isoformat() if one.clear_date else None}
        for one in found
    ]  # fmt: skip


def _decided(decision: CustomerDecision) -> dict[str, Any]:
    from duly.core.dunning.decision import next_step_sentence

    actions = [
        {"channel": one.channel, "level_key": one.level_key,
         "contact_id": int(one.contact_id) if one.contact_id else None, "planned_date": one.planned_date.isoformat(),
         "invoice_ids": [int(item.receivable_id) for item in one.items],
         "asked": [money(minor, currency) for currency, minor in one.asked], "reasons": _reasons(one.reasons)}
        for one in decision.actions
    ]  # fmt: skip
    items = [
        {"invoice_id": int(one.receivable_id), "number": one.number, "outcome": one.outcome,
         "level_key": one.level_key, "reasons": _reasons(one.reasons),
         "next_step": next_step_sentence(one.next_step) if one.next_step else "",
         "next_date": one.next_step.planned.isoformat() if one.next_step and one.next_step.planned else None}
        for one in decision.items
    ]  # fmt: skip
    return {
        "customer_id": int(decision.customer_id), "as_of": decision.as_of.isoformat(),
        "procedure_name": decision.procedure_name, "procedure_version": decision.procedure_version,
        "actions": actions, "items": items, "reasons": _reasons(decision.reasons),
    }  # fmt: skip
