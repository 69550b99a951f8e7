"""A small tree of what stood in the XML, that remembers which of it was looked at."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

MAX_TEXT = 4000


class Node:
    """One element: its name without namespace, its text, its currency attribute, its children."""

    __slots__ = ("children", "currency", "name", "seen", "text")

    def __init__(self, name: str, text: str, currency: str, children: list[Node]) -> None:
        self.name = name
        self.text = text
        self.currency = currency
        self.children = children
        self.seen = False

    def all(self, path: str) -> list[Node]:
        """Return every element at a path such as `NtryDtls/TxDtls`, in file order."""
        level = [self]
        for name in _steps(path):
            level = [child for node in level for child in node.children if child.name == name]
            if not level:
                break
        return level

    def first(self, *paths: str) -> Node | None:
        """Return the first element at the first of these paths that has one."""
        for path in paths:
            found = self._first(_steps(path))
            if found is not None:
                return found
        return None

    def _first(self, steps: tuple[str, ...]) -> Node | None:
        node: Node = self
        for name in steps:
            for child in node.children:
                if child.name == name:
                    node = child
                    break
            else:
                return None
        return node

    def value(self, *paths: str) -> str:
        """Return the text at the first path that has any, and mark it as read; "" when there is none."""
        for path in paths:
            found = self._first(_steps(path))
            if found is not None:
                found.seen = True
                if found.text:
                    return found.text
        return ""

    def values(self, path: str) -> tuple[str, ...]:
        """Return every text at a path, marked as read, empty ones left out."""
        found = self.all(path)
        for node in found:
            node.seen = True
        return tuple(node.text for node in found if node.text)

    def unread(self, prefix: str = "") -> Iterator[tuple[str, str]]:
        """Yield (path, text) of everything that holds text and was not looked at."""
        path = f"{prefix}/{self.name}" if prefix else self.name
        if self.text and not self.seen:
            yield path, self.text
        for child in self.children:
            yield from child.unread(path)


def node_of(element: etree._Element) -> Node:
    """Return the element as a node; text is stripped and cut at MAX_TEXT characters."""
    children = [node_of(child) for child in element if isinstance(child.tag, str)]
    text = element.text
    currency = str(element.get("Ccy", "")).strip().upper()
    return Node(_without_namespace(str(element.tag)), text.strip()[:MAX_TEXT] if text else "", currency, children)


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return _without_namespace(str(element.tag))


@lru_cache(maxsize=1024)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


@lru_cache(maxsize=1024)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("/"))
