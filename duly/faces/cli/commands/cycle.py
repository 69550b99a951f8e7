"""`duly cycle`, `duly explain`, `duly procedure`: run a day, say why, and what rules."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from duly.faces.cli.session import EXIT_FAILED, EXIT_NOT_FOUND, EXIT_USAGE, act_for, boot, find_company, out, stop

if TYPE_CHECKING:
    from duly.services.act import Act
    from duly.services.dunning.decide_accounts import Decided

Company = Annotated[str | None, typer.Option(help="Slug of the company.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="A day as YYYY-MM-DD; default: the business date.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
procedure_app = typer.Typer(help="Check, apply and list dunning procedures.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(cycle)
    app.command()(explain)
    app.add_typer(procedure_app, name="procedure")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        stop(f"{text!r} is no day. Write it as YYYY-MM-DD.", EXIT_USAGE)
        raise


def cycle(
    company: Company = None,
    as_of: AsOf = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Decide and print; write nothing.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Also work through the queue until it is empty.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run the day: decide for every customer, plan the messages, once.

    A second run of the same day changes nothing. A past day is replayed: decisions and notices are stored as of
    that day, and nothing is sent. A day ahead can only be looked at with --dry-run.
    """
    boot()
    one = find_company(company)
    act = act_for(one, as_of=_day(as_of), reason="duly cycle")
    if dry_run:
        _preview(act, as_json=as_json)
        return
    if act.business_date > one.business_date(act.at):
        stop(f"{act.business_date} lies ahead of today, {one.business_date(act.at)}. Add --dry-run.", EXIT_USAGE)
    if act.business_date == one.business_date(act.at):
        from duly.services.cash.run_matching import run_matching

        run_matching(act=act)  # the newest money first, so that nobody who has paid is chased
    result = run_day(act)
    if send:
        from duly.wiring.workers import run_worker

        run_worker(name="duly cycle --send", concurrency=2, until_empty=True)
    if as_json:
        out.print_json(json.dumps(result))
    else:
        state = "run" if result["is_new"] else "had been run before"
        words = ", ".join(f"{n} {what}" for what, n in sorted(result["counts"].items())) or "nothing to do"
        out.print(f"{one.slug} {act.business_date}: {state}; {words}.", highlight=False)


def run_day(act: Act) -> dict[str, Any]:
    """Run one day in this process and return what was done; a day that was run before stays as it is."""
    from django.conf import settings

    from duly.services.dunning.run_cycle import run_shard, start_cycle, waiting_shards
    from duly.services.refused import ServiceRefused
    from duly.store.queries.cycles import cycle_counts
    from duly.store.tenancy import in_company
    from duly.wiring.ports import ports

    outside = ports()
    try:
        with in_company(act.company_id):
            cycle_id, is_new = start_cycle(act=act, ports=outside, shard_size=settings.CYCLE_SHARD_SIZE, inline=True)
            waiting = waiting_shards(act.company_id, cycle_id)
        for number in waiting:
            with in_company(act.company_id):
                run_shard(act=act, ports=outside, cycle_id=cycle_id, shard_no=number)
        with in_company(act.company_id):
            counts = cycle_counts(act.company_id, cycle_id)
    except ServiceRefused as refusal:
        stop(str(refusal))
        raise
    day = act.business_date.isoformat()
    return {"cycle": cycle_id, "business_date": day, "is_new": is_new, "counts": counts}


def _preview(act: Act, *, as_json: bool) -> None:
    from duly.services.dunning.explain import preview_cycle
    from duly.services.refused import ServiceRefused
    from duly.store.tenancy import in_company
    from duly.wiring.ports import holidays

    try:
        with in_company(act.company_id):
            decided, _ = preview_cycle(act=act, holidays=holidays, limit=10**9)
    except ServiceRefused as refusal:
        stop(str(refusal))
        raise
    if as_json:
        rows = [one.decision.to_dict() for one in decided if not one.decision.is_quiet]
        out.print_json(json.dumps({"business_date": act.business_date.isoformat(), "decisions": rows}))
        return
    table = Table("customer", "to", "level", "invoices", "asked", box=None)
    for one in decided:
        for action in one.decision.actions:
            asked = ", ".join(f"{currency} {minor} minor" for currency, minor in action.asked)
            table.add_row(one.snapshot.name, action.channel, action.level_key, str(len(action.items)), asked)
    out.print(table)
    quiet = sum(one.decision.is_quiet for one in decided)
    out.print(f"{len(decided) - quiet} customers would hear from us on {act.business_date}, {quiet} would not.")


