"""Check a dunning procedure as a person wrote it, and save it as a new version."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from duly.core.dunning.checks import check
from duly.core.dunning.default import DEFAULT_TEXT
from duly.core.dunning.schema import SCHEMA
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.read_document import Problem, ReadDocument, read_document
from duly.services.refused import ServiceRefused
from duly.store.models import DunningProcedure
from duly.store.queries.locks import lock_name

ProcedureProblem = Problem
CheckedProcedure = ReadDocument


def check_procedure(text: str, *, templates: Collection[str] | None = None) -> ReadDocument:
    """Read and check a procedure written as YAML or JSON. Never raises on input."""
    known = {"templates": templates} if templates is not None else {}

    def meaning(document: dict[str, Any]) -> tuple[Problem, ...]:
        findings = check(document, **known)
        return tuple(Problem(one.path, one.message, one.remedy, one.severity == "error") for one in findings)

    return read_document(text, schema=SCHEMA, check=meaning, looks_like="`name:` and `levels:`")


def save_procedure(
    *,
    act: Act,
    text: str,
    is_default: bool = False,
    segments: Collection[str] = (),
    note: str = "",
    templates: Collection[str] | None = None,
) -> int:
    """Save a checked text as the next version of its procedure and return the version's number.

    The newest version of a name rules from the next run on; older ones stay readable. Saving the text that
    rules already changes nothing. Raises ServiceRefused with the first problem when it is not usable.
    """
    checked = check_procedure(text, templates=templates)
    if checked.document is None or not checked.is_usable:
        first = next(problem for problem in checked.problems if problem.is_error)
        raise ServiceRefused("procedure", f"{first.path}: {first.message} {first.remedy}")
    lock_name(f"procedures:{act.company_id}")  # two people saving at once: one after the other
    name = str(checked.document["name"])
    versions = DunningProcedure.objects.select_for_update().filter(company_id=act.company_id, name=name)
    newest = versions.order_by("-version").first()
    wanted = (text, is_default, sorted(segments))
    if newest and (newest.source_text, newest.is_default, sorted(newest.segments)) == wanted:
        return newest.version
    versions.update(is_active=False)
    if is_default:
        DunningProcedure.objects.filter(company_id=act.company_id, is_default=True).update(is_default=False)
    saved = DunningProcedure.objects.create(
        company_id=act.company_id,
        name=name,
        version=newest.version + 1 if newest else 1,
        document=checked.document,
        source_text=text,
        is_default=is_default or (newest is None and not _others(act.company_id)),
        segments=sorted(segments),
        note=note[:300],
        created_by=act.actor,
    )
    record_activity(
        act=act, verb="procedure.saved", sentence=f"Procedure {name}: version {saved.version} rules from the next run",
        data={"name": name, "version": saved.version, "note": note[:300]},
    )  # fmt: skip
    return saved.version


def _others(company_id: int) -> bool:
    return DunningProcedure.objects.filter(company_id=company_id, is_default=True, is_active=True).exists()


def install_default_procedure(*, act: Act) -> int:
    """Give a company the shipped procedure, if it has none; return the version that rules."""
    existing = DunningProcedure.objects.filter(company_id=act.company_id, is_active=True, is_default=True).first()
    if existing:
        return existing.version
    return save_procedure(act=act, text=DEFAULT_TEXT, is_default=True, note="As shipped")
