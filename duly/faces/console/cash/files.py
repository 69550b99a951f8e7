"""Bank files: drop one in, answer what it leaves open, see what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duly.core.accounts.permissions import Verb
from duly.core.cash.bank_line import UnreadableFile
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.cash.words import chain_badge
from duly.faces.console.numbers import whole
from duly.faces.look.figures import amount_text, date_text, money_text
from duly.faces.look.table import Column, ListTable, Pager, Row
from duly.services.cash.bank_reader import BankQuestions
from duly.services.cash.import_bank_file import MAX_BYTES, AlreadySeen, ImportedFile, Outcome, import_bank_file
from duly.services.cash.match_receipts import match_receipts
from duly.services.cash.run_matching import keep_progress
from duly.store.queries.cash_files import FileRow, bank_files, file_detail, lines_for_a_person
from duly.store.queries.cash_matching import waiting_ids
from duly.wiring.bank import bank_reader
from duly.wiring.ports import ports

AT_ONCE = 1_000
"""Up to so many waiting receipts are matched while the person waits; more by a job, with progress."""
FILES_AT_ONCE = 20
PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@page(Verb.IMPORT)
def upload(request: DeskRequest) -> HttpResponse:
    """Offer to drop bank files, and import those that were dropped."""
    if request.method != "POST":
        return render(request, "console/cash/upload.html", {"title": _("Import a bank file"), "nav": "cash"})
    given = request.FILES.getlist("files")[:FILES_AT_ONCE]
    if not given:
        messages.error(request, _("No file was chosen."))
        return redirect("console:cash_import")
    answers: list[HttpResponse] = []
    for one in given:
        if (one.size or 0) > MAX_BYTES:
            words = _("%(name)s is larger than %(limit)s MiB; ask the bank for shorter periods.")
            messages.error(request, words % {"name": one.name, "limit": MAX_BYTES // 1024 // 1024})
            continue
        answers.append(_take(request, one.read(), str(one.name), [], ""))
    asking = next((answer for answer in answers if answer.status_code == 200), None)
    if asking is not None:
        return asking
    return answers[0] if len(answers) == 1 else redirect("console:cash_files")


@require_POST
@page(Verb.IMPORT)
def answer(request: DeskRequest) -> HttpResponse:
    """Take the answers to a file's questions and import it."""
    posted = request.POST
    kept = _kept_name(request, posted.get("sha256", ""))
    if not posted.get("sha256", "").isalnum() or not default_storage.exists(kept):
        messages.error(request, _("The file is no longer here. Drop it again."))
        return redirect("console:cash_import")
    with default_storage.open(kept) as stored:
        data = stored.read()
    typed = {name: posted.get(name, "").strip() for name in posted if name.startswith("answer-")}
    given = [f"{name.removeprefix('answer-')}={value}" for name, value in typed.items() if value]
    response = _take(request, data, posted.get("name", "")[:200] or _("bank file"), given, posted.get("save_as", ""))
    if response.status_code == 302:
        default_storage.delete(kept)
    return response


def _kept_name(request: DeskRequest, sha256: str) -> str:
    return f"bank/{request.desk.company.id}/{sha256[:64]}"


def _take(request: DeskRequest, data: bytes, name: str, given: Sequence[str], save_as: str) -> HttpResponse:
    outcome = import_bank_file(
        act=request.desk.act(), data=data, name=name, read=bank_reader(), answers=given, save_profile_as=save_as,
        profile_name=save_as,
    )  # fmt: skip
    if isinstance(outcome, BankQuestions):
        return _ask(request, data, name, given, outcome)
    return _told(request, name, outcome)


def _told(request: DeskRequest, name: str, outcome: Outcome) -> HttpResponse:
    if isinstance(outcome, UnreadableFile):
        messages.error(request, outcome.sentence)
        return redirect("console:cash_import")
    if isinstance(outcome, AlreadySeen):
        words = _("%(name)s was seen on %(day)s by %(who)s. It adds nothing.")
        messages.warning(request, words % {"name": name, "day": date_text(outcome.seen_at), "who": outcome.actor})
        return redirect("console:cash_file", outcome.file_id)
    assert isinstance(outcome, ImportedFile)
    _match(request, outcome.file_id)
    return redirect("console:cash_file", outcome.file_id)