def explain(
    what: Annotated[str, typer.Argument(help="An invoice number, a customer number, or a customer's name.")],
    company: Company = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Say what would be done about a customer or invoice, why, why not, and what comes next."""
    boot()
    from duly.services.dunning.explain import explain_customers
    from duly.services.refused import ServiceRefused
    from duly.store.queries.find import find_customers
    from duly.store.tenancy import in_company
    from duly.wiring.ports import holidays

    one = find_company(company)
    act = act_for(one, as_of=_day(as_of))
    with in_company(one.id):
        ids = find_customers(one.id, what)
        if not ids:
            stop(f"No customer or invoice {what!r} in {one.slug}.", EXIT_NOT_FOUND)
        try:
            decided = explain_customers(act=act, holidays=holidays, customer_ids=ids, as_of=act.business_date)
        except ServiceRefused as refusal:
            stop(str(refusal))
            raise
    if as_json:
        out.print_json(json.dumps([row.decision.to_dict() for row in decided]))
    else:
        for row in decided:
            _say(row)


def _say(row: Decided) -> None:
    from duly.core.dunning.decision import next_step_sentence
    from duly.core.dunning.reasons import sentence

    decision = row.decision
    chosen = {"customer": ", the customer's own", "segment": f", through the segment {row.snapshot.segment}"}
    out.print(f"[bold]{row.snapshot.name}[/bold] on {decision.as_of} by {decision.procedure_name} "
              f"(version {decision.procedure_version}{chosen.get(row.ruled_by, '')})", highlight=False)  # fmt: skip
    for action in decision.actions:
        out.print(f"  → {action.channel}: {action.level_key}, {len(action.items)} invoices", highlight=False)
    for reason in decision.reasons:
        out.print(f"  {sentence(reason)}", highlight=False)
    for item in decision.items:
        out.print(f"  {item.number}: {item.outcome} {item.level_key}", highlight=False)
        for reason in item.reasons:
            out.print(f"      {sentence(reason)}", highlight=False)
        if item.next_step:
            out.print(f"      Next: {next_step_sentence(item.next_step)}", highlight=False)


@procedure_app.command("check")
def check(file: Path, as_json: AsJson = False) -> None:
    """Check a procedure file; exit code 1 when it cannot be used."""
    boot()
    from duly.services.dunning.save_procedure import check_procedure

    checked = check_procedure(_text(file))
    problems = [{"path": p.path, "message": p.message, "remedy": p.remedy, "error": p.is_error}
                for p in checked.problems]  # fmt: skip
    if as_json:
        out.print_json(json.dumps({"usable": checked.is_usable, "problems": problems}))
    else:
        for problem in problems:
            out.print(f"{file}: {problem['path']}: {problem['message']} {problem['remedy']}", highlight=False)
        out.print("It can be used." if checked.is_usable else "It cannot be used yet.")
    raise typer.Exit(0 if checked.is_usable else EXIT_FAILED)


@procedure_app.command("apply")
def apply(
    file: Path,
    company: Company = None,
    default: Annotated[bool, typer.Option("--default", help="Make it rule everybody without another.")] = False,
    segment: Annotated[list[str] | None, typer.Option(help="A segment it rules; may be repeated.")] = None,
    note: Annotated[str, typer.Option(help="Why this version.")] = "",
    as_json: AsJson = False,
) -> None:
    """Save a procedure file as the next version; it rules from the next run on. JSON: `version`."""
    boot()
    from duly.services.dunning.save_procedure import save_procedure
    from duly.services.refused import ServiceRefused
    from duly.store.tenancy import in_company

    one = find_company(company)
    try:
        with in_company(one.id):
            version = save_procedure(act=act_for(one, reason=note), text=_text(file), is_default=default,
                                     segments=segment or [], note=note)  # fmt: skip
    except ServiceRefused as refusal:
        stop(f"{file}: {refusal}")
        raise
    if as_json:
        out.print_json(json.dumps({"version": version}))
    else:
        out.print(f"Version {version} rules from the next run on.")


@procedure_app.command("list")
def list_all(company: Company = None, as_json: AsJson = False) -> None:
    """List the procedures that rule."""
    boot()
    from duly.store.queries.procedures import list_procedures
    from duly.store.tenancy import in_company

    one = find_company(company)
    with in_company(one.id):
        rows = list_procedures(one.id)
    if as_json:
        out.print_json(json.dumps([{"name": r.name, "version": r.version, "default": r.is_default,
                                    "segments": list(r.segments)} for r in rows]))  # fmt: skip
        return
    for row in rows:
        rules = "everybody else" if row.is_default else ", ".join(row.segments) or "nobody yet"
        out.print(f"{row.name}, version {row.version}: rules {rules}", highlight=False)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        stop(f"{file} cannot be read: {problem}", EXIT_USAGE)
        raise
