"""Write a backup: members one after the other, the manifest last, then the file gets its name at once."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from duly.adapters.archive.sealed import SealedWriter

MANIFEST = "manifest.json"
COMPRESSION_LEVEL = 1  # a ledger compresses well at any level; the first is three times as fast as the usual one


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The finished file: its size in bytes and the SHA-256 of the whole, as hex."""

    bytes: int
    sha256: str


class _Target:
    """A file that is only ever appended to, and hashed on the way; zipfile then writes without going back."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest, self.size = file, hashlib.sha256(), 0

    def write(self, data: bytes, /) -> int:
        self.digest.update(data)
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


class Member:
    """One member while it is written; counts and hashes what passes."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self._digest, self.size = target, hashlib.sha256(), 0

    def write(self, data: bytes, /) -> int:
        """Append these bytes."""
        self._digest.update(data)
        self.size += len(data)
        return self._target.write(data)

    def facts(self) -> dict[str, Any]:
        """Return size and SHA-256, as the manifest keeps them."""
        return {"bytes": self.size, "sha256": self._digest.hexdigest()}


class ArchiveWriter:
    """Writes under a temporary name beside the target; without `finish` nothing is left. Readable by its owner only."""

    def __init__(self, path: Path, passphrase: str | None) -> None:
        self.path = path
        self._unfinished = path.with_name(f".{path.name}.unfinished-{os.getpid()}")
        handle = os.open(self._unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        self._file = os.fdopen(handle, "wb", buffering=1024 * 1024)
        self._target = _Target(self._file)
        self._sealed = SealedWriter(self._target, passphrase) if passphrase else None
        sink: Any = self._sealed or self._target  # zipfile writes and flushes it, nothing else
        self._zip = zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION_LEVEL)
        self.members: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> ArchiveWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with suppress(ValueError, OSError):  # after a failure it cannot end well, and need not
            self._zip.close()
        try:
            with suppress(OSError) if error is not None else nullcontext():  # a full disk is told once
                self._file.close()
        finally:
            self._unfinished.unlink(missing_ok=True)

    @contextmanager
    def member(self, name: str) -> Iterator[Member]:
        """Open the next member for writing."""
        with self._zip.open(name, "w", force_zip64=True) as target:
            member = Member(target)
            yield member
        self.members[name] = member.facts()

    def finish(self, manifest: Mapping[str, Any]) -> FileFacts:
        """Add the manifest, make sure that everything is on disk, and give the file its name."""
        text = json.dumps(dict(manifest) | {"members": self.members}, indent=1, sort_keys=True)
        self._zip.writestr(MANIFEST, text)
        self._zip.close()
        if self._sealed:
            self._sealed.finish()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._unfinished.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        return FileFacts(self._target.size, self._target.digest.hexdigest())
