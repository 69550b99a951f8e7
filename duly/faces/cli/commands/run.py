"""`duly run`, `duly serve`, `duly worker`: the product, its web server, its workers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Annotated, Any

import typer

from duly.faces.cli.session import boot, err, out, stop

GRACE_SECONDS = 6.0
KEEP_ALIVE_SECONDS = 30
NICENESS = 10
"""How far a worker steps back where processors are scarce: whoever waits for a page comes first."""
WATCHES_PARENT = "DULY_STARTED_BY_RUN"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(run)
    app.command()(serve)
    app.command()(worker)


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _choose_port(host: str, wanted: int) -> int:
    for port in range(wanted, wanted + 20):
        if _is_free(host, port):
            return port
    stop(f"Ports {wanted} to {wanted + 19} on {host} are all taken. Set DULY_PORT to a free one.")
    raise AssertionError


def run(
    workers: Annotated[int | None, typer.Option(help="Worker processes; default DULY_WORKERS.")] = None,
    demo: Annotated[bool, typer.Option(help="Make a demo company when there is no company yet.")] = True,
) -> None:
    """Start everything: database, tables, a demo company, workers and the web server. Ctrl-C stops it all."""
    boot()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    if demo:
        from duly.faces.cli.commands.demo import ensure_demo

        # Behind this machine's own address only, the sign-in page may offer the demo people.
        if ensure_demo() and settings.HOST in {"127.0.0.1", "localhost", "::1"}:
            os.environ.setdefault("DULY_DEMO", "1")
    port = _choose_port(settings.HOST, settings.PORT)
    environment = dict(os.environ, DULY_PORT=str(port))
    here, is_elsewhere = f"http://127.0.0.1:{port}", port != settings.PORT
    environment.setdefault("DULY_BASE_URL", here)
    if is_elsewhere and environment["DULY_BASE_URL"] != here:  # what is at that address may be somebody else's
        warning = f"Port {settings.PORT} is taken: Duly listens on {here}, but DULY_BASE_URL says otherwise."
        err.print(f"{warning} Links lead there. Free the port, or set DULY_PORT and DULY_BASE_URL.", style="bold red")
    commands = [["serve"]] + [["worker"]] * (settings.WORKERS if workers is None else workers)
    environment[WATCHES_PARENT] = "1"
    children = [
        subprocess.Popen([sys.executable, "-m", "duly", *command], env=environment, stdin=subprocess.PIPE)
        for command in commands
    ]
    _announce(here if is_elsewhere else environment["DULY_BASE_URL"], port, children)
    _wait(children)


def _announce(address: str, port: int, children: list[subprocess.Popen[bytes]]) -> None:
    from duly.faces.cli.commands.demo import sign_in_lines

    while _is_free("127.0.0.1", port):
        if any(child.poll() is not None for child in children):
            _end(children)
            stop("The web server did not start; its message is above.")
        time.sleep(0.1)
    out.print(f"\n[bold]Duly is running:[/bold] {address}", highlight=False)
    for line in sign_in_lines():
        out.print(line, highlight=False)
    out.print("Ctrl-C stops it.\n")


def _wait(children: list[subprocess.Popen[bytes]]) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupted)
    try:
        while all(child.poll() is None for child in children):
            _keep_database()
            time.sleep(0.3)
        ended = next(child for child in children if child.poll() is not None)
        if ended.returncode < 0:
            time.sleep(2)  # what it had started notices within a second, and lets go of the database
        stop(f"A part of Duly ended by itself (exit code {ended.returncode}); stopping the rest.")
    except KeyboardInterrupt:
        out.print("Stopping…")
    finally:
        _end(children)


def _keep_database() -> None:
    """Start the embedded database again if it was killed: nothing that was answered is lost, the rest tries again."""
    from duly.wiring.database import ServerNotStarted, embedded_server

    server = embedded_server()
    try:
        if server is not None and server.revive():
            err.print("The database had ended by itself and was started again.", highlight=False)
    except ServerNotStarted as problem:  # what is left of the old one may need a moment to go
        err.print(str(problem), highlight=False)
        time.sleep(1)


def leave_with_parent() -> None:
    """End this process when `duly run` is gone, however it went: the pipe it holds open closes with it."""
    if os.environ.pop(WATCHES_PARENT, "") != "1":
        return

    def watch() -> None:
        while os.read(0, 64):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
        os._exit(1)  # what hangs on a database that is gone would hang for ever; a job that was begun is taken up again

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def serve() -> None:
    """Start the web server only."""
    leave_with_parent()
    boot()
    from django.conf import settings
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            self.cfg.set("bind", f"{settings.HOST}:{settings.PORT}")
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("workers", 1)
            self.cfg.set("threads", settings.WEB_THREADS)
            self.cfg.set("keepalive", KEEP_ALIVE_SECONDS)
            self.cfg.set("graceful_timeout", 4)
            self.cfg.set("timeout", 120)
            self.cfg.set("loglevel", "warning")

        def load(self) -> Any:
            from duly.wiring.wsgi import application

            return application

    Server().run()


def worker(
    concurrency: Annotated[int, typer.Option(min=1, max=32, help="Jobs at the same time.")] = 2,
    until_empty: Annotated[bool, typer.Option(help="Stop when the queue is empty; do not keep time.")] = False,
) -> None:
    """Work through the queue and keep time. Start as many as you like, on as many machines."""
    leave_with_parent()
    os.nice(NICENESS)
    boot()
    from duly.faces.worker.loop import work

    work(concurrency=concurrency, until_empty=until_empty)
