"""Processor time of us and of the database together: what work costs, however crowded the machine is."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.db import connection

TICKS = os.sysconf("SC_CLK_TCK")


def _fields(pid: str) -> list[str]:
    """Return the fields of /proc/PID/stat that follow the name: state, parent, ..."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _lived(pid: str) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def database_seconds() -> float:
    """Return the processor time of all processes of our database server so far, those that ended included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mother = _fields(str(cursor.fetchone()[0]))[1]
    seconds = _lived(mother) + sum(int(one) for one in _fields(mother)[13:15]) / TICKS
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if _fields(entry.name)[1] == mother:
                    seconds += _lived(entry.name)
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended meanwhile, and is counted with its mother
    return seconds


def processor_seconds() -> float:
    """Return the processor time of this process and of the database so far."""
    return time.process_time() + database_seconds()
