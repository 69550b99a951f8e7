"""Stop an import."""

from __future__ import annotations

from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import ImportRun


def cancel_import(*, act: Act, run_id: int) -> None:
    """Stop an import: before it began nothing was done; while it runs, what it did so far stays."""
    run = ImportRun.objects.select_for_update().filter(company_id=act.company_id, pk=run_id).first()
    if run is None:
        raise NotFound(f"Import {run_id}")
    if run.state in ("draft", "ready", "checking"):
        run.state = "cancelled"
    elif run.state == "running":
        run.state, run.message = "failed", f"Stopped by {act.actor}. What was imported so far stays."
    else:
        raise ServiceRefused("import_not_running", f"Import {run_id} is {run.state}.")
    run.finished_at = act.at
    run.save(update_fields=["state", "message", "finished_at"])
