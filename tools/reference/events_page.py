"""docs/reference/events.md: every kind of event with its fields and an example."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

from duly.core.accounts.events.catalogue import BULK_POSTINGS, KINDS, EventKind
from duly.core.accounts.events.envelope import MOST_BYTES, envelope
from duly.core.accounts.events.retry import DELAYS, DISABLED_AFTER, JITTER, MOST_ATTEMPTS
from duly.services.events.endpoint_secret import OVERLAP
from duly.services.events.register_endpoint import MOST_ENDPOINTS
from tools.reference.page import code, page, table

INTRODUCTION = f"""
An event says that something happened: an invoice was settled, a promise was broken. Events are recorded in the same
database transaction as the fact itself, so none is lost and none is invented; they are never changed. They can be sent
to your own programs by webhooks ([how to receive them](../how-to/receive-webhooks.md)), and read in the console
(Integrations), with `duly events list` and with the API.

An event carries identifiers, document numbers, amounts and days, and no person's name, address or words: what is
stored for ever must not hold what must be erasable. Ask the API with the identifier for more. Amounts are whole minor
units of `currency`; days are ISO dates, `timestamp` is an instant in UTC.

Single acts are always recorded. A step that writes more than {BULK_POSTINGS} postings at once, and every step of an
import, records its single facts (`invoice.opened`, `receipt.applied` and their like) only when an endpoint subscribes
to that kind or to all; otherwise its summary (`import.finished`, `bank.imported`, `cycle.finished`) stands for them.
An import of a million invoices that nobody listens to costs nothing more.
"""


def _wait(delay: timedelta) -> str:
    for seconds, word in ((3600, "hours"), (60, "minutes"), (1, "seconds")):
        if delay.total_seconds() >= seconds:
            return f"{delay.total_seconds() / seconds:g} {word}"
    raise AssertionError


def _delivery() -> str:
    return f"""
## Delivery

Messages follow [Standard Webhooks](https://www.standardwebhooks.com): the headers `webhook-id`, `webhook-timestamp`
and `webhook-signature` (`v1`, HMAC-SHA256 over `id.timestamp.body` with the endpoint's secret). For
{OVERLAP.total_seconds() / 3600:g} hours after a secret was replaced there are two signatures, of the new one and of the
one before. A body has at most {MOST_BYTES // 1024} kB; a company has at most {MOST_ENDPOINTS} endpoints.

- **At least once.** The same event may arrive again, with the same `webhook-id`: after a replay, or when an answer got
  lost. Order is kept as long as nothing fails; `timestamp` tells it in any case.
- **Taken** is an answer of 200 to 299 within ten seconds. Everything else is a failure, a redirect too: redirects are
  not followed. Of an answer only the status and `Retry-After` are read.
- **Tried again** up to {MOST_ATTEMPTS} times, after {", ".join(_wait(one) for one in DELAYS)}, each spread by
  {JITTER:.0%} either way; that is about {sum(DELAYS, timedelta()).total_seconds() / 86400:.0f} days. `Retry-After` is
  respected up to a day. After three failures in a row an endpoint rests for a tenth of the time it has failed, at
  least a minute and at most half an hour.
- **Disabled** after {DISABLED_AFTER.days} days of nothing but failures, and at once by an answer of 410. What waited
  is given up; enabled again, an endpoint can be sent everything it missed. Paused by a person, an endpoint loses
  nothing: what happens meanwhile waits.
- **Only the public internet.** https only, port 443 (others by `DULY_WEBHOOK_PORTS`), no user name in the address, no
  address that is private, local, reserved or carried inside another, whatever way it is written or a name leads to it.
  The address that was checked is the one connected to, the certificate is checked for the name, no proxy is asked.
"""


def _kind(kind: EventKind) -> str:
    data = {field.name: field.example for field in kind.fields}
    at = datetime(2026, 3, 16, 9, tzinfo=UTC)
    made = envelope(uid=UUID("0190b6f0c2a77c3e8f00000000000001"), kind=kind.name, at=at, company_id=1, data=data)
    example = json.dumps(json.loads(made), indent=2, ensure_ascii=False)
    fields = table(
        ["field", "type", "what it is"],
        [
            [code(f.name), f.type.removesuffix("?") + (" or null" if f.type.endswith("?") else ""), f.meaning]
            for f in kind.fields
        ],
    )
    return f"### {kind.name}\n\n{kind.when}\n\n{fields}\n\n```json\n{example}\n```"


def events_page() -> str:
    """Return the page."""
    overview = table(["event", "when"], [[f"[{k.name}](#{k.name.replace('.', '')})", k.when] for k in KINDS])
    return page("Events", INTRODUCTION, _delivery(), "## All events", overview, *(_kind(kind) for kind in KINDS))
