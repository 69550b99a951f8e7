"""What the machine says about this installation, as facts for services/health."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import sys
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from duly.services.health.check_installation import InstallationFacts, PlaceFacts
from duly.services.health.check_packages import PackageFacts

MAIL_SECONDS = 10
_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?\s*\(?([^;)]*)")


def python_version() -> tuple[int, ...]:
    """Return the version of the running Python."""
    return tuple(sys.version_info[:3])


def packages() -> list[PackageFacts]:
    """Return what this release asks for beside what is installed; empty when Duly itself is not installed."""
    try:
        wanted = importlib.metadata.requires("duly") or []
    except importlib.metadata.PackageNotFoundError:
        return []
    found = [_REQUIREMENT.match(line) for line in wanted if "extra ==" not in line]
    return [PackageFacts(one[1], one[2].strip(), _installed(one[1])) for one in found if one]


def _installed(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def installation_facts() -> InstallationFacts:
    """Look at folder, disk, key, address, time zones, and try the mail server. Needs Django's settings."""
    from django.conf import settings

    from duly.wiring.database import DATA_DIR

    problem = _mail_problem(settings.EMAIL_URL, min(MAIL_SECONDS, settings.MAIL_TIMEOUT_SECONDS))
    return InstallationFacts(
        data_dir=str(DATA_DIR),
        is_data_dir_writable=os.access(DATA_DIR if DATA_DIR.exists() else _parent(DATA_DIR), os.W_OK),
        private_places=_private_places(DATA_DIR),
        free_bytes=shutil.disk_usage(_parent(DATA_DIR)).free,
        key_characters=len(settings.SECRET_KEY),
        base_url=settings.BASE_URL,
        allowed_hosts=tuple(settings.ALLOWED_HOSTS),
        is_debug=settings.DEBUG,
        has_time_zones=_has_zone("Europe/Berlin"),
        is_mail_configured=bool(settings.EMAIL_URL),
        mail_problem=problem,
    )


def _parent(folder: Path) -> Path:
    """Return the folder itself, or the nearest one above it that exists."""
    return next(one for one in (folder, *folder.absolute().parents) if one.exists())


def _private_places(data_dir: Path) -> tuple[PlaceFacts, ...]:
    places = [("key", data_dir / "secret.key")]
    from duly.wiring.database import embedded_server

    if (server := embedded_server()) is not None:
        places += [("database", server.pgdata), ("database's socket", server.socket_dir)]
    found = []
    for what, path in places:
        try:
            found.append(PlaceFacts(what, str(path), path.stat().st_mode & 0o777))
        except OSError:
            continue  # not there: made at need, with the right permissions
    return tuple(found)


def _has_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return False
    return True


def _mail_problem(url: str, seconds: float) -> str:
    from duly.adapters.mail.reach import reach

    return reach(url, seconds) if url else ""
