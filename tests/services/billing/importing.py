"""Imports in tests: a file as text, taken in one go."""

from __future__ import annotations

from pathlib import Path

from duly.adapters.files import open_table
from duly.core.money.calendar import WEEKDAYS
from duly.services.act import Act
from duly.services.billing.plan_import import plan_import
from duly.services.billing.run_import import run_import
from duly.services.billing.start_import import start_import
from duly.services.ports import ImportPorts
from duly.store.queries.audit import run_audit
from duly.store.queries.imports import RunFacts
from tests.services.billing.queue import NoQueue


def import_ports(folder: Path, max_bytes: int = 10_000_000) -> ImportPorts:
    """The real reader of tables, a folder of the test's own, Monday to Friday as business days."""
    return ImportPorts(open_table, lambda country: WEEKDAYS, folder, max_bytes, NoQueue())


def stage(act: Act, ports: ImportPorts, text: str | bytes, *maps: str, source: str = "erp", name: str = "f.csv") -> int:
    """The id of a run whose file is planned."""
    data = text if isinstance(text, bytes) else text.encode()
    run_id = start_import(act=act, ports=ports, name=name, chunks=[data], source=source)
    plan_import(act=act, ports=ports, run_id=run_id, overrides=maps)
    return run_id


def take(act: Act, ports: ImportPorts, text: str | bytes, *maps: str, source: str = "erp") -> RunFacts:
    """A file, imported."""
    return run_import(act=act, ports=ports, run_id=stage(act, ports, text, *maps, source=source))


def counts(run: RunFacts) -> tuple[int, int, int, int]:
    """New, updated, unchanged, quarantined."""
    return run.rows_created, run.rows_updated, run.rows_unchanged, run.rows_quarantined


def assert_sound(act: Act) -> None:
    """The audit finds nothing."""
    broken = [finding for check in run_audit(act.company_id) for finding in check.findings]
    assert broken == []
