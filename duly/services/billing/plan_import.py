"""Find out what a staged file is and how to read it, with the saved mapping and a person's corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from duly.core.billing.intake import (
    ColumnFacts,
    Detection,
    IntakeMapping,
    MappingError,
    Scan,
    from_json,
    plan,
    visible,
)
from duly.services.act import Act
from duly.services.ports import ImportPorts
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import ImportRun
from duly.store.queries.imports import saved_mappings

PLANNABLE = ("draft", "ready", "failed")
SAMPLES, SAMPLE_CHARS = 3, 60


@dataclass(frozen=True, slots=True)
class Planned:
    """What a file was taken for. `errors` are corrections that could not be applied; the rest stands."""

    detection: Detection
    errors: tuple[MappingError, ...]
    rows: int
    notes: tuple[str, ...]
    from_memory: bool

    @property
    def ready(self) -> bool:
        """Whether the file can be imported now."""
        return self.detection.ready and not self.errors


def plan_import(
    *, act: Act, ports: ImportPorts, run_id: int, overrides: Sequence[str] = (), afresh: bool = False
) -> Planned:
    """Read a staged file once, propose a mapping and store it with the run.

    Starts from the run's own mapping if it has one, else from the source's remembered one; `afresh`
    leaves both aside. Called inside the company's scope. Raises UnreadableTable, ServiceRefused.
    """
    run = ImportRun.objects.select_for_update().filter(company_id=act.company_id, pk=run_id).first()
    if run is None:
        raise NotFound(f"Import {run_id}")
    if run.state not in PLANNABLE or run.rows_done:
        raise ServiceRefused("import_begun", f"Import {run_id} is {run.state}: its mapping cannot be changed any more.")
    table = ports.read_table(ports.folder / run.stored_path, name=run.file_name)
    if damaged := next((one for one in table.header if visible(one) != one), None):
        said = f"The heading {visible(damaged)[:SAMPLE_CHARS]} holds bytes that are no text."
        raise ServiceRefused("heading_damaged", f"{said} Export the file again as UTF-8, or correct its first line.")
    scan = Scan(table.header)
    for _, cells in table.rows():
        scan.feed(cells)
    facts = scan.facts()
    saved = None if afresh else _start_from(run, facts, overrides)
    outcome = plan(facts, overrides=overrides, saved=saved)
    errors: tuple[MappingError, ...] = ()
    if isinstance(outcome, tuple):
        outcome, errors = _without_the_wrong(facts, overrides, saved, outcome)
    planned = Planned(outcome, errors, scan.rows, table.notes, saved is not None and not run.mapping)
    _store(run, planned, table.header, facts)
    return planned


def _start_from(run: ImportRun, facts: Sequence[ColumnFacts], overrides: Sequence[str]) -> IntakeMapping | None:
    """Return the run's own mapping, or the source's remembered one whose columns this file has."""
    if run.mapping:
        own = from_json(run.mapping)
        return own if isinstance(own, IntakeMapping) else None
    headings = {column.heading for column in facts}
    stated = next((one.partition(":")[2].strip() for one in overrides if one.strip().startswith("kind:")), None)
    for kind, document in saved_mappings(run.company_id, run.source).items():
        mapping = from_json(document)
        if isinstance(mapping, IntakeMapping) and stated in (None, kind):
            known = set(mapping.columns.values())
            if known and len(known & headings) * 2 > len(known):
                return mapping
    return None


def _without_the_wrong(
    facts: Sequence[ColumnFacts],
    overrides: Sequence[str],
    saved: IntakeMapping | None,
    errors: tuple[MappingError, ...],
) -> tuple[Detection, tuple[MappingError, ...]]:
    """Apply the corrections one by one and leave out those that fail, so that a proposal stands."""
    kept: list[str] = []
    best = plan(facts, saved=saved)
    if isinstance(best, tuple):
        best = plan(facts)
        saved = None
    assert isinstance(best, Detection), "a proposal without corrections has no errors"
    for text in overrides:
        tried = plan(facts, overrides=[*kept, text], saved=saved)
        if isinstance(tried, Detection):
            best, kept = tried, [*kept, text]
    return best, errors


def _storable(document: Any) -> Any:
    """Return a document with every text in it fit to store."""
    if isinstance(document, str):
        return visible(document)
    if isinstance(document, dict):
        return {visible(name): _storable(value) for name, value in document.items()}
    return [_storable(one) for one in document] if isinstance(document, list | tuple) else document


def _store(run: ImportRun, planned: Planned, header: Sequence[str], facts: Sequence[ColumnFacts]) -> None:
    found = planned.detection
    samples = {column.heading: [visible(one[:SAMPLE_CHARS]) for one in column.examples[:SAMPLES]] for column in facts}
    run.kind = found.kind.value
    run.mapping = found.mapping.to_json()
    run.detection = _storable({
        **found.to_json(), "header": [visible(one) for one in header], "samples": samples,
        "file_notes": list(planned.notes), "from_memory": planned.from_memory,
        "errors": [{"reason": one.sentence, "remedy": one.remedy} for one in planned.errors],
    })  # fmt: skip
    run.rows_total = planned.rows
    run.state = "ready" if planned.ready else "draft"
    run.message = ""
    run.save()
