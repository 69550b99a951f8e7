"""A queue into which nothing is put."""

from __future__ import annotations

from typing import Any


class NoQueue:
    """Fails the test that enqueues something."""

    def enqueue(self, task: str, arguments: Any, **_: Any) -> bool:
        """Refuse."""
        raise AssertionError(f"{task} was enqueued")
