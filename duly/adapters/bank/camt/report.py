"""What a reading has to say beside the money: collected warnings, each with its place."""

from __future__ import annotations

from duly.adapters.bank.camt.nodes import Node
from duly.core.cash.bank_line import ReadWarning

MAX_WARNINGS = 1000


class Report:
    """Collects warnings; unread fields are told once per kind of place with their count."""

    def __init__(self) -> None:
        self._warnings: list[ReadWarning] = []
        self._left_out = 0
        self._unread: dict[str, list[str]] = {}
        self._unread_counts: dict[str, int] = {}

    def warn(self, code: str, place: str, field: str, value: str, sentence: str) -> None:
        """Note one oddity. After MAX_WARNINGS they are counted only."""
        if len(self._warnings) >= MAX_WARNINGS:
            self._left_out += 1
            return
        self._warnings.append(ReadWarning(place, field, value[:200], sentence, code))

    def unread(self, node: Node, prefix: str) -> None:
        """Note everything in a node that no reader looked at."""
        for path, text in node.unread(prefix):
            self._unread_counts[path] = self._unread_counts.get(path, 0) + 1
            self._unread.setdefault(path, [text])

    def warnings(self) -> tuple[ReadWarning, ...]:
        """Return all warnings: oddities in file order, then the unread fields by place."""
        fields = [
            ReadWarning(
                path.rpartition("/")[0], path.rpartition("/")[2], self._unread[path][0][:200],
                f"Duly does not use this field; it was found {count} time(s) and stays in the file.", "unread",
            )
            for path, count in sorted(self._unread_counts.items())
        ]  # fmt: skip
        more = []
        if self._left_out:
            sentence = f"{self._left_out} further warnings are not listed."
            more.append(ReadWarning("", "", str(self._left_out), sentence, "more_warnings"))
        return (*self._warnings, *more, *fields)
