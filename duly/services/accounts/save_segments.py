"""Check the rules of segments as a person wrote them, and save them as a new version."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from duly.core.accounts.segment_checks import check
from duly.core.accounts.segment_schema import SCHEMA
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.read_document import Problem, ReadDocument, read_document
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Company, SegmentRules
from duly.store.queries.procedures import list_procedures


def check_segments(text: str, *, procedures: Collection[str] | None = None) -> ReadDocument:
    """Read and check rules written as YAML or JSON; never raises on input. `procedures`: names of those that rule."""

    def meaning(document: dict[str, Any]) -> tuple[Problem, ...]:
        findings = check(document, procedures=procedures)
        return tuple(Problem(one.path, one.message, one.remedy, one.is_error) for one in findings)

    return read_document(text, schema=SCHEMA, check=meaning, looks_like="`segments:`")


def procedure_names(company_id: int) -> list[str]:
    """Return the names that a segment may give as its procedure."""
    return [row.name for row in list_procedures(company_id)]


def save_segments(*, act: Act, text: str, note: str = "") -> int:
    """Save checked rules as the next version and return its number; customers move when they are applied.

    Saving the text that is in force changes nothing. Raises ServiceRefused with the first problem.
    """
    checked = check_segments(text, procedures=procedure_names(act.company_id))
    if checked.document is None or not checked.is_usable:
        first = next(problem for problem in checked.problems if problem.is_error)
        place = f"line {first.line}, {first.path}" if first.line else first.path
        raise ServiceRefused("segments", f"{place}: {first.message} {first.remedy}")
    Company.objects.select_for_update().get(pk=act.company_id)  # two people saving at once: one after the other
    rows = SegmentRules.objects.filter(company_id=act.company_id)
    newest = rows.order_by("-version").first()
    if newest and newest.is_current and newest.source_text == text:
        return newest.version
    rows.update(is_current=False)
    saved = SegmentRules.objects.create(
        company_id=act.company_id, version=newest.version + 1 if newest else 1, document=checked.document,
        source_text=text, note=note.strip()[:300], saved_by=act.actor, saved_at=act.at,
    )  # fmt: skip
    names = [str(one["name"]) for one in checked.document["segments"]]
    record_activity(
        act=act.because(note.strip()[:300] or act.reason), verb="segments.saved",
        sentence=f"Rules of segments: version {saved.version}, {len(names)} segments",
        data={"version": saved.version, "names": names},
    )  # fmt: skip
    return saved.version


def restore_segments(*, act: Act, version: int) -> int:
    """Save an earlier version's text as the newest and return its number. Raises NotFound, and as `save_segments`."""
    row = SegmentRules.objects.filter(company_id=act.company_id, version=version).first()
    if row is None:
        raise NotFound(f"Version {version} of the segments")
    return save_segments(act=act, text=row.source_text, note=f"Version {version} again")