def _match(request: DeskRequest, file_id: int) -> None:
    company_id = request.desk.company.id
    waiting = len(waiting_ids(company_id))
    if waiting <= AT_ONCE:
        match_receipts(act=request.desk.act())
        return
    keep_progress(company_id, file_id, 0, waiting)
    arguments = {"company_id": company_id, "file_id": file_id}
    ports().jobs.enqueue("match_receipts", arguments, queueing_lock=f"match:{company_id}")


def _ask(request: DeskRequest, data: bytes, name: str, given: Sequence[str], asked: BankQuestions) -> HttpResponse:
    sha256 = hashlib.sha256(data).hexdigest()
    kept = _kept_name(request, sha256)
    if not default_storage.exists(kept):
        default_storage.save(kept, ContentFile(data))
    values = dict(text.partition("=")[::2] for text in given)
    context = {
        "title": _("%(name)s leaves questions") % {"name": name}, "nav": "cash", "name": name, "sha256": sha256,
        "questions": [_question(one, values) for one in asked.questions],
        "answered": [(k, v) for k, v in values.items() if k not in {q.field for q in asked.questions}],
        "headings": asked.headings, "sample": _sample(data, str(asked.profile.get("encoding", "utf-8"))),
        "is_csv": bool(asked.profile), "save_as": request.POST.get("save_as", ""),
    }  # fmt: skip
    return render(request, "console/cash/questions.html", context)


def _question(one: Any, values: dict[str, str]) -> dict[str, Any]:
    choices = [(answer.override.partition("=")[2], answer.meaning) for answer in one.answers]
    columns = one.field in ("amount", "booking_date", "debit", "credit")
    return {
        "field": one.field, "sentence": one.sentence, "choices": choices, "example": one.example, "is_column": columns,
        "is_open": one.field in ("account", "currency"), "value": values.get(one.field, ""),
    }  # fmt: skip


def _sample(data: bytes, encoding: str) -> str:
    try:
        text = data[:4000].decode(encoding, "replace")
    except LookupError:
        text = data[:4000].decode("utf-8", "replace")
    return "\n".join(line[:160] for line in text.splitlines()[:6])


@require_GET
@page(Verb.SEE_ALL)
def history(request: DeskRequest) -> HttpResponse:
    """Show the bank files that were read, newest first."""
    before = request.GET.get("before", "")
    rows = bank_files(request.desk.company.id, before=whole(before), limit=PAGE + 1)
    columns = [
        Column(name="name", label=_("File")), Column(name="at", label=_("Imported"), kind="date"),
        Column(name="account", label=_("Account"), kind="quiet", wide_only=True),
        Column(name="period", label=_("Until"), kind="date", wide_only=True),
        Column(name="chain", label=_("Balances"), kind="badge"),
        Column(name="lines", label=_("Lines"), kind="number", wide_only=True),
        Column(name="receipts", label=_("Receipts"), kind="number"),
        Column(name="applied", label=_("Applied"), kind="number"),
        Column(name="waiting", label=_("Waiting"), kind="number"),
    ]  # fmt: skip
    more = f"?before={rows[PAGE - 1].id}" if len(rows) > PAGE else ""
    table = ListTable(
        caption=_("Bank files"), columns=columns, rows=[_file_row(row) for row in rows[:PAGE]], id="files",
        pager=Pager(next_url=more, previous_url="?" if before else "", words=""),
    )  # fmt: skip
    context = {"title": _("Bank files"), "nav": "cash", "table": table, "anything": bool(rows)}
    return render(request, "console/cash/files.html", context)


