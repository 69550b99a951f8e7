"""JSON text packed for storage: what is written in great numbers and read one at a time."""

from __future__ import annotations

import zlib

FASTEST = 1


def pack(text: str) -> bytes:
    """Return the text compressed."""
    return zlib.compress(text.encode(), FASTEST)


def unpack(stored: bytes | memoryview) -> str:
    """Return the text that `pack` compressed."""
    return zlib.decompress(stored).decode()
