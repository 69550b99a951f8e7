"""docs/reference/api.md: every resource of the API with its endpoints, and what they take and answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tools.reference.page import code, page, table

INTRODUCTION = """
Everything is under `/api/v1`. The same as OpenAPI 3.1 is at `/api/v1/openapi.json`, the same as a page in the product
at `/api/v1/docs`; both need no token. How to begin: [Use the API](../how-to/use-the-api.md).
"""
RULES = """
## What holds everywhere

**Tokens.** Each request carries `Authorization: Bearer duly_<company>_<secret>`. A token belongs to one company, has a
role, and ends after at most a year (90 days unless said otherwise). A sales token is one person's: it sees that
person's customers, and stops when that person may no longer sign in; every other token outlives who made it until it
is revoked. What belongs to another company, or to customers a token does not see, does not exist for it: 404.

**Money** is `{"amount_minor": 11900, "currency": "EUR"}`: whole minor units (cents; yen have none, Kuwaiti dinars have
three places) and the ISO 4217 code. Answers add `decimal` for reading. **Days** are `YYYY-MM-DD` from 1990 to 2199,
**instants** carry their zone. Unknown fields in a body are refused, so that a misspelt name is not lost.

**Lists** hold `data` and `next`, the address of the page after (null on the last). `limit` is 1 to 200. The order is
newest first, and does not shift while you read. `fields=a,b` keeps only these fields.

**ETag.** Every GET answers with one. Sent back as `If-None-Match` it gets `304` without a body when nothing changed.
Sent as `If-Match` with a change (where the endpoint takes it) it makes sure that nothing changed in between, else
`412`. It names the whole resource, whatever `fields` says.

**Idempotency-Key.** Every POST that changes something needs one (1 to 255 visible ASCII characters, such as a UUID),
else `400`. The same key with the same address and body gets the same answer, with `Idempotent-Replayed: true`, and has
no second effect; with another body it gets `409`. While the first request is under way, the second gets `409` with
`Retry-After`. Answers are kept for seven days, per token, and only those of requests that had an effect: a refused
request changed nothing and may be sent again with its key.

**Problems** are `application/problem+json` (RFC 9457): `status`, `code` (a stable word), `detail`, `remedy`, and
`errors` naming each field. `400` the request cannot be read, `401` no valid token, `403` the role does not allow it,
`404` it does not exist here, `405` another method, `409` it does not fit what is there, `412` it changed since you read
it, `413` too large (2 MiB; a file for import has its own limit), `415` another kind of body, `422` a value cannot be
used, `429` too many requests.

**Limits.** A token may make DULY_API_RATE_PER_MINUTE requests a minute (600 unless set), said by `RateLimit` and
`RateLimit-Policy`; beyond that `429` with `Retry-After`. After 30 failed tokens within ten minutes an address gets
`429`. Each web process counts for itself: n processes allow up to n times as much.

**Changes elsewhere.** To follow what happens, read `/api/v1/events?after=ID` or let
[webhooks](../how-to/receive-webhooks.md) tell you.
"""


def api_page() -> str:
    """Return the page."""
    from duly.faces.api.description import resources

    return page("API", INTRODUCTION, RULES, *(part for one in resources() for part in _resource(one)))


def _resource(one: Any) -> Iterable[str]:
    yield f"## {one.name}"
    yield one.about
    yield table(
        ["endpoint", "does", "needs", "answers"],
        [
            [code(f"{o.method} {o.path}"), o.summary, code(o.verb), f"{_good(o)} {code(o.answer)}"]
            for o in one.operations
        ],
    )
    for operation in one.operations:
        asked = [field for field in operation.parameters if field.name not in _EVERYWHERE]
        if asked:
            yield f"`{operation.method} {operation.path}` takes"
            yield _table(asked)
        if operation.body:
            yield f"The body of `{operation.method} {operation.path}`:"
            yield _table(operation.body)
    for thing in one.things:
        yield f"### {thing.name}"
        yield thing.about
        yield _table(thing.fields)


_EVERYWHERE = {"fields", "limit", "cursor", "If-None-Match", "If-Match", "Idempotency-Key"}


def _good(operation: Any) -> str:
    return str(next(status for status in operation.statuses if status < 300))


def _table(fields: Iterable[Any]) -> str:
    rows = [[code(f.name) + (" *" if f.is_required else ""), f.kind, f.about] for f in fields]
    return table(["name", "kind", "about"], rows)
