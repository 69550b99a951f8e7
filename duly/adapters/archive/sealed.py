"""Encryption of a file in chunks that cannot be changed, left out, reordered or cut off unnoticed.

The key comes from the passphrase by scrypt (RFC 7914) with a salt of the file's own. Each chunk is sealed by
AES-256-GCM; its nonce holds the chunk's number and whether it is the last one, and the file's header is
authenticated with every chunk (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
Layout: header (magic, scrypt's costs, salt, check value), then chunks of CHUNK_BYTES + 16 bytes, the last shorter.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import struct
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from duly.adapters.archive.problems import ArchiveUnusable, PassphraseWrong

MAGIC = b"DULYSEAL1\n"
CHUNK_BYTES = 1024 * 1024
TAG_BYTES = 16
_HEADER = struct.Struct(">10sBBB16s16s")
_COST_LOG2, _BLOCK, _LANES = 17, 8, 1  # 128 MiB of memory, about half a second
_MOST_COST_LOG2, _MOST_BLOCK, _MOST_LANES = 20, 16, 4  # what a file may ask of us


class Sink(Protocol):
    """Whatever takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Take these bytes."""


def _keys(passphrase: str, salt: bytes, cost_log2: int, block: int, lanes: int) -> tuple[AESGCM, bytes]:
    """Return the cipher and the value by which a wrong passphrase is told from a damaged file."""
    made = Scrypt(salt=salt, length=64, n=2**cost_log2, r=block, p=lanes).derive(passphrase.encode())
    return AESGCM(made[:32]), hashlib.sha256(b"duly backup check" + made[32:]).digest()[:16]


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")


class SealedWriter:
    """Seals what is written to it into another file; `finish()` writes the last chunk."""

    def __init__(self, target: Sink, passphrase: str) -> None:
        salt = os.urandom(16)
        self._cipher, check = _keys(passphrase, salt, _COST_LOG2, _BLOCK, _LANES)
        self._header = _HEADER.pack(MAGIC, _COST_LOG2, _BLOCK, _LANES, salt, check)
        self._target, self._waiting, self._number = target, bytearray(), 0
        target.write(self._header)

    def write(self, data: bytes, /) -> int:
        """Take these bytes; chunks that are full are sealed and passed on."""
        self._waiting += data
        while len(self._waiting) > CHUNK_BYTES:  # never the last one: that is `finish`'s
            self._seal(bytes(self._waiting[:CHUNK_BYTES]), is_last=False)
            del self._waiting[:CHUNK_BYTES]
        return len(data)

    def flush(self) -> None:
        """Do nothing: a chunk is written when it is full."""

    def finish(self) -> None:
        """Seal what is left as the last chunk."""
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), chunk, self._header))
        self._number += 1


class SealedReader(io.RawIOBase):
    """The content of a sealed file, readable at any place. Raises PassphraseWrong or ArchiveUnusable."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        self._source = source
        self._header = source.read(_HEADER.size)
        if len(self._header) < _HEADER.size or not self._header.startswith(MAGIC):
            raise ArchiveUnusable("The file is cut short.")
        _, cost_log2, block, lanes, salt, check = _HEADER.unpack(self._header)
        if not (1 <= cost_log2 <= _MOST_COST_LOG2 and 1 <= block <= _MOST_BLOCK and 1 <= lanes <= _MOST_LANES):
            raise ArchiveUnusable("The file's header is damaged.")
        self._cipher, expected = _keys(passphrase, salt, cost_log2, block, lanes)
        if not hmac.compare_digest(check, expected):
            raise PassphraseWrong("The passphrase is not the one with which this backup was encrypted.")
        sealed_bytes = source.seek(0, io.SEEK_END) - _HEADER.size
        whole = CHUNK_BYTES + TAG_BYTES
        self._chunks = max(1, -(-sealed_bytes // whole))
        self._size = sealed_bytes - self._chunks * TAG_BYTES
        self._place, self._held, self._chunk = 0, -1, b""
        self._fetch(self._chunks - 1)  # a file that was cut short shows here: its last chunk is none

    def _fetch(self, number: int) -> bytes:
        if number != self._held:
            self._source.seek(_HEADER.size + number * (CHUNK_BYTES + TAG_BYTES))
            sealed = self._source.read(CHUNK_BYTES + TAG_BYTES)
            nonce = _nonce(number, is_last=number == self._chunks - 1)
            try:
                self._chunk = self._cipher.decrypt(nonce, sealed, self._header)
            except InvalidTag:
                raise ArchiveUnusable("The file is damaged, cut short or was tampered with.") from None
            self._held = number
        return self._chunk

    def readable(self) -> bool:
        """Return true."""
        return True

    def seekable(self) -> bool:
        """Return true."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the content."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def tell(self) -> int:
        """Return the place in the content."""
        return self._place

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Fill the buffer from one chunk; return how many bytes came."""
        if self._place >= self._size:
            return 0
        number, start = divmod(self._place, CHUNK_BYTES)
        piece = self._fetch(number)[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)
