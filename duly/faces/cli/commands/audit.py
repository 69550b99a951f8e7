"""`duly audit` and `duly rebuild`: does the ledger hold, and derive what is derived."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from duly.faces.cli.session import EXIT_BREACH, EXIT_OK, boot, find_company, out

if TYPE_CHECKING:
    from duly.store.queries.companies import CompanyFacts

Company = Annotated[str | None, typer.Option(help="Slug of the company; all of them when not given.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(audit)
    app.command()(rebuild)


def _companies(slug: str | None) -> list[CompanyFacts]:
    from duly.store.queries.companies import all_companies

    return [find_company(slug)] if slug else all_companies()


def audit(company: Company = None, as_json: AsJson = False) -> None:
    """Check every invariant of the ledger by SQL, print counts; exit code 4 on any breach."""
    boot()
    from duly.core.ledger.invariants import INVARIANTS
    from duly.store.queries.audit import ledger_counts, run_audit
    from duly.store.tenancy import in_company

    report: list[dict[str, Any]] = []
    for one in _companies(company):
        with in_company(one.id):
            checks = list(run_audit(one.id))
            report.append({"company": one.slug, "rows": ledger_counts(one.id), "checks": [
                {"code": c.code, "name": INVARIANTS[c.code].name, "breaches": c.breaches,
                 "findings": [f"{f.subject}: {f.detail}" for f in c.findings]} for c in checks
            ]})  # fmt: skip
    broken = sum(check["breaches"] for one in report for check in one["checks"])
    if as_json:
        out.print_json(json.dumps({"clean": broken == 0, "companies": report}))
    else:
        _print(report)
    raise typer.Exit(EXIT_BREACH if broken else EXIT_OK)


def _print(report: list[dict[str, Any]]) -> None:
    from duly.core.ledger.invariants import INVARIANTS

    for one in report:
        rows = ", ".join(f"{count} {name}" for name, count in one["rows"].items())
        out.print(f"[bold]{one['company']}[/bold]: {rows}")
        table = Table("", "invariant", "breaches", box=None)
        for check in one["checks"]:
            table.add_row(check["code"], check["name"], str(check["breaches"]))
        out.print(table)
        for check in one["checks"]:
            for finding in check["findings"]:
                out.print(f"[red]{check['code']}[/red] {finding}", highlight=False)
            if check["breaches"]:
                out.print(f"      {INVARIANTS[check['code']].remedy}", highlight=False)
        broken = sum(check["breaches"] for check in one["checks"])
        out.print("Clean." if not broken else f"[bold red]{broken} breaches.[/bold red]")


def rebuild(company: Company = None, as_json: AsJson = False) -> None:
    """Derive open items and unapplied cash anew from the ledger. With --json prints companies: the slugs."""
    boot()
    from duly.services.ledger.rebuild_projections import rebuild_projections
    from duly.store.tenancy import in_company

    done = []
    for one in _companies(company):
        with in_company(one.id):
            rebuild_projections(company_id=one.id)
        done.append(one.slug)
        if not as_json:
            out.print(f"{one.slug}: derived anew.")
    if as_json:
        out.print_json(json.dumps({"companies": done}))
