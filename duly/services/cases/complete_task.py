"""A task is done."""

from __future__ import annotations

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound
from duly.store.models import Task


def complete_task(*, act: Act, task_id: int, outcome: str = "") -> None:
    """Close an open task with what came of it; a closed one stays as it is. Raises NotFound."""
    task = Task.objects.select_for_update().filter(company_id=act.company_id, pk=task_id).first()
    if task is None:
        raise NotFound("The task")
    if task.state != "open":
        return
    task.state, task.outcome, task.done_at, task.done_by = "done", outcome.strip()[:4000], act.at, act.actor
    task.save(update_fields=["state", "outcome", "done_at", "done_by"])
    said = f"Task done: {task.title}" + (f". {task.outcome}" if task.outcome else "")
    record_activity(
        act=act, verb="task.done", sentence=said, customer_id=task.customer_id,
        data={"task_id": task.pk, "title": task.title, "outcome": task.outcome},
    )  # fmt: skip


def reopen_task(*, act: Act, task_id: int) -> None:
    """Take back that a task is done. Raises NotFound."""
    task = Task.objects.select_for_update().filter(company_id=act.company_id, pk=task_id).first()
    if task is None:
        raise NotFound("The task")
    if task.state == "open":
        return
    task.state, task.done_at, task.done_by = "open", None, ""
    task.save(update_fields=["state", "done_at", "done_by"])
    record_activity(
        act=act, verb="task.reopened", sentence=f"Task open again: {task.title}", customer_id=task.customer_id,
        data={"task_id": task.pk, "title": task.title},
    )  # fmt: skip
