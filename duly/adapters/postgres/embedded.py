"""Start, share and stop the embedded PostgreSQL server.

Every process that uses the server holds a shared lock on one file for as long as it lives; the
kernel drops it even on kill -9. Who releases last can take the lock alone, and stops the server.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg

from duly.adapters.postgres.place import (
    ServerNotStarted,
    make_data_dir,
    make_private,
    programs,
    server_user,
    socket_dir,
)

ROLE = "duly"
DATABASE = "duly"
SUPERUSER = "postgres"
CONFIGURATION = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "'256MB'",
    "work_mem": "'24MB'",
    "maintenance_work_mem": "'256MB'",
    "max_wal_size": "'2GB'",
    "checkpoint_timeout": "'15min'",
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_min_messages": "warning",
    "lc_messages": "'C'",
}


class EmbeddedServer:
    """The server of one data folder. `acquire()` starts it if need be, `release()` stops it if nobody else uses it."""

    def __init__(self, data_dir: Path, *, durable: bool = True, may_create_databases: bool = False) -> None:
        self.data_dir = data_dir
        self.owner = server_user()
        self.durable = durable
        self.may_create_databases = may_create_databases
        self.pgdata = data_dir / "postgres"
        self.socket_dir = socket_dir(data_dir, self.owner)
        self._users: IO[str] | None = None
        self._holder = 0

    def url(self, database: str = DATABASE, role: str = ROLE) -> str:
        """Return the connection address of a database on this server."""
        return f"postgresql://{role}@/{database}?host={self.socket_dir}"

    def acquire(self) -> None:
        """Start the server if it is not running and hold it until `release()` or the end of this process."""
        if self._users is not None:
            return
        make_data_dir(self.data_dir, self.owner)
        with self._alone():
            self._initialise()
            if not self._is_running():
                self._start()
            self._prepare()
            self._users = (self.data_dir / "server.users").open("a")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            self._holder = os.getpid()

    def revive(self) -> bool:
        """Start the server again if it has died; return whether that was so. Raises ServerNotStarted."""
        if self._pid_lives():
            return False
        with self._alone():
            if self._is_running():
                return False
            self._start()
            return True

    def _pid_lives(self) -> bool:
        try:
            os.kill(int((self.pgdata / "postmaster.pid").read_text().split("\n", 1)[0]), 0)
        except PermissionError:
            return True  # it lives, as somebody else
        except (OSError, ValueError):
            return False
        return True

    def is_shared(self) -> bool:
        """Tell whether another process of Duly uses the server too, be it idle. Call it between acquire and release."""
        assert self._users is not None
        with self._alone():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                fcntl.flock(self._users, fcntl.LOCK_SH)  # a failed change may have lost the lock that was held
                return True
            fcntl.flock(self._users, fcntl.LOCK_SH)
            return False

    def release(self) -> None:
        """Let go of the server; stop it when nobody else holds it."""
        if self._users is None or self._holder != os.getpid():
            return  # a forked child shares its parent's lock; only the parent may let go
        with self._alone():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # another process of Duly still uses it
            else:
                self._run("pg_ctl", "-D", str(self.pgdata), "-m", "fast", "-w", "-t", "20", "stop")
            self._users.close()
            self._users = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.data_dir / "server.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        bin_dir = programs(self.data_dir, self.owner)
        # Output goes to a file: pg_ctl's child keeps a pipe open for ever, and nobody would read it.
        log = self.data_dir / "postgres-control.log"
        with log.open("w") as out:
            identity = {"user": self.owner.uid, "group": self.owner.gid, "extra_groups": []} if self.owner else {}
            command = [str(bin_dir / program), *arguments]
            result = subprocess.run(
                command,
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd="/",
                check=False,
                **identity,  # type: ignore[call-overload]
            )
        return subprocess.CompletedProcess(command, result.returncode, log.read_text(errors="replace"), "")

    def _initialise(self) -> None:
        make_private(self.pgdata, self.owner)
        make_private(self.socket_dir, self.owner)
        expected = self.owner.uid if self.owner else os.geteuid()
        if self.socket_dir.stat().st_uid != expected:
            raise ServerNotStarted(f"{self.socket_dir} belongs to somebody else; set DULY_DATA_DIR to a shorter path.")
        if (self.pgdata / "PG_VERSION").exists():
            return
        options = ["-D", str(self.pgdata), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-locale"]
        result = self._run("initdb", *options, *([] if self.durable else ["--no-sync"]))
        if result.returncode:
            raise ServerNotStarted(f"PostgreSQL could not prepare {self.pgdata}: {result.stdout[-800:]}")

    def _start(self) -> None:
        settings = CONFIGURATION | {"unix_socket_directories": f"'{self.socket_dir}'"}
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        log = self.pgdata / "server.log"
        result = self._run("pg_ctl", "-D", str(self.pgdata), "-l", str(log), "-w", "-t", "60", "-o", options, "start")
        if result.returncode:
            tail = log.read_text(errors="replace")[-800:] if log.exists() else ""
            raise ServerNotStarted(f"PostgreSQL did not start. {result.stdout[-400:]} {tail}")

    def _is_running(self) -> bool:
        return self._run("pg_ctl", "-D", str(self.pgdata), "status").returncode == 0

    def _prepare(self) -> None:
        """Create the application's role (no superuser, no BYPASSRLS) and its database, once."""
        create = "CREATEDB" if self.may_create_databases else "NOCREATEDB"
        with psycopg.connect(self.url("postgres", SUPERUSER), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {create}")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
