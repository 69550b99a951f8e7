"""Where the bytes of a file come from: a path, bytes in memory, or an open binary stream."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from duly.adapters.files.limits import MAX_BYTES, NotReadable, too_large


class Source:
    """Opens the same bytes again for each pass. A stream given by the caller is rewound, never closed."""

    def __init__(self, given: Path | bytes | BinaryIO, name: str) -> None:
        self._given = given
        self.name = name or (given.name if isinstance(given, Path) else "the file")
        self.size_bytes = self._measure()
        if self.size_bytes > MAX_BYTES:
            remedy = "Split the file and import the parts."
            raise too_large(f"{self.name} has too many bytes", self.size_bytes, MAX_BYTES, remedy)
        if self.size_bytes == 0:
            raise NotReadable(f"{self.name} is empty.", "Export it again.")

    def _measure(self) -> int:
        if isinstance(self._given, bytes):
            return len(self._given)
        if isinstance(self._given, Path):
            if not self._given.is_file():
                raise NotReadable(f"There is no file {self._given}.", "Check the path.")
            return self._given.stat().st_size
        return self._given.seek(0, io.SEEK_END)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Give the bytes from the beginning."""
        if isinstance(self._given, bytes):
            yield io.BytesIO(self._given)
        elif isinstance(self._given, Path):
            with self._given.open("rb") as stream:
                yield stream
        else:
            self._given.seek(0)
            yield self._given
