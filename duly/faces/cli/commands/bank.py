"""`duly bank`: import bank files, match what waits, look into a file without importing it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from duly.faces.cli.session import EXIT_FAILED, EXIT_OK, EXIT_QUESTIONS, act_for, boot, err, find_company, out, stop

if TYPE_CHECKING:
    from duly.core.cash.bank_line import BankFile, ReadWarning
    from duly.services.act import Act
    from duly.services.cash.bank_reader import BankQuestions
    from duly.services.cash.import_bank_file import Outcome
    from duly.services.cash.match_receipts import MatchRun


Company = Annotated[str | None, typer.Option(help="Slug of the company; needed when there are several.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Profile = Annotated[str, typer.Option(help="Saved CSV profile to read with; a new name saves what was answered.")]
Answers = Annotated[list[str] | None, typer.Option("--answer", help="field=value for what a CSV leaves open.")]
Files = Annotated[list[Path], typer.Argument(help="camt.052, camt.053, camt.054 or CSV files.")]

bank = typer.Typer(help="Bank files and matching.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(bank, name="bank")


def _bytes(path: Path) -> bytes:
    from duly.faces.cli.session import EXIT_NOT_FOUND

    try:
        if path.stat().st_size > _limit():
            stop(f"{path} is larger than {_limit() // 1024 // 1024} MiB; ask the bank for shorter periods.")
        return path.read_bytes()
    except OSError as problem:
        stop(f"{path} cannot be read: {problem.strerror}.", EXIT_NOT_FOUND)
    raise AssertionError


def _limit() -> int:
    from duly.services.cash.import_bank_file import MAX_BYTES

    return MAX_BYTES


@bank.command("import")
def import_files(
    files: Files, company: Company = None, profile: Profile = "", answer: Answers = None,
    match: Annotated[bool, typer.Option(help="Match what waits afterwards.")] = True, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Import bank files, each in one step, then match what waits.

    Exit code 0 when every file was read or known already, 1 when one could not be read, 5 when one
    leaves questions (nothing of it is stored). JSON: {files: [{file, state, file_id, counts,
    warnings, questions, message}], matching: {looked, applied, proposed, without, ...}}.
    """
    boot()
    act = act_for(find_company(company))
    results = [(path, _import(act, path, profile, answer or [])) for path in files]
    run = _match(act, dry_run=False, quiet=as_json) if match else None
    if as_json:
        report: dict[str, Any] = {"files": [{"file": str(path), **_as_data(one)} for path, one in results]}
        out.print_json(json.dumps(report | ({"matching": _run_data(run)} if run else {}), default=str))
    else:
        for path, one in results:
            _print_outcome(path, one)
        if run:
            _print_run(run)
    raise typer.Exit(max(_exit_code(one) for _, one in results))


def _import(act: Act, path: Path, profile: str, answers: list[str]) -> Outcome:
    from duly.services.cash.import_bank_file import import_bank_file
    from duly.store.tenancy import in_company
    from duly.wiring.bank import bank_reader

    data = _bytes(path)
    with in_company(act.company_id):
        return import_bank_file(
            act=act, data=data, name=path.name, read=bank_reader(), profile_name=profile, answers=answers,
            save_profile_as=profile,
        )  # fmt: skip


def _exit_code(outcome: Outcome) -> int:
    from duly.core.cash.bank_line import UnreadableFile
    from duly.services.cash.bank_reader import BankQuestions

    if isinstance(outcome, BankQuestions):
        return EXIT_QUESTIONS
    return EXIT_FAILED if isinstance(outcome, UnreadableFile) else EXIT_OK


