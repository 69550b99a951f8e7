"""Read a backup; every member is compared with the manifest before anything of it is used."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from duly.adapters.archive.problems import ArchiveUnusable, PassphraseMissing
from duly.adapters.archive.sealed import MAGIC, SealedReader
from duly.adapters.archive.writing import MANIFEST

FORMAT = 1
PIECE_BYTES = 1024 * 1024
MOST_MANIFEST_BYTES = 64 * 1024 * 1024
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class ArchiveReader:
    """An existing backup. Raises FileNotFoundError, PassphraseMissing, PassphraseWrong or ArchiveUnusable."""

    def __init__(self, path: Path, passphrase: str | None) -> None:
        self.path = path
        self._file = path.open("rb")
        try:
            self._zip = self._open(passphrase)
            self.manifest = self._read_manifest()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> ArchiveReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()
        self._file.close()

    @staticmethod
    def is_sealed(path: Path) -> bool:
        """Tell whether the file asks for a passphrase."""
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC

    def _open(self, passphrase: str | None) -> zipfile.ZipFile:
        start = self._file.read(len(MAGIC))
        self._file.seek(0)
        source: IO[bytes] = self._file
        if start == MAGIC:
            if not passphrase:
                raise PassphraseMissing("This backup is encrypted, and no passphrase was given.")
            source = io.BufferedReader(SealedReader(self._file, passphrase), PIECE_BYTES)
        elif not start.startswith(b"PK"):
            raise ArchiveUnusable(f"{self.path} is not a backup made by `duly backup`.")
        try:
            return zipfile.ZipFile(source)
        except _DAMAGE:
            raise ArchiveUnusable(f"{self.path} is damaged or cut short.") from None

    def _read_manifest(self) -> dict[str, Any]:
        try:
            if self._zip.getinfo(MANIFEST).file_size > MOST_MANIFEST_BYTES:
                raise ArchiveUnusable("The manifest of this backup is too large to be one.")
            manifest = json.loads(self._zip.read(MANIFEST))
        except (KeyError, ValueError, *_DAMAGE):
            raise ArchiveUnusable(f"{self.path} is not a backup made by `duly backup`, or is damaged.") from None
        if not isinstance(manifest, dict) or manifest.get("product") != "duly":
            raise ArchiveUnusable(f"{self.path} is not a backup made by `duly backup`.")
        if manifest.get("format") != FORMAT:
            found = manifest.get("format")
            raise ArchiveUnusable(f"This backup has format {found}; this release of Duly reads format {FORMAT}.")
        members = manifest.get("members")
        if not isinstance(members, dict) or not all(
            isinstance(one, dict) and "sha256" in one for one in members.values()
        ):
            raise ArchiveUnusable(f"The manifest of {self.path} does not list what is in it.")
        return manifest

    def verify(self) -> None:
        """Read everything once and compare with the manifest. Raises ArchiveUnusable naming the first that differs."""
        there = {info.filename for info in self._zip.infolist()} - {MANIFEST}
        listed: dict[str, dict[str, Any]] = self.manifest["members"]
        if there != set(listed) or len(self._zip.infolist()) != len(listed) + 1:
            odd = ", ".join(sorted(there ^ set(listed))[:5])
            raise ArchiveUnusable(f"The content of this backup is not what its manifest lists: {odd}.")
        for name, facts in listed.items():
            digest = hashlib.sha256()
            for piece in self.pieces(name):
                digest.update(piece)
            if digest.hexdigest() != facts["sha256"]:
                raise ArchiveUnusable(f"{name} in this backup is damaged: it differs from the manifest.")

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a member's content piece by piece."""
        try:
            with self._zip.open(name) as member:
                while piece := member.read(PIECE_BYTES):
                    yield piece
        except (KeyError, *_DAMAGE):
            raise ArchiveUnusable(f"{name} in this backup is damaged or missing.") from None

    def text(self, name: str) -> str:
        """Return a whole member as text."""
        return b"".join(self.pieces(name)).decode()

    def names(self, folder: str) -> list[str]:
        """Return the members in a folder, by name."""
        return sorted(name for name in self.manifest["members"] if name.startswith(f"{folder}/"))
