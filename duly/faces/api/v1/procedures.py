"""Dunning procedures: who is reminded of what, when, and how."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Schema
from pydantic import Field

from duly.core.accounts.permissions import Verb
from duly.faces.api.access import ApiRequest
from duly.faces.api.endpoint import resource
from duly.faces.api.paging import Asking, decode_cursor, paged
from duly.faces.api.problems import not_found
from duly.faces.api.values import Given, fill
from duly.services.dunning.save_procedure import check_procedure, save_procedure
from duly.store.queries.procedures import ProcedureFacts, list_procedures

procedures = resource("Procedures")
Text = Annotated[str, Field(min_length=1, max_length=64_000, description="The document, in YAML or JSON.")]


class ProcedureOut(Schema):
    """A version of a procedure; versions are never edited."""

    name: str
    version: int
    is_active: bool = Field(description="Whether it rules; older versions stay readable.")
    is_default: bool = Field(description="Whether it rules everybody without another.")
    segments: list[str]
    note: str
    created_by: str
    created_at: datetime
    text: str = Field(description="As it was written.")
    document: dict[str, Any] = Field(description="As it is read.")


class ProcedurePage(Schema):
    """A page of procedures, by name."""

    data: list[ProcedureOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class ProceduresAsked(Asking):
    """How the list is narrowed."""

    name: Annotated[str | None, Field(max_length=60, description="All versions of this one, newest first.")] = None


class ProcedureTextIn(Given):
    """A procedure to be checked."""

    text: Text


class ProcedureIn(ProcedureTextIn):
    """A procedure to be saved as the next version of its name."""

    is_default: bool = False
    segments: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=50)] = []
    note: Annotated[str, Field(max_length=300, description="Why this version.")] = ""


class ProblemInDocument(Schema):
    """Where a document is wrong, and what to write instead."""

    path: str
    message: str
    remedy: str
    is_error: bool = Field(description="Whether it forbids saving.")


class ProcedureCheckOut(Schema):
    """What a check found."""

    is_usable: bool
    problems: list[ProblemInDocument]


def _out(facts: ProcedureFacts) -> ProcedureOut:
    return fill(ProcedureOut, facts, text=facts.source_text, segments=list(facts.segments))


@procedures.read("/procedures", answer=ProcedurePage, verb=Verb.SEE_ALL)
def list_all_procedures(request: ApiRequest, asked: Query[ProceduresAsked]) -> Schema:
    """List the procedures that rule, or all versions of one."""
    key = decode_cursor(asked.cursor, (str, int))
    found = [
        facts
        for facts in list_procedures(request.caller.company.id, name=asked.name)
        if key is None or (facts.name, -facts.version) > (key[0], -int(key[1]))
    ]
    kept, link = paged(request, found[: asked.limit + 1], asked.limit, _key)
    return ProcedurePage.model_construct(data=[_out(facts) for facts in kept], next=link)


def _key(facts: ProcedureFacts) -> tuple[str, int]:
    return (facts.name, facts.version)


@procedures.read("/procedures/{name}", answer=ProcedureOut, verb=Verb.SEE_ALL)
def get_procedure(request: ApiRequest, name: str) -> Schema:
    """Get the version of a procedure that rules."""
    return _newest(request, name)


def _newest(request: ApiRequest, name: str) -> ProcedureOut:
    found = list_procedures(request.caller.company.id, name=name) if name else []
    if not found:
        raise not_found("This procedure")
    return _out(found[0])


@procedures.ask("/procedure-checks", answer=ProcedureCheckOut, verb=Verb.SEE_ALL)
def check(request: ApiRequest, body: ProcedureTextIn) -> Schema:
    """Check a procedure without saving it."""
    found = check_procedure(body.text)
    problems = [fill(ProblemInDocument, one) for one in found.problems]
    return ProcedureCheckOut.model_construct(is_usable=found.is_usable, problems=problems)


@procedures.create("/procedures", answer=ProcedureOut, verb=Verb.EDIT_PROCEDURE)
def create_procedure_version(request: ApiRequest, body: ProcedureIn) -> Schema:
    """Save a procedure as the next version of its name; it rules from the next run on."""
    caller, checked = request.caller, check_procedure(body.text)
    save_procedure(
        act=caller.act(body.note), text=body.text, is_default=body.is_default, segments=body.segments, note=body.note
    )
    assert checked.document is not None, "it was saved"
    return _newest(request, str(checked.document["name"]))
