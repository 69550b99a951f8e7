"""The embedded server: shared by processes, stopped with the last, and never at the expense of other folders."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from duly.adapters.postgres import EmbeddedServer, ServerNotStarted
from duly.adapters.postgres import place as places

HOLD = """
import sys
from pathlib import Path
from duly.adapters.postgres import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), durable=False)
server.acquire()
print("held", flush=True)
sys.stdin.readline()
server.release()
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder whose parents anybody may pass, as /var/lib is; the test runner's own folders are private."""
    parent = Path(tempfile.mkdtemp(prefix="duly-server-"))
    parent.chmod(0o711)
    yield parent / "data"
    shutil.rmtree(parent, ignore_errors=True)


def is_up(server: EmbeddedServer) -> bool:
    try:
        psycopg.connect(server.url(), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def holder(data_dir: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "held"
    return process


def test_processes_share_one_server_and_the_last_one_stops_it(data_dir: Path) -> None:
    server = EmbeddedServer(data_dir, durable=False)
    server.acquire()
    other = holder(data_dir)
    server.release()
    assert is_up(server), "another process still uses it"
    other.communicate("\n", timeout=30)
    assert not is_up(server)


def test_a_killed_process_does_not_keep_the_server_alive(data_dir: Path) -> None:
    server = EmbeddedServer(data_dir, durable=False)
    server.acquire()
    other = holder(data_dir)
    other.send_signal(signal.SIGKILL)
    other.wait(10)
    server.release()
    assert not is_up(server)


def test_a_killed_server_is_started_again_and_keeps_what_it_had_confirmed(data_dir: Path) -> None:
    server = EmbeddedServer(data_dir)
    server.acquire()
    try:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        assert not server.revive(), "nothing to do while it runs"
        postmaster = int((server.pgdata / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGKILL)
        for _ in range(50):
            try:
                if server.revive():
                    break
            except ServerNotStarted:
                pass
            time.sleep(0.2)
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    finally:
        server.release()


def test_the_application_role_has_no_special_rights(data_dir: Path) -> None:
    server = EmbeddedServer(data_dir, durable=False)
    server.acquire()
    try:
        with psycopg.connect(server.url()) as connection:
            row = connection.execute(
                "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
        assert row == (False, False, False, False)
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",), "no network, a socket only"
    finally:
        server.release()


def test_the_data_is_private_to_its_owner(data_dir: Path) -> None:
    server = EmbeddedServer(data_dir, durable=False)
    server.acquire()
    server.release()
    for folder in (server.pgdata, server.socket_dir):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_long_path_gets_a_short_private_socket_folder(data_dir: Path) -> None:
    server = EmbeddedServer(data_dir / ("deep" * 20), durable=False)
    assert len(str(server.socket_dir)) < places.SOCKET_PATH_LIMIT
    assert not server.socket_dir.is_relative_to(data_dir)


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="what happens when root starts it")


@as_root
def test_root_is_refused_a_private_folder_and_its_permissions_stay(data_dir: Path) -> None:
    home = data_dir.parent / "home"
    home.mkdir(mode=0o700)
    people = pwd.getpwall()
    with pytest.raises(ServerNotStarted, match="DULY_DATA_DIR"):
        EmbeddedServer(home / "duly", durable=False).acquire()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert pwd.getpwall() == people, "no user is created"


@as_root
def test_programs_behind_a_private_folder_are_copied_and_the_folder_stays_private(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = data_dir.parent / "venv"
    private.mkdir(mode=0o700)
    install = places.packaged_install()
    shutil.copytree(install.parent, private / install.parent.name, symlinks=True)
    libraries = f"{install.parent.name}.libs"
    shutil.copytree(install.parent.parent / libraries, private / libraries, symlinks=True)
    monkeypatch.setattr(places, "packaged_install", lambda: private / install.parent.name / install.name)
    people = pwd.getpwall()
    server = EmbeddedServer(data_dir, durable=False)
    server.acquire()
    try:
        assert is_up(server)
    finally:
        server.release()
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert pwd.getpwall() == people
    assert server.owner is not None
    assert server.pgdata.stat().st_uid == server.owner.uid != 0


@as_root
def test_root_keeps_its_data_outside_its_home() -> None:
    assert places.default_data_dir() == Path("/var/lib/duly")
