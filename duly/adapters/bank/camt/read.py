"""Read a camt file: bytes in, values out. Streams, so that memory follows the result, not the file."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import BinaryIO

from lxml import etree

from duly.adapters.bank.camt.details import account_of
from duly.adapters.bank.camt.entry import Place, read_entry
from duly.adapters.bank.camt.nodes import local_name, node_of
from duly.adapters.bank.camt.report import Report
from duly.adapters.bank.camt.statement import KINDS, Gathered, currency_of, finish
from duly.core.cash.bank_line import BankFile, Statement, UnreadableFile

_TAGS = ("{*}Stmt", "{*}Rpt", "{*}Ntfctn", "{*}Ntry", "{*}GrpHdr")
_FORMATS = {"Stmt": "camt.053", "Rpt": "camt.052", "Ntfctn": "camt.054"}
_LEADING = b" \t\r\n\x00"
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may not exceed: bytes on disk, entries in it."""

    max_bytes: int = 200 * 1024 * 1024
    max_entries: int = 1_000_000


class _Refused(Exception):
    """The file holds something a bank never sends."""


def looks_like_camt(head: bytes) -> bool:
    """Say whether the first few kilobytes of a file look like camt.052, .053 or .054."""
    flat = head.replace(b"\x00", b"")
    return any(mark in flat for mark in (b"BkToCstmr", b"camt.052", b"camt.053", b"camt.054"))


def read_camt(source: BinaryIO, *, name: str, limits: Limits | None = None) -> BankFile | UnreadableFile:
    """Read a camt.052/053/054 file of any version.

    A broken or truncated file gives what came before the break, `complete` False and a warning.
    UnreadableFile is returned only when there is no statement in it at all, or it is too large, or
    it brings a document type (entities), which bank files never do. `name` is for messages.
    """
    bounds = limits or Limits()
    data = source.read(bounds.max_bytes + 1)
    if len(data) > bounds.max_bytes:
        sentence = f"{name} is larger than {bounds.max_bytes // 1024 // 1024} MiB; ask the bank for shorter periods."
        return UnreadableFile(name, "too_large", sentence)
    data = data.removeprefix(_BOM).lstrip(_LEADING) if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else data
    try:
        reading = _Reading(bounds)
        reading.run(data, None)
        if reading.wrong_encoding:
            second = _Reading(bounds)
            second.report.warn(
                "encoding", "", "encoding", "windows-1252",
                "The text is not in the encoding the file claims; it was read as Windows-1252.",
            )  # fmt: skip
            second.run(data, "windows-1252")
            reading = second
    except _Refused as refusal:
        return UnreadableFile(name, "doctype", f"{name}: {refusal}")
    return reading.result(name)