def _file_row(row: FileRow) -> Row:
    cells = {
        "name": row.name, "at": row.created_at, "account": ", ".join(row.accounts), "period": row.to_date,
        "chain": chain_badge(row.chain), "lines": row.counts.get("lines", 0), "receipts": row.receipts,
        "applied": row.applied, "waiting": row.waiting,
    }  # fmt: skip
    return Row(id=str(row.id), url=reverse("console:cash_file", args=[row.id]), cells=cells)


@require_GET
@page(Verb.SEE_ALL)
def report(request: DeskRequest, file_id: int) -> HttpResponse:
    """Show what was read in one file and what came of it."""
    found = file_detail(request.desk.company.id, file_id)
    if found is None:
        raise Http404
    counts = found.row.counts
    context = {
        "title": found.row.name, "nav": "cash", "file": found.row, "figures": _figures(found.row),
        "statements": [(one, chain_badge(one.chain)) for one in found.statements],
        "warnings": [w for w in found.warnings if w["code"] != "unread"],
        "fields_unread": [w for w in found.warnings if w["code"] == "unread"],
        "sums": _sums(counts), "others": lines_for_a_person(request.desk.company.id, file_id),
        "progress": _progress(found.row),
    }  # fmt: skip
    return render(request, "console/cash/file.html", context)


@require_GET
@page(Verb.SEE_ALL)
def progress(request: DeskRequest, file_id: int) -> HttpResponse:
    """Answer with how far matching is; when it is done, have the page drawn anew."""
    rows = bank_files(request.desk.company.id, only=file_id)
    if not rows:
        raise Http404
    state = _progress(rows[0])
    response = render(request, "look/parts/progress.html", state or {"finished": True, "total": 1, "done": 1})
    if state is None:
        response["HX-Refresh"] = "true"
    return response


def _progress(row: FileRow) -> dict[str, Any] | None:
    done, of = int(row.counts.get("matched", 0)), int(row.counts.get("to_match", 0))
    if done >= of:
        return None
    return {
        "label": _("Finding the invoices"), "done": done, "total": of, "id": "matching",
        "detail": _("You may leave this page; the work goes on."),
        "poll_url": reverse("console:cash_progress", args=[row.id]),
    }  # fmt: skip


def _figures(row: FileRow) -> list[dict[str, Any]]:
    counts = row.counts
    new = " + ".join(money_text(minor, code) for code, minor in sorted(counts.get("new_money", {}).items()))
    lines = [
        (_("new"), amount_text(counts.get("new_lines", 0), "JPY")),
        (_("known from other files"), str(counts.get("known_lines", 0))),
    ]  # fmt: skip
    return [
        {"label": _("New receipts"), "value": amount_text(counts.get("receipts", row.receipts), "JPY"), "lead": True,
         "note": new or _("no new money")},
        {"label": _("Applied"), "value": amount_text(row.applied, "JPY"), "tone": "good",
         "note": ngettext("of %(n)s receipt", "of %(n)s receipts", row.receipts) % {"n": row.receipts}},
        {"label": _("Waiting for a person"), "value": amount_text(row.waiting, "JPY"),
         "tone": "warn" if row.waiting else ""},
        {"label": _("Lines read"), "value": amount_text(counts.get("lines", 0), "JPY"),
         "formula": _("lines = new + known"), "inputs": lines},
    ]  # fmt: skip


def _sums(counts: Any) -> list[tuple[str, str, str]]:
    """Return the parts the lines add up from: words, how many, their sums."""

    def money(sums: dict[str, int]) -> str:
        return ", ".join(money_text(minor, code) for code, minor in sorted(sums.items()))

    parts = (
        (_("money in, booked"), counts.get("in_lines", 0), money(counts.get("money_in", {}))),
        (_("money out, booked"), counts.get("out_lines", 0), money(counts.get("money_out", {}))),
        (_("of no amount"), counts.get("zero_lines", 0), ""),
        (_("announced, not booked yet"), counts.get("not_booked_lines", 0), ""),
        (_("could not be read"), counts.get("unread", 0), ""),
    )  # fmt: skip
    return [(words, amount_text(n, "JPY"), total) for words, n, total in parts if n]
