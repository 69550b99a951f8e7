"""`duly segment`: the rules that put customers into segments, tried, saved and applied; and segments by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from duly.faces.cli.session import EXIT_FAILED, EXIT_NOT_FOUND, EXIT_USAGE, act_for, boot, find_company, out, stop

if TYPE_CHECKING:
    from duly.core.accounts.segments import Amounts, Finding

Company = Annotated[str | None, typer.Option(help="Slug of the company.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
File = Annotated[Path, typer.Argument(help="The rules, as YAML or JSON.")]
Customer = Annotated[str, typer.Argument(help="A customer's number, one of its invoices, or its name.")]
app = typer.Typer(help="Put customers into segments by rules, or by hand.", no_args_is_help=True)


def register(main: typer.Typer) -> None:
    """Add the commands."""
    main.add_typer(app, name="segment")


@app.command("list")
def list_all(company: Company = None, as_json: AsJson = False) -> None:
    """List the segments: how many customers, how many of them by hand, what is open and overdue.

    JSON: `version` of the rules in force (null without), `segments` with `name` ("" for none), `customers`, `pinned`,
    `open` and `overdue` as {currency: minor units}, and `procedure`.
    """
    boot()
    from duly.store.queries.segments import current_rules, segment_sizes
    from duly.store.tenancy import in_company

    one = find_company(company)
    act = act_for(one)
    with in_company(one.id):
        rules, sizes = current_rules(one.id), segment_sizes(one.id, act.business_date)
    procedures = {rule.name: rule.procedure for rule in rules.segments} if rules else {}
    if as_json:
        rows = [
            {"name": s.name, "customers": s.customers, "pinned": s.pinned, "open": dict(s.open),
             "overdue": dict(s.overdue), "procedure": procedures.get(s.name, "")}
            for s in sizes
        ]  # fmt: skip
        out.print_json(json.dumps({"version": rules.version if rules else None, "segments": rows}))
        return
    table = Table("segment", "customers", "by hand", "open", "overdue", "procedure", box=None)
    for size in sizes:
        table.add_row(size.name or "(none)", str(size.customers), str(size.pinned), _text(size.open),
                      _text(size.overdue), procedures.get(size.name, ""))  # fmt: skip
    out.print(table)


@app.command("check")
def check(file: File, as_json: AsJson = False) -> None:
    """Check a file of rules; exit code 1 when it cannot be used. Procedures that a segment names are not looked up.

    JSON: `usable`, and `problems` with `line`, `path`, `message`, `remedy`, `error`.
    """
    boot()
    from duly.services.accounts.save_segments import check_segments

    checked = check_segments(_read(file))
    if as_json:
        problems = [
            {"line": p.line, "path": p.path, "message": p.message, "remedy": p.remedy, "error": p.is_error}
            for p in checked.problems
        ]
        out.print_json(json.dumps({"usable": checked.is_usable, "problems": problems}))
    else:
        for problem in checked.problems:
            place = f"{file}:{problem.line}: {problem.path}"
            out.print(f"{place}: {problem.message} {problem.remedy}", highlight=False, soft_wrap=True, markup=False)
        out.print("It can be used." if checked.is_usable else "It cannot be used yet.")
    raise typer.Exit(0 if checked.is_usable else EXIT_FAILED)


@app.command("save")
def save(
    file: File,
    company: Company = None,
    note: Annotated[str, typer.Option(help="Why this version.")] = "",
    apply: Annotated[bool, typer.Option("--apply", help="Move the customers now, not with the next day.")] = False,
    as_json: AsJson = False,
) -> None:
    """Save a file of rules as the next version; customers move with the next day that is run.

    JSON: `version`, and `moved` (null without --apply).
    """
    boot()
    from duly.services.accounts.apply_segments import apply_segments
    from duly.services.accounts.save_segments import save_segments
    from duly.services.refused import ServiceRefused
    from duly.store.tenancy import in_company

    one = find_company(company)
    act = act_for(one, reason=note)
    try:
        with in_company(one.id):
            version = save_segments(act=act, text=_read(file), note=note)
            moved = apply_segments(act=act) if apply else None
    except ServiceRefused as refusal:
        stop(f"{file}: {refusal}")
        raise
    if as_json:
        out.print_json(json.dumps({"version": version, "moved": moved}))
        return
    then = "Customers move with the next day that is run." if moved is None else f"{moved} customers moved."
    out.print(f"Version {version} is in force. {then}", highlight=False)


@app.command("preview")
def preview(file: File, company: Company = None, as_json: AsJson = False) -> None:
    """Say what a file of rules would do today: the size of every segment, and who moves and why. Writes nothing.

    JSON: `segments` with `name`, `before`, `after`, `open`, `overdue`; `moved` with `customer`, `name`, `before`,
    `after` and `why`; amounts as {currency: minor units}.
    """
    boot()
    from duly.services.accounts.preview_segments import preview_segments
    from duly.services.refused import ServiceRefused
    from duly.store.tenancy import in_company

    one = find_company(company)
    try:
        with in_company(one.id):
            found = preview_segments(act=act_for(one), text=_read(file))
    except ServiceRefused as refusal:
        stop(f"{file}: {refusal} `duly segment check` names every problem.")
        raise
    if as_json:
        shares = [{"name": s.name, "before": s.before, "after": s.after, "open": dict(s.open),
                   "overdue": dict(s.overdue)} for s in found.shares]  # fmt: skip
        moved = [{"customer": m.number, "name": m.name, "before": m.before, "after": m.after, "why": _why(m.findings)}
                 for m in found.moved]  # fmt: skip
        out.print_json(json.dumps({"segments": shares, "moved": moved}))
        return
    table = Table("segment", "now", "then", "open", "overdue", box=None)
    for share in found.shares:
        table.add_row(share.name or "(none)", str(share.before), str(share.after), _text(share.open),
                      _text(share.overdue))  # fmt: skip
    out.print(table)
    for one_move in found.moved[:50]:
        out.print(f"{one_move.number} {one_move.name}: {one_move.before or 'none'} → {one_move.after or 'none'}; "
                  f"{'; '.join(_why(one_move.findings)) or 'no rule before holds'}", highlight=False)  # fmt: skip
    out.print(f"{len(found.moved)} of {found.customers} customers would move.", highlight=False)


@app.command("apply")
def apply_now(company: Company = None, as_json: AsJson = False) -> None:
    """Move the customers whom the rules in force put elsewhere, as each day does at its start.

    JSON: `moved`.
    """
    boot()
    from duly.services.accounts.apply_segments import apply_segments
    from duly.store.tenancy import in_company

    one = find_company(company)
    with in_company(one.id):
        moved = apply_segments(act=act_for(one, reason="duly segment apply"))
    if as_json:
        out.print_json(json.dumps({"moved": moved}))
    else:
        out.print(f"{moved} customers moved.", highlight=False)


@app.command("assign")
def assign(
    customer: Customer,
    segment: Annotated[str, typer.Argument(help="The segment; left out: the rules decide again.")] = "",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Give a customer a segment by hand, which rules then leave alone; without a segment leave it to the rules.

    JSON: `customer`, `segment`, `pinned`, and what the rules say of it as `tried`: `segment`, `holds`, `why`.
    """
    boot()
    from duly.services.accounts.apply_segments import pin_segment, unpin_segment
    from duly.services.accounts.preview_segments import explain_segment
    from duly.services.refused import ServiceRefused
    from duly.store.queries.find import find_customers
    from duly.store.tenancy import in_company

    one = find_company(company)
    act = act_for(one, reason="duly segment assign")
    try:
        with in_company(one.id):
            ids = find_customers(one.id, customer)
            if len(ids) != 1:
                many = f"{customer!r} fits {len(ids)} customers; name the number of one."
                stop(many if ids else f"No customer {customer!r} in {one.slug}.", EXIT_USAGE if ids else EXIT_NOT_FOUND)
            if segment:
                pin_segment(act=act, customer_id=ids[0], segment=segment)
            else:
                unpin_segment(act=act, customer_id=ids[0])
            why = explain_segment(act=act, customer_id=ids[0])
    except ServiceRefused as refusal:
        stop(str(refusal))
        raise
    tried = [{"segment": t.segment, "holds": t.holds, "why": _why(t.findings)} for t in why.tried]
    answer: dict[str, Any] = {"customer": customer, "segment": why.segment, "pinned": why.is_pinned, "tried": tried}
    if as_json:
        out.print_json(json.dumps(answer))
        return
    by = "by hand" if why.is_pinned else "by the rules"
    out.print(f"{customer}: {why.segment or 'none'}, {by}.", highlight=False)


def _why(findings: tuple[Finding, ...]) -> list[str]:
    from duly.core.accounts.segments import sentence

    return [sentence(finding) for finding in findings]


def _text(amounts: Amounts) -> str:
    from duly.core.money.money import Money

    return ", ".join(f"{code} {Money(minor, code).plain()}" for code, minor in amounts)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        stop(f"{file} cannot be read: {problem}", EXIT_USAGE)
        raise