def _as_data(outcome: Outcome) -> dict[str, Any]:
    from duly.core.cash.bank_line import UnreadableFile
    from duly.services.cash.bank_reader import BankQuestions
    from duly.services.cash.import_bank_file import AlreadySeen

    if isinstance(outcome, UnreadableFile):
        return {"state": "unreadable", "message": outcome.sentence}
    if isinstance(outcome, BankQuestions):
        return {"state": "questions", "questions": [q.to_json() for q in outcome.questions]}
    if isinstance(outcome, AlreadySeen):
        return {"state": "seen", "file_id": outcome.file_id, "message": _seen(outcome.seen_at.isoformat())}
    warnings = [asdict(warning) for warning in outcome.warnings]
    return {"state": "imported", "file_id": outcome.file_id, "counts": outcome.counts, "warnings": warnings}


def _seen(at: str) -> str:
    return f"seen on {at[:16].replace('T', ' ')}; it adds nothing"


def _print_outcome(path: Path, outcome: Outcome) -> None:
    data = _as_data(outcome)
    if data["state"] == "questions":
        _print_questions(path, data["questions"])
    elif data["state"] != "imported":
        (err if data["state"] == "unreadable" else out).print(f"{path.name}: {data['message']}", highlight=False)
    else:
        counts = data["counts"]
        out.print(
            f"{path.name}: {counts['lines']} lines ({counts['new_lines']} new, {counts['known_lines']} known): "
            f"{counts['receipts']} new receipts {_sums(counts['new_money'])}, "
            f"{counts['known_receipts']} known, {counts['out_lines']} lines out {_sums(counts['money_out'])}, "
            f"{counts['not_booked_lines']} announced only, {counts['unread']} unread.",
            highlight=False,
        )
        _print_warnings(data["warnings"])


def _print_questions(path: Path, questions: list[dict[str, Any]]) -> None:
    err.print(f"{path.name}: not imported; it leaves questions. Answer with --answer field=value:", highlight=False)
    for one in questions:
        err.print(f"  {one['field']}: {one['question']}", highlight=False)
        for choice in one["answers"]:
            err.print(f"    --answer {choice['map']}  ({choice['meaning']})", highlight=False)


def _print_warnings(warnings: list[dict[str, str]]) -> None:
    for one in [w for w in warnings if w["code"] != "unread"][:20]:
        where = " ".join(part for part in (one["place"], one["field"], one["value"]) if part)
        err.print(f"  {one['sentence']} [{where}]", style="yellow", highlight=False, markup=False)


def _sums(money: Mapping[str, int]) -> str:
    from duly.core.money.money import Money

    return ", ".join(f"{code} {Money(minor, code).plain()}" for code, minor in sorted(money.items())) or "0"


