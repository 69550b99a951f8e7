"""Remember how the files of a source are read."""

from __future__ import annotations

from typing import Any

from duly.services.act import Act
from duly.store.models import ImportSource


def remember_mapping(*, act: Act, source: str, mapping: dict[str, Any]) -> None:
    """Store a mapping (IntakeMapping.to_json) for its source and kind of file; the newest wins."""
    ImportSource.objects.update_or_create(
        company_id=act.company_id, name=source, kind=mapping["kind"], defaults={"mapping": mapping}
    )


def forget_source(*, act: Act, source: str, kind: str) -> None:
    """Forget a remembered mapping; imports made with it stay."""
    ImportSource.objects.filter(company_id=act.company_id, name=source, kind=kind).delete()
