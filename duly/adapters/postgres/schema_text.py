"""The definition of a schema as SQL text, by pg_dump; made so that an older server can read it too.

Only definitions go through pg_dump. It cannot copy rows here: row-level security is forced on the owner of the
tables, and pg_dump refuses to see less than everything (see rows_out.py).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

import psycopg

from duly.adapters.postgres.place import ServerNotStarted, packaged_install

Section = Literal["pre-data", "post-data"]
_HEADER_ONLY = re.compile(r"^(SET \w+ = .*;|SELECT pg_catalog\.set_config\('search_path', '', false\);)$")
_NOT_OURS = re.compile(r"^(CREATE SCHEMA |COMMENT ON SCHEMA |\\restrict |\\unrestrict )")
_OPTIONS = (
    "--schema-only", "--format=plain", "--no-owner", "--no-privileges", "--no-comments", "--no-publications",
    "--no-subscriptions", "--no-security-labels", "--no-tablespaces", "--encoding=UTF8",
)  # fmt: skip


class DumpFailed(RuntimeError):
    """pg_dump is missing, too old, or failed; the message says which."""


def _candidates() -> Iterator[Path]:
    with suppress(ServerNotStarted):
        yield packaged_install() / "bin" / "pg_dump"
    if found := shutil.which("pg_dump"):
        yield Path(found)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"), reverse=True)


def _major(program: Path) -> int:
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def find_pg_dump(server_major: int) -> Path:
    """Return a pg_dump at least as new as the server. Raises DumpFailed when there is none."""
    seen = []
    for program in _candidates():
        if program.exists():
            major = _major(program)
            if major >= server_major:
                return program
            seen.append(f"{program} ({major})")
    known = ", ".join(seen) or "none at all"
    raise DumpFailed(f"The server is PostgreSQL {server_major}; no pg_dump as new as that was found, only {known}.")


def _environment(connection: psycopg.Connection[object]) -> dict[str, str]:
    """Return how pg_dump reaches the same database; a password goes by the environment, never by the command line."""
    info = connection.info
    given = info.get_parameters()
    known = {
        "PGHOST": info.host, "PGPORT": str(info.port), "PGUSER": info.user, "PGDATABASE": info.dbname,
        "PGPASSWORD": info.password, "PGSSLMODE": given.get("sslmode", ""),
        "PGSSLROOTCERT": given.get("sslrootcert", ""), "PGSSLCERT": given.get("sslcert", ""),
        "PGSSLKEY": given.get("sslkey", ""),
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {name: value for name, value in known.items() if value} | {"LC_ALL": "C"}


def schema_text(connection: psycopg.Connection[object], schema: str, section: Section, snapshot: str) -> str:
    """Return the SQL that makes the tables (`pre-data`) or indexes, keys, triggers and policies (`post-data`).

    The database transaction of `connection` must be the one that exported `snapshot`. Raises DumpFailed.
    """
    program = find_pg_dump(connection.info.server_version // 10_000)
    command = [str(program), *_OPTIONS, f"--section={section}", f"--schema={schema}", f"--snapshot={snapshot}"]
    done = subprocess.run(
        command, env=_environment(connection), capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise DumpFailed(f"pg_dump failed: {done.stderr.strip()[-600:]}")
    return _cleaned(done.stdout)


def _cleaned(text: str) -> str:
    """Leave out what belongs to the reader's session (it may be an older server) and to the schema itself."""
    lines = []
    in_header = True
    for line in text.splitlines():
        if line.startswith(("CREATE ", "ALTER ")):
            in_header = in_header and bool(_NOT_OURS.match(line))
        if _NOT_OURS.match(line) or (in_header and _HEADER_ONLY.match(line)) or line.startswith("SET default_"):
            continue
        lines.append(line)
    return "\n".join(lines) + "\n"
