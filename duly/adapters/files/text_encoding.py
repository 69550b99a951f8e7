"""Which encoding a text file has: byte order mark, then proof, then the likeliest guess, said aloud."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

from duly.adapters.files.limits import MIB, SAMPLE_BYTES, NotReadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = frozenset("äöüßÄÖÜéèêëàâáãåçñíìîïóòôõøúùûæœÉÈÊËÀÂÁÃÅÇÑÍÌÎÏÓÒÔÕØÚÙÛÆŒ€£§°ºª–—’‘“”„«»´¿¡\u00a0²³½¼®©™·•…")


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """A Python codec name, the error handler to read with, and how it was found, in words."""

    name: str
    errors: str
    note: str


def encoding_named(name: str) -> TextEncoding:
    """Return the encoding a person named. Raises NotReadable for a name that is none."""
    try:
        known = codecs.lookup(name).name
        "".encode(known)
    except (LookupError, ValueError) as error:
        raise NotReadable(f"{name} is not an encoding.", "Use for example utf-8, cp1252 or utf-16.") from error
    return TextEncoding(known, _errors_for(known), "")


def _errors_for(name: str) -> str:
    """Bytes that are no text must stay visible: as themselves where possible, as a mark otherwise."""
    return "replace" if name.startswith(("utf-16", "utf-32", "utf_16", "utf_32")) else "surrogateescape"


def _without_mark(sample: bytes) -> str | None:
    """Recognise UTF-16 without a mark by its zero bytes in every second place."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.05 else None


def _utf8_failure(stream: BinaryIO) -> int | None:
    """Return where the stream stops being UTF-8 (within one chunk), None when all of it is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    place = 0
    while chunk := stream.read(MIB):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return max(0, place + error.start - 4)
        place += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return max(0, place - 4)
    return None


def _is_damaged_utf8(sample: bytes) -> bool:
    """Whether more of the non-ASCII text is good UTF-8 than not; in other encodings next to none is."""
    text = sample.decode("utf-8", "surrogateescape")
    bad = sum("\udc80" <= c <= "\udcff" for c in text)
    good = sum(c > "\x7f" for c in text) - bad
    return good > bad


def _single_byte(sample: bytes) -> tuple[str, str]:
    western = [c for c in sample.decode("cp1252", "replace") if c > "\x7f"]
    if western and sum(c in _WESTERN for c in western) >= len(western) * 0.9:
        return "cp1252", "the encoding was taken for Windows western (cp1252) by its letters"
    best = from_bytes(sample).best()
    if best is not None and best.encoding not in ("ascii", "utf_8"):
        return best.encoding, f"the encoding was guessed to be {best.encoding}"
    return "cp1252", "the encoding is unclear; Windows western (cp1252) was assumed"


def detect_encoding(stream: BinaryIO) -> TextEncoding:
    """Return the encoding of a stream that can be rewound; the whole of it is tested for UTF-8, in pieces."""
    stream.seek(0)
    sample = stream.read(SAMPLE_BYTES)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return TextEncoding(name, _errors_for(name), "")
    if wide := _without_mark(sample):
        return TextEncoding(wide, _errors_for(wide), f"the encoding was recognised as {wide} without a mark")
    stream.seek(0)
    failure = _utf8_failure(stream)
    if failure is None:
        return TextEncoding("utf-8", "surrogateescape", "")
    stream.seek(max(0, failure - 1024))
    around = stream.read(SAMPLE_BYTES)
    if _is_damaged_utf8(sample + around):
        return TextEncoding("utf-8", "surrogateescape", "some bytes are not valid UTF-8; the rows are named")
    name, note = _single_byte(around)
    return TextEncoding(name, _errors_for(name), note)
