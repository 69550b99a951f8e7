"""What must never stand in a log: the secret part of a customer's link."""

from __future__ import annotations

import logging
import re
from typing import Any

_LINK = re.compile(r"(/p/)[0-9a-z]+-[A-Za-z0-9_-]+")


def _masked(value: Any) -> Any:
    return _LINK.sub(r"\1[link]", value) if isinstance(value, str) else value


class MaskLinks(logging.Filter):
    """Replaces tokens in addresses by `[link]`, in the message and in what is put into it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record; it is always logged."""
        record.msg = _masked(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_masked(value) for value in record.args)
        return True