@bank.command("match")
def match_waiting(
    company: Company = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Decide and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Match all waiting receipts: the sure ones are applied, the others get proposals.

    JSON: {looked, applied, proposed, without, applied_minor, waiting_minor, tiers, decisions:
    [{receipt_id, automatic, tier, reasons, vetoes, lines}]}; sums by currency in minor units.
    """
    boot()
    act = act_for(find_company(company))
    run = _match(act, dry_run=dry_run, quiet=as_json)
    if as_json:
        out.print_json(json.dumps(_run_data(run) | {"decisions": [_decision(d) for d in run.decisions]}))
    else:
        _print_run(run, dry_run=dry_run)


def _match(act: Act, *, dry_run: bool, quiet: bool) -> MatchRun:
    from duly.services.cash.run_matching import run_matching

    def tell(done: int, of: int) -> None:
        if not quiet and of > done:
            err.print(f"matched {done} of {of}", highlight=False)

    return run_matching(act=act, dry_run=dry_run, tell=tell)


def _run_data(run: MatchRun) -> dict[str, Any]:
    return {
        "looked": run.looked, "applied": run.applied, "proposed": run.proposed, "without": run.without,
        "applied_minor": dict(run.applied_minor), "waiting_minor": dict(run.waiting_minor), "tiers": dict(run.tiers),
    }  # fmt: skip


def _decision(decision: Any) -> dict[str, Any]:
    from duly.core.cash.matching.sentences import sentence

    best = decision.automatic or next(iter(decision.proposals), None)
    lines = [[one.receivable_id, one.amount_minor] for one in best.allocations] if best else []
    return {
        "receipt_id": decision.line_id, "automatic": decision.automatic is not None,
        "tier": best.tier.name if best else None, "lines": lines,
        "reasons": [sentence(r) for r in best.reasons] if best else [],
        "vetoes": [sentence(r) for r in best.vetoes] if best else [],
    }  # fmt: skip


def _print_run(run: MatchRun, *, dry_run: bool = False) -> None:
    verb = "would be applied" if dry_run else "applied by themselves"
    out.print(
        f"{run.looked} receipts looked at: {run.applied} {verb} ({_sums(run.applied_minor)}), "
        f"{run.proposed} wait with proposals, {run.without} without ({_sums(run.waiting_minor)} waiting).",
        highlight=False,
    )


@bank.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="A bank file.")], company: Company = None, profile: Profile = "",
    answer: Answers = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Read a bank file and report what was understood; nothing is stored.

    Exit code 0 when it was read and its balances hold or are not given, 1 when it cannot be read,
    4 when a balance chain is broken or the file breaks off, 5 when it leaves questions. JSON:
    {format, complete, lines, unread, statements: [...], warnings: [...]} or {questions: [...]}.
    """
    boot()
    from duly.core.cash.bank_line import UnreadableFile
    from duly.services.cash.bank_reader import BankQuestions
    from duly.store.queries.cash_files import saved_profiles
    from duly.store.tenancy import in_company
    from duly.wiring.bank import bank_reader

    one = find_company(company)
    with in_company(one.id):
        profiles = saved_profiles(one.id)
    result = bank_reader()(
        _bytes(file), name=file.name, profiles=profiles, profile_name=profile, answers=answer or [],
        own_account=one.iban,
    )  # fmt: skip
    if isinstance(result, UnreadableFile):
        stop(result.sentence)
    elif isinstance(result, BankQuestions):
        _stop_with_questions(file, result, as_json)
    else:
        _report(result.file, file.name, as_json)


def _stop_with_questions(file: Path, asked: BankQuestions, as_json: bool) -> None:
    questions = [question.to_json() for question in asked.questions]
    if as_json:
        out.print_json(json.dumps({"questions": questions, "profile": dict(asked.profile)}))
    else:
        _print_questions(file, questions)
    raise typer.Exit(EXIT_QUESTIONS)


def _report(read: BankFile, name: str, as_json: bool) -> None:
    from duly.core.cash.bank_line import ChainVerdict
    from duly.faces.cli.session import EXIT_BREACH

    statements = [_statement(one) for one in read.statements]
    if as_json:
        facts = {"format": read.format, "complete": read.complete, "lines": read.line_count}
        report = facts | {"unread": read.unread_count, "statements": statements, "warnings": _plain(read.warnings)}
        out.print_json(json.dumps(report, default=str))
    else:
        out.print(f"{name}: {read.format}, {read.line_count} lines, {read.unread_count} unread.", highlight=False)
        table = Table("account", "currency", "period", "entries", "in", "out", "opening", "closing", "chain", box=None)
        for one in statements:
            table.add_row(*(str("" if value is None else value) for value in one.values()))
        out.print(table)
        _print_warnings(_plain(read.warnings))
    broken = not read.complete or any(one.chain is ChainVerdict.BROKEN for one in read.statements)
    raise typer.Exit(EXIT_BREACH if broken else EXIT_OK)


def _plain(warnings: tuple[ReadWarning, ...]) -> list[dict[str, str]]:
    return [asdict(warning) for warning in warnings]


def _statement(one: Any) -> dict[str, Any]:
    amounts = [line.amount_minor for line in one.lines()]
    return {
        "account": one.account, "currency": one.currency, "period": f"{one.from_date or ''}..{one.to_date or ''}",
        "entries": len(one.entries), "in_minor": sum(m for m in amounts if m > 0),
        "out_minor": sum(m for m in amounts if m < 0),
        "opening_minor": one.opening.amount_minor if one.opening else None,
        "closing_minor": one.closing.amount_minor if one.closing else None, "chain": str(one.chain),
    }  # fmt: skip
