"""Stage a file for import: kept in the data folder, bounded, with its digest."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

from duly.services.act import Act
from duly.services.ports import ImportPorts
from duly.services.refused import ServiceRefused
from duly.store.models import ImportRun

MAX_SOURCE_CHARS = 40
CHUNK_BYTES = 1024 * 1024


def start_import(*, act: Act, ports: ImportPorts, name: str, chunks: Iterable[bytes], source: str = "import") -> int:
    """Copy a file's bytes into the data folder and return the id of its draft run.

    `source` names the system the file came from: documents are told apart by (source, external id).
    Called inside the company's scope. Raises ServiceRefused when the file is too large, empty, or the
    source has no usable name; nothing is kept then.
    """
    source = " ".join(source.split()) or "import"
    if len(source) > MAX_SOURCE_CHARS or not source.isprintable():
        raise ServiceRefused("bad_source", f"The name of a source has at most {MAX_SOURCE_CHARS} characters.")
    shown = visible_name(name)
    folder = ports.folder / str(act.company_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{secrets.token_hex(12)}{_ending(shown)}"
    try:
        sha256, size = _copy(chunks, path, ports.max_bytes)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    run = ImportRun.objects.create(
        company_id=act.company_id, source=source, kind="", file_name=shown, sha256=sha256, size_bytes=size,
        stored_path=str(path.relative_to(ports.folder)), actor=act.actor,
    )  # fmt: skip
    return run.pk


def visible_name(name: str) -> str:
    """Return a file's name without folders and signs that cannot be shown, at most 200 characters."""
    last = re.split(r"[\\/]", name)[-1]
    return "".join(sign for sign in last if sign.isprintable())[-200:].strip() or "file"


def _ending(name: str) -> str:
    ending = Path(name).suffix.lower()
    return ending if re.fullmatch(r"\.[a-z0-9]{1,8}", ending) else ""


def _copy(chunks: Iterable[bytes], path: Path, max_bytes: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > max_bytes:
                limit = f"{max_bytes / 1024 / 1024:,.0f} MiB"
                raise ServiceRefused("file_too_large", f"The file has more than {limit}. Split it, or zip it as .xlsx.")
            digest.update(chunk)
            out.write(chunk)
    if not size:
        raise ServiceRefused("file_empty", "The file is empty. Export it again.")
    return digest.hexdigest(), size
