"""`make bench-peers`: Duly and Tryton 8.2 on the same 2,000 overdue items, on the same server, one after the other.

Tryton is installed from its Python packages into an environment of its own (hash-locked, in the folder that
`PEERS_ENVIRONMENT` names or a temporary one). Writes docs/benchmarks-tryton.md.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from bench.__main__ import prepare

HERE = Path(__file__).resolve().parent
REPORT = HERE.parent.parent / "docs" / "benchmarks-tryton.md"
CUSTOMERS, LINES = 200, 10
MODULES = ("account", "account_invoice", "account_dunning")


def environment(place: Path) -> Path:
    """Return the folder of an environment that holds Tryton; make it if it is not there."""
    folder = Path(os.environ.get("PEERS_ENVIRONMENT") or place / "tryton-environment")
    if not (folder / "bin" / "trytond-admin").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        install = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "--require-hashes", "-r", HERE / "requirements-tryton.txt"], check=True)
    return folder


def measure_tryton(place: Path, socket_dir: Path) -> dict[str, float]:
    """Make a Tryton database on our server, run the script in it, return its figures (seconds, counts)."""
    programs = environment(place) / "bin"
    secret = place / "tryton-password"
    secret.write_text("a-password-for-one-run")
    surroundings = os.environ | {
        "PGHOST": str(socket_dir), "PGUSER": "postgres", "TRYTOND_DATABASE_URI": "postgresql://",
        "TRYTONPASSFILE": str(secret),
    }  # fmt: skip
    surroundings.pop("DJANGO_SETTINGS_MODULE")
    import psycopg

    with psycopg.connect(host=str(socket_dir), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE tryton")
    admin = [programs / "trytond-admin", "-d", "tryton", "--email", "admin@tryton.example"]
    subprocess.run([*admin, "-u", *MODULES, "--activate-dependencies"], check=True, env=surroundings)
    script = [programs / "python", HERE / "tryton_side.py", "tryton", str(CUSTOMERS), str(LINES)]
    answer = subprocess.run(script, check=True, env=surroundings, stdout=subprocess.PIPE, text=True)
    return json.loads(answer.stdout.splitlines()[-1])


def main() -> None:
    """Measure both and write the page."""
    place = prepare()
    from duly.wiring.database import embedded_server

    server = embedded_server()
    assert server is not None
    server.acquire()
    try:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        from bench.peers.duly_side import measure_duly
        from bench.peers.page import write_page

        ours = measure_duly(CUSTOMERS, LINES)
        theirs = measure_tryton(place, server.socket_dir)
        print(json.dumps({"duly": ours, "tryton": theirs}, indent=1))
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        write_page(REPORT, ours, theirs, machine)
    finally:
        from django.db import connections

        connections.close_all()
        server.release()
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
