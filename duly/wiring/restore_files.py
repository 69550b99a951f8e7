"""Put the files of a backup into the data folder, and its secret key where that decides."""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PurePosixPath

from django.conf import settings

from duly.adapters.archive import ArchiveReader, ArchiveUnusable
from duly.wiring import env
from duly.wiring.backup import SECRET_KEY
from duly.wiring.database import DATA_DIR

FOLDER = "files"


def unpack_files(archive: ArchiveReader) -> Path | None:
    """Write the backup's files beside the folder in use and return where; None when the backup has no files' part.

    Raises ArchiveUnusable when a name leads out of the folder.
    """
    if not archive.manifest.get("has_files"):
        return None
    fresh = settings.MEDIA_ROOT.with_name(f"{settings.MEDIA_ROOT.name}.restored")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    for name in archive.names(FOLDER):
        parts = PurePosixPath(name).parts[1:]
        if not parts or any(part in {"..", "/", "."} or "\\" in part for part in parts):
            raise ArchiveUnusable(f"The name {name!r} in this backup leads out of its folder.")
        target = fresh.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with target.open("wb") as file:
            file.writelines(archive.pieces(name))
    return fresh


def take_place(fresh: Path) -> None:
    """Let the unpacked files take the place of the folder in use; the former one goes."""
    former = settings.MEDIA_ROOT.with_name(f"{settings.MEDIA_ROOT.name}.before")
    shutil.rmtree(former, ignore_errors=True)
    if settings.MEDIA_ROOT.exists():
        settings.MEDIA_ROOT.rename(former)
    fresh.rename(settings.MEDIA_ROOT)
    shutil.rmtree(former, ignore_errors=True)


def restore_key(archive: ArchiveReader) -> str:
    """Put the backup's secret key into the data folder; return a code: none, same, restored, or elsewhere.

    `elsewhere`: DULY_SECRET_KEY holds another key and wins; the backup's is in `secret.key.from-backup`.
    """
    if not archive.manifest.get("has_secret_key"):
        return "none"
    key = archive.text(SECRET_KEY)
    if key == settings.SECRET_KEY:
        return "same"
    if env.is_given("DULY_SECRET_KEY"):
        _write(DATA_DIR / "secret.key.from-backup", key)
        return "elsewhere"
    _write(DATA_DIR / "secret.key.new", key)
    (DATA_DIR / "secret.key.new").replace(DATA_DIR / "secret.key")
    return "restored"


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
