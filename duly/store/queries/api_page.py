"""The one way in which the API's lists are asked for: conditions by name, newest first, by keyset on the id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import connection

from duly.store.queries.like import literally

R = TypeVar("R")


def page_rows(
    make: type[R],
    select: str,
    conditions: Mapping[str, str],
    given: Mapping[str, Any],
    *,
    company_id: int,
    key: str,
    after: int | None = None,
    limit: int = 50,
    values: Mapping[str, Any] | None = None,
) -> list[R]:
    """Return up to `limit` rows before the id `after`, the greatest id first.

    `select` ends in a WHERE clause; `conditions` are constants of the caller, each used when `given` has a value
    of its name that is not None; `key` is the id's column. `make` takes the columns in order.
    """
    wanted = {name: value for name, value in given.items() if value is not None}
    parts = [conditions[name] for name in wanted]
    if after is not None:
        parts.append(f"{key} < %(after)s")
    where = "".join(f" AND {part}" for part in parts)
    bound = {"company": company_id, "after": after, "limit": limit} | dict(values or {}) | wanted
    with connection.cursor() as cursor:
        cursor.execute(f"{select}{where} ORDER BY {key} DESC LIMIT %(limit)s", bound)
        return [make(*row) for row in cursor.fetchall()]


def contains(text: str | None) -> str | None:
    """Return the ILIKE pattern of texts that contain this one."""
    if text is None:
        return None
    plain = literally(text)
    return f"%{plain}%"
