"""Say whom a procedure rules: segments, or everybody without another."""

from __future__ import annotations

from collections.abc import Collection

from duly.services.act import Act
from duly.services.dunning.save_procedure import save_procedure
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import DunningProcedure


def assign_procedure(
    *, act: Act, procedure_id: int, segments: Collection[str], is_default: bool, note: str = ""
) -> int:  # fmt: skip
    """Let the newest version of a procedure rule these segments; return the version's number (a new one if changed).

    A segment has one procedure: others lose it. The default stays one until another is made the default.
    Raises NotFound and ServiceRefused.
    """
    row = DunningProcedure.objects.filter(company_id=act.company_id, pk=procedure_id).first()
    if row is None:
        raise NotFound("The procedure")
    rows = DunningProcedure.objects.select_for_update().filter(company_id=act.company_id, is_active=True)
    active = {one.name: one for one in rows}
    if row.name not in active:
        raise ServiceRefused("not_active", "This procedure does not rule any more. Save it as a new version first.")
    if active[row.name].is_default and not is_default:
        raise ServiceRefused("default", "Somebody must rule everybody else: make another procedure the default.")
    wanted = {segment.strip() for segment in segments if segment.strip()}
    for name, other in active.items():
        if name != row.name and wanted & set(other.segments):
            save_procedure(
                act=act, text=other.source_text, is_default=other.is_default, segments=set(other.segments) - wanted,
                note=f"Segments went to {row.name}",
            )  # fmt: skip
    return save_procedure(
        act=act, text=active[row.name].source_text, is_default=is_default, segments=wanted, note=note
    )  # fmt: skip
