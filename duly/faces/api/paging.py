"""Pages by keyset: a cursor names the last row of a page, so that a page costs the same however deep it lies."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from duly.faces.api.problems import bad_field

R = TypeVar("R")
Key = tuple[str | int, ...]
LONGEST_CURSOR = 300


class Asking(Schema):
    """What every list takes."""

    limit: Annotated[int, Field(ge=1, le=200, description="How many at most.")] = 50
    cursor: Annotated[
        str | None, Field(max_length=LONGEST_CURSOR, description="The page after: `next` of an answer carries it.")
    ] = None


def encode_cursor(key: Sequence[str | int]) -> str:
    """Return the text that names a row."""
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def decode_cursor(text: str | None, shape: tuple[type, ...]) -> Key | None:
    """Return the row a cursor names, None without one. Raises Problem when it is none of ours."""
    if text is None:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        key = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, UnicodeError, binascii.Error, RecursionError):
        key = None
    fits = (
        isinstance(key, list) and len(key) == len(shape) and all(type(v) is t for v, t in zip(key, shape, strict=True))
    )
    if not fits or any(isinstance(v, int) and not 0 <= v < 2**63 for v in key):
        raise bad_field("query.cursor", "This is no cursor of ours.", "Follow `next` of the answer before.")
    return tuple(key)


def after_id(text: str | None) -> int | None:
    """Return the id that a cursor of a list by id names."""
    key = decode_cursor(text, (int,))
    return int(key[0]) if key else None


def next_link(request: HttpRequest, cursor: str) -> str:
    """Return the address of the page after, with everything else as it was asked for."""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"


def paged(
    request: HttpRequest, rows: Sequence[R], limit: int, key: Callable[[R], Sequence[str | int]]
) -> tuple[Sequence[R], str | None]:
    """Cut the one row more that was fetched, and return the page with the link to the next one."""
    if len(rows) <= limit:
        return rows, None
    kept = rows[:limit]
    return kept, next_link(request, encode_cursor(key(kept[-1])))


def by_id(row: Any) -> tuple[int]:
    """Return the key of a list by id."""
    return (row.id,)