class _Reading:
    """One pass over the file."""

    def __init__(self, limits: Limits) -> None:
        self.report = Report()
        self.wrong_encoding = False
        self._limits = limits
        self._statements: list[Statement] = []
        self._entry_count = 0
        self._complete = True
        self._format = ""
        self._message_id = ""
        self._open: tuple[etree._Element, Gathered, Place] | None = None
        self._problem = ""

    def run(self, data: bytes, encoding: str | None) -> None:
        try:
            self._parse(data, encoding)
        except etree.XMLSyntaxError as error:
            self._complete = False
            self._problem = str(error)
            self.wrong_encoding = encoding is None and _about_encoding(error)
            sentence = "The file breaks off or is damaged here; what stands before it was read."
            self.report.warn("broken_off", f"line {error.lineno or 0}", "", self._problem, sentence)
        if self._open is not None and not self.wrong_encoding:
            self._close(self._open[0])

    def _parse(self, data: bytes, encoding: str | None) -> None:
        context = etree.iterparse(
            io.BytesIO(data), events=("start", "end"), tag=_TAGS, resolve_entities=False, no_network=True,
            load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True, recover=False, encoding=encoding,
        )  # fmt: skip
        first = True
        for event, element in context:
            if first:
                _refuse_doctype(element)
                first = False
            tag = local_name(element)
            if event == "start":
                if tag in KINDS and self._open is None:
                    self._format = self._format or _format_of(element, tag)
                    self._open = (element, Gathered(self._path(tag), KINDS[tag]), _NOWHERE)
            elif tag == "Ntry":
                if not self._entry(element):
                    return
            elif tag == "GrpHdr":
                self._group_header(element)
            elif self._open is not None and element is self._open[0]:
                self._close(element)

    def _path(self, tag: str) -> str:
        return f"{tag}[{len(self._statements) + 1}]"

    def _group_header(self, element: etree._Element) -> None:
        node = node_of(element)
        self._message_id = self._message_id or node.value("MsgId")
        if node.value("MsgPgntn/LastPgInd") == "false":
            self.report.warn("more_pages", "GrpHdr", "LastPgInd", "false", "Further pages are in other files.")
        self.report.unread(node, "")
        element.clear()

    def _entry(self, element: etree._Element) -> bool:
        """Read one entry and let go of its XML; False when the limit is reached."""
        if self._open is None or element.getparent() is not self._open[0]:
            return True
        owner, gathered, place = self._open
        if place is _NOWHERE:
            place = _place(owner, gathered)
            self._open = (owner, gathered, place)
        self._entry_count += 1
        if self._entry_count > self._limits.max_entries:
            self._complete = False
            sentence = f"Only the first {self._limits.max_entries} entries were read; ask the bank for shorter periods."
            self.report.warn("too_many", gathered.path, "Ntry", str(self._limits.max_entries), sentence)
            return False
        number = len(gathered.entries) + len(gathered.unread) + 1
        node = node_of(element)
        gathered.add(read_entry(node, replace(place, path=f"{gathered.path}/Ntry[{number}]"), self.report))
        self.report.unread(node, gathered.path.partition("[")[0])
        owner.remove(element)
        return True

    def _close(self, element: etree._Element) -> None:
        assert self._open is not None
        gathered = self._open[1]
        for leftover in [child for child in element if isinstance(child.tag, str) and local_name(child) == "Ntry"]:
            element.remove(leftover)  # an entry cut in half by the end of the file
        head = node_of(element)
        self._statements.append(finish(head, gathered, self.report))
        self.report.unread(head, "")
        self._open = None
        element.clear()

    def result(self, name: str) -> BankFile | UnreadableFile:
        if not self._statements:
            why = f" ({self._problem})" if self._problem else ""
            sentence = f"{name} holds no bank statement, report or notification in camt format{why}."
            return UnreadableFile(name, "not_camt", sentence)
        return BankFile(
            format=self._format,
            statements=tuple(self._statements),
            warnings=self.report.warnings(),
            message_id=self._message_id,
            complete=self._complete,
        )


_NOWHERE = Place("", "", "", KINDS["Stmt"])


def _place(owner: etree._Element, gathered: Gathered) -> Place:
    """Return where the entries of this statement belong; its account stands before its entries."""
    heads = [node_of(child) for child in owner if isinstance(child.tag, str) and local_name(child) in ("Acct", "Bal")]
    account = next((node for node in heads if node.name == "Acct"), None)
    currency = currency_of(account, [node for node in heads if node.name == "Bal"])
    return Place(gathered.path, account_of(account), currency, gathered.kind)


def _format_of(element: etree._Element, tag: str) -> str:
    namespace = etree.QName(element).namespace or ""
    _, found, version = namespace.rpartition("camt.")
    return f"camt.{version}" if found else _FORMATS[tag]


def _refuse_doctype(element: etree._Element) -> None:
    if element.getroottree().docinfo.doctype:  # type: ignore[attr-defined]
        raise _Refused("a bank file never has a document type (DOCTYPE); it was not opened.")


def _about_encoding(error: etree.XMLSyntaxError) -> bool:
    text = str(error).lower()
    return "encoding" in text or "not proper utf-8" in text or "invalid byte" in text
