"""The dunning procedures that rule, and which one rules whom."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from duly.core.dunning.procedure import DunningProcedure, from_document
from duly.store.models import DunningProcedure as ProcedureRow
from duly.store.queries.segments import current_rules


@dataclass(frozen=True, slots=True)
class ProcedureFacts:
    """A stored version of a procedure."""

    id: int
    name: str
    version: int
    document: dict[str, Any]
    source_text: str
    is_active: bool
    is_default: bool
    segments: tuple[str, ...]
    note: str
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RulingProcedures:
    """The active procedures of a company: by name, by segment, and the default."""

    by_name: dict[str, DunningProcedure]
    by_segment: dict[str, str]
    default_name: str

    def for_account(self, procedure_name: str, segment: str) -> DunningProcedure:
        """Return what rules a customer: its own, its segment's, or the default."""
        return self.by_name[self.chosen(procedure_name, segment)[0]]

    def chosen(self, procedure_name: str, segment: str) -> tuple[str, str]:
        """Return the name of what rules a customer and why: customer, segment or default."""
        candidates = (
            (procedure_name, "customer"), (self.by_segment.get(segment, ""), "segment"), (self.default_name, "default")
        )  # fmt: skip
        for name, why in candidates:
            if name in self.by_name:
                return name, why
        raise LookupError("no procedure rules; install the default one")

    @property
    def horizon_days(self) -> int:
        """How many days before a due date the earliest level looks ahead (at least one, for the outlook)."""
        earliest = [-level.days for one in self.by_name.values() for level in one.levels if level.is_before_due]
        return max([1, *earliest]) + 1


def ruling_procedures(company_id: int) -> RulingProcedures | None:
    """Return the active procedures, None when there is no default."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT name, version, document::text, is_default, segments::text FROM dunning_procedure
                WHERE company_id = %s AND is_active ORDER BY id""",
            [company_id],
        )
        rows = cursor.fetchall()
    default = next((name for name, _, _, is_default, _ in rows if is_default), None)
    if default is None:
        return None
    return RulingProcedures(
        by_name={name: _read(document, version) for name, version, document, _, _ in rows},
        by_segment={
            **{segment: name for name, _, _, _, segments in rows for segment in json.loads(segments)},
            **procedures_of_segments(company_id),
        },
        default_name=default,
    )


@lru_cache(maxsize=64)
def _read(document: str, version: int) -> DunningProcedure:
    """Read a stored document; the same text says the same, so it is read once."""
    return from_document(json.loads(document), version=version)


def procedures_of_segments(company_id: int) -> dict[str, str]:
    """Return the procedures that the rules of segments name, by segment: they come before what a procedure claims."""
    rules = current_rules(company_id)
    return {one.name: one.procedure for one in rules.segments if one.procedure} if rules else {}


def procedure_version(company_id: int, name: str, version: int) -> DunningProcedure | None:
    """Return one version, also one that rules no more."""
    row = ProcedureRow.objects.filter(company_id=company_id, name=name, version=version).first()
    return from_document(row.document, version=row.version) if row else None


def list_procedures(company_id: int, *, name: str | None = None) -> list[ProcedureFacts]:
    """Return the active version of each procedure, or every version of one, newest first."""
    rows = ProcedureRow.objects.filter(company_id=company_id)
    rows = rows.filter(name=name) if name else rows.filter(is_active=True)
    return [
        ProcedureFacts(
            id=row.pk,
            name=row.name,
            version=row.version,
            document=row.document,
            source_text=row.source_text,
            is_active=row.is_active,
            is_default=row.is_default,
            segments=tuple(row.segments),
            note=row.note,
            created_by=row.created_by,
            created_at=row.created_at,
        )
        for row in rows.order_by("name", "-version")
    ]


def level_names(company_id: int) -> dict[str, str]:
    """Return the names of levels by key, over the active procedures; the default's names win."""
    rows = ProcedureRow.objects.filter(company_id=company_id, is_active=True).order_by("is_default", "pk")
    return {str(level["key"]): str(level["name"]) for row in rows for level in row.document.get("levels", ())}


def customers_ruled(company_id: int) -> dict[str, int]:
    """Return how many customers (closed ones left out) each active procedure rules, by its name."""
    return {name: sum(counts.values()) for name, counts in customers_ruled_by(company_id).items()}


def customers_ruled_by(company_id: int) -> dict[str, dict[str, int]]:
    """Return the same by why: their own choice (`customer`), their segment's (`segment`), or none (`default`)."""
    ruling = ruling_procedures(company_id)
    if ruling is None:
        return {}
    counts: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT procedure_name, segment, count(*) FROM customer
                WHERE company_id = %s AND status <> 'closed' GROUP BY 1, 2""",
            [company_id],
        )
        for procedure_name, segment, count in cursor.fetchall():
            name, why = ruling.chosen(procedure_name, segment)
            found = counts.setdefault(name, {})
            found[why] = found.get(why, 0) + count
    return counts


@dataclass(frozen=True, slots=True)
class OwnChoice:
    """A customer that has a procedure of its own."""

    id: int
    number: str
    name: str


def customers_of_procedure(company_id: int, name: str, limit: int = 50) -> list[OwnChoice]:
    """Return customers whose own procedure this is, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, number, name FROM customer
                WHERE company_id = %s AND procedure_name = %s AND status <> 'closed' ORDER BY name, id LIMIT %s""",
            [company_id, name, limit],
        )
        return [OwnChoice(*row) for row in cursor.fetchall()]


def customers_by_number(company_id: int, numbers: list[str]) -> dict[str, int]:
    """Return the ids of customers by number; of two with the same number neither."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT number, min(id) FROM customer WHERE company_id = %s AND number = ANY(%s)
                GROUP BY number HAVING count(*) = 1""",
            [company_id, numbers],
        )
        return dict(cursor.fetchall())
