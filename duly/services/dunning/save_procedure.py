"""Check a dunning procedure as a person wrote it, and save it as a new version."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError

from duly.core.dunning.checks import check
from duly.core.dunning.default import DEFAULT_TEXT
from duly.core.dunning.schema import SCHEMA
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import ServiceRefused
from duly.store.models import DunningProcedure

LONGEST_TEXT = 64_000


@dataclass(frozen=True, slots=True)
class ProcedureProblem:
    """Where the document is wrong, why, and what to write instead; a warning does not forbid saving."""

    path: str
    message: str
    remedy: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class CheckedProcedure:
    """A document that was read; `document` is None when it cannot even be read."""

    document: dict[str, Any] | None
    problems: tuple[ProcedureProblem, ...]

    @property
    def is_usable(self) -> bool:
        """Whether it may be saved."""
        return self.document is not None and not any(problem.is_error for problem in self.problems)


class _Plain(yaml.SafeLoader):
    """YAML without anchors: a document is what it says, and cannot be blown up by references."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse aliases; everything else is read as usual."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("anchors and aliases (& and *) are not used in procedures; write the values out")
        return super().compose_node(parent, index)


def check_procedure(text: str, *, templates: Collection[str] | None = None) -> CheckedProcedure:
    """Read and check a procedure written as YAML or JSON. Never raises on input."""
    if len(text) > LONGEST_TEXT:
        return _unreadable(f"The text has {len(text)} characters.", f"Keep it under {LONGEST_TEXT}.")
    try:
        document = yaml.load(text, Loader=_Plain)  # noqa: S506 - a SafeLoader, narrowed
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return _unreadable(f"This is not readable as YAML: {error}", "Mend the line it names; indent with two spaces.")
    if not isinstance(document, dict):
        return _unreadable("The document must be a list of settings such as `name:` and `levels:`.", "See the default.")
    try:
        shape = sorted(Draft202012Validator(SCHEMA).iter_errors(document), key=lambda one: list(map(str, one.path)))
        wrong = [_problem(one.json_path.removeprefix("$").lstrip("."), _said(one)) for one in shape[:50]]
        if not wrong:
            known = {"templates": templates} if templates is not None else {}
            findings = check(document, **known)
            wrong = [ProcedureProblem(f.path, f.message, f.remedy, _is_error(f)) for f in findings]
    except RecursionError:
        return _unreadable("The document is nested too deeply.", "Keep to the shape of the default procedure.")
    return CheckedProcedure(document, tuple(wrong))


def _is_error(finding: Any) -> bool:
    return bool(getattr(finding, "is_error", getattr(finding, "severity", "error") == "error"))


def _said(error: ValidationError) -> str:
    """Return a finding about the shape in words; an unknown key with the keys that fit there."""
    if error.validator != "additionalProperties" or not isinstance(error.schema, Mapping):
        return str(error.message)
    fits, given = error.schema.get("properties", {}), error.instance
    unknown = ", ".join(f"“{key}”" for key in given if key not in fits) if isinstance(given, Mapping) else ""
    return f"{unknown} is not known here. What fits here: {', '.join(fits)}." if fits else str(error.message)


def _problem(path: str, message: str) -> ProcedureProblem:
    return ProcedureProblem(path or "document", message[:500], "See docs/reference/procedures.md for what fits here.")


def _unreadable(message: str, remedy: str) -> CheckedProcedure:
    return CheckedProcedure(None, (ProcedureProblem("document", message, remedy),))


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
