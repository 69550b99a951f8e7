"""Let a worker do the long part of an import."""

from __future__ import annotations

from duly.services.act import Act
from duly.services.ports import ImportPorts
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import ImportRun

RUN_TASK, CHECK_TASK = "run_import", "check_import"


def enqueue_import(*, act: Act, ports: ImportPorts, run_id: int, dry_run: bool = False) -> None:
    """Put an import, or its dry run, into the queue, in the caller's database transaction.

    Called inside the company's scope. Raises NotFound, and ServiceRefused when it is not ready.
    """
    run = ImportRun.objects.select_for_update().filter(company_id=act.company_id, pk=run_id).first()
    if run is None:
        raise NotFound(f"Import {run_id}")
    if run.state not in ("ready", "failed") or not run.mapping:
        raise ServiceRefused("import_not_ready", f"Import {run_id} is {run.state}.")
    run.state = "checking" if dry_run else "running"
    run.started_at = None if dry_run else act.at
    run.save(update_fields=["state", "started_at"])
    task = CHECK_TASK if dry_run else RUN_TASK
    arguments = {"company_id": act.company_id, "run_id": run_id, "who": act.actor}
    ports.jobs.enqueue(task, arguments, queueing_lock=f"{task}-{run_id}")
