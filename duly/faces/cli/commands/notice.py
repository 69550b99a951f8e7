"""`duly notice`: the messages that are planned, held, sent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from duly.faces.cli.documents import day
from duly.faces.cli.named import customer_id_of
from duly.faces.cli.options import AsJson, Company, Id, Limit, OfCustomer, Reason, text
from duly.faces.cli.session import EXIT_NOT_FOUND, EXIT_USAGE, out, stop, working
from duly.faces.cli.show import Plain, money, plain, show_list, show_one, show_table

if TYPE_CHECKING:
    from duly.services.act import Act

State = Literal["planned", "held", "queued", "sending", "sent", "failed", "unknown", "excluded", "dropped"]
NAMES = ("id", "customer_id", "business_date", "state", "state_reason", "level_key", "to_name", "to_email", "subject",
         "not_before_at", "sent_at", "approved_by")  # fmt: skip
DETAILS = (
    "id", "customer_id", "contact_id", "cycle_id", "decision_id", "business_date", "channel", "state", "state_code",
    "state_reason", "level_key", "tone", "language", "to_name", "to_email", "subject", "body_text", "message_id",
    "not_before_at", "created_at", "sent_at", "approved_by", "attempts",
)  # fmt: skip
COLUMNS = {"id": "id", "business_date": "day", "customer": "customer", "level_key": "level", "total": "asked",
           "state": "state", "to_email": "to"}  # fmt: skip
ITEM = ("number", "due_date", "level_key", "days_overdue", "is_void")
ITEMS = {"number": "invoice", "due_date": "due", "days_overdue": "days late", "level_key": "level", "open": "open then",
         "open_now": "open now", "is_void": "left out"}  # fmt: skip
group = typer.Typer(no_args_is_help=True, help="Notices: the messages that are planned, held, sent.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="notice")


@group.command("list")
def list_notices(
    customer: OfCustomer = None,
    cycle: Annotated[int | None, typer.Option(min=1, help="Only those that this run of a day planned.")] = None,
    state: Annotated[State | None, typer.Option(help="Only in this state.")] = None,
    level: Annotated[str, text("Only of this level of a procedure.", most=40)] = "",
    channel: Annotated[Literal["email", "call_task", "none"], typer.Option(help="How it goes out.")] = "email",
    from_date: Annotated[date | None, day("Of this day or later.", "--from")] = None,
    to_date: Annotated[date | None, day("Of this day or before.", "--to")] = None,
    limit: Limit = 50,
    cursor: Annotated[str, text("Go on after this place, as the end of the page before says.", most=40)] = "",
    company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List notices, the newest day first. JSON: {data: [notice as in the API], next: the cursor or null}."""
    with working(company) as act:
        from duly.store.queries.notices import NoticeFilter, notice_lines, read_place

        place = read_place(cursor) if cursor else None
        if cursor and place is None:
            stop(f"{cursor!r} is no cursor of ours. Take it from the end of the page before.", EXIT_USAGE)
        wanted = NoticeFilter(
            states=(state,) if state else (), level_key=level, from_date=from_date, to_date=to_date, cycle_id=cycle,
            customer_id=customer_id_of(act.company_id, customer) if customer else None, channel=channel,
        )  # fmt: skip
        rows, _, more = notice_lines(act.company_id, wanted, after=place, limit=limit)
    data = [
        plain(row, NAMES, total=money(row.total_minor, row.currency), invoice_numbers=list(row.numbers)) for row in rows
    ]
    tabled = [one | {"customer": f"{row.customer_number} {row.customer_name}"}
              for one, row in zip(data, rows, strict=True)]  # fmt: skip
    show_list(data if as_json else tabled, rows[-1].place if more else None, COLUMNS, as_json=as_json)


@group.command("show")
def show(notice: Id, company: Company = None, as_json: AsJson = False) -> None:
    """Show a notice with its text and its invoices. JSON: the notice as in the API."""
    with working(company) as act:
        row = _detail(act, notice)
    _show(row, as_json, "")


@group.command("approve")
def approve(notice: Id, reason: Reason = "", company: Company = None, as_json: AsJson = False) -> None:
    """Let a held notice go; the guards are asked again when it is sent. JSON: the notice as in the API.

    Exit code 6 when it is not held.
    """
    with working(company, reason=reason) as act:
        from duly.services.dunning.review_notice import approve_notice
        from duly.wiring.ports import ports

        _detail(act, notice)
        approve_notice(act=act, ports=ports(), notice_id=notice)
        row = _detail(act, notice)
    _show(row, as_json, "Approved: a worker sends it.")


@group.command("exclude")
def exclude(
    notice: Id,
    reason: Annotated[str, text("Why it is left out.", most=1000)],
    company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Leave a planned notice out, for a reason; its levels do not count. JSON: the notice as in the API.

    Exit code 6 when it is on its way already.
    """
    if not reason.strip():
        stop("Say why with --reason.", EXIT_USAGE)
    with working(company, reason=reason) as act:
        from duly.services.dunning.review_notice import exclude_notice

        _detail(act, notice)
        exclude_notice(act=act, notice_id=notice, reason=reason)
        row = _detail(act, notice)
    _show(row, as_json, "Left out.")


def _detail(act: Act, notice_id: int) -> Plain:
    from duly.store.queries.notice_page import notice_facts, notice_items

    facts = notice_facts(act.company_id, notice_id)
    if facts is None:
        stop(f"There is no notice {notice_id}. Known notices: duly notice list", EXIT_NOT_FOUND)
        raise AssertionError
    items = [
        plain(one, ITEM, invoice_id=one.receivable_id, open=money(one.open_minor, one.currency),
              open_now=money(one.open_now_minor, one.currency))
        for one in notice_items(act.company_id, notice_id)
    ]  # fmt: skip
    return plain(facts, DETAILS, total=money(facts.total_minor, facts.currency), items=items)


def _show(row: Plain, as_json: bool, said: str) -> None:
    show_one(row, as_json=as_json, said=said, leave_out=("items", "body_text"))
    if as_json:
        return
    show_table(row["items"], ITEMS)
    if row["body_text"]:
        out.print(row["body_text"], highlight=False, markup=False, soft_wrap=True)
