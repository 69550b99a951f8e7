"""`duly run` killed without warning: what it started does not stay behind."""

from __future__ import annotations

import socket
import time
import urllib.request

from tests.conftest import OwnDatabase


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def wait_until(port: int, wanted: bool) -> bool:
    deadline = time.monotonic() + 40
    while answers(port) != wanted and time.monotonic() < deadline:
        time.sleep(0.2)
    return answers(port) == wanted


def test_web_server_and_worker_go_when_run_is_killed(own_database: OwnDatabase) -> None:
    port = free_port()
    running = own_database.start("run", "--no-demo", DULY_PORT=str(port))
    assert wait_until(port, True)
    running.kill()
    running.wait(10)
    assert wait_until(port, False)
    assert running.stdout is not None
    running.stdout.read()  # ends only when every process that had inherited it is gone


def test_a_port_that_is_taken_is_said_with_the_address_that_works(own_database: OwnDatabase) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = int(other.getsockname()[1])
        address = f"http://127.0.0.1:{taken}"
        running = own_database.start("run", "--no-demo", "--workers", "0", DULY_PORT=str(taken), DULY_BASE_URL=address)
        try:
            assert wait_until(taken + 1, True)
        finally:
            running.terminate()
            said, _ = running.communicate(timeout=30)
    text = " ".join(str(said).split())
    assert f"Port {taken} is taken" in text and f"Duly is running: http://127.0.0.1:{taken + 1}" in text
