"""Addresses of style sheets and scripts carry the version of their content, so browsers may keep them for a year."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


def _version(name: str) -> str:
    """Return eight characters of the file's hash, or "" when there is no such file."""
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:8] if isinstance(found, str) else ""


_kept_version = lru_cache(maxsize=512)(_version)


class VersionedStaticFiles(StaticFilesStorage):
    """Adds `?v=` and the version of the content to each address; the files keep their names."""

    def url(self, name: str | None) -> str:
        """Return the address of a static file with its version."""
        address = super().url(name)
        version = (_version if settings.DEBUG else _kept_version)(name or "")
        return f"{address}?v={version}" if version else address
