"""Put customers into the segments that the rules give: at the start of each day, and when a person asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from django.db import connection

from duly.core.accounts.segments import Move, moves, sentence
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.events.record_event import record_event
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Activity, Customer
from duly.store.queries.balances import forget_scores
from duly.store.queries.segments import current_rules, names_ever, standings

AT_ONCE = 2000


def apply_segments(*, act: Act) -> int:
    """Move every customer whom the rules put elsewhere, with a line in its timeline; return how many.

    Without rules nothing is read and nothing moves. A second time moves nobody. Called inside the company's scope.
    """
    rules = current_rules(act.company_id)
    if rules is None:
        return 0
    people = standings(act.company_id, act.business_date, rules)
    found = moves(rules, people, named=names_ever(act.company_id))
    count = 0
    while batch := list(islice(found, AT_ONCE)):
        count += _move(act, batch, rules.version)
    if count:
        record_activity(
            act=act, verb="segments.applied", sentence=f"Segments by version {rules.version}: {count} customers moved",
            data={"version": rules.version, "moved": count},
        )  # fmt: skip
    return count


def _move(act: Act, batch: Sequence[Move], version: int) -> int:
    """Change what is still as it was read: whoever was moved or pinned by a person in between stays."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE customer c SET segment = m.after
                 FROM unnest(%(ids)s::bigint[], %(before)s::text[], %(after)s::text[]) AS m(id, before, after)
                WHERE c.company_id = %(company)s AND c.id = m.id AND c.segment = m.before AND NOT c.is_segment_pinned
            RETURNING c.id""",
            {
                "company": act.company_id, "ids": [one.customer_id for one in batch],
                "before": [one.before for one in batch], "after": [one.after for one in batch],
            },
        )  # fmt: skip
        done = {row[0] for row in cursor.fetchall()}
    Activity.objects.bulk_create(_lines(act, [one for one in batch if one.customer_id in done], version))
    if done:
        forget_scores(act.company_id, done)
        record_event(act=act, kind="customer.changed", subject="customer", ids=sorted(done))
    return len(done)


def _lines(act: Act, batch: Sequence[Move], version: int) -> Iterator[Activity]:
    for one in batch:
        why = "; ".join(sentence(finding) for finding in one.findings)
        yield Activity(
            company_id=act.company_id, at=act.at, business_date=act.business_date, actor_kind=act.actor_kind,
            actor=act.actor, verb="customer.segment", customer_id=one.customer_id,
            sentence=f"Segment: {one.after or 'none'} (was {one.before or 'none'})",
            reason=why or f"by the rules of segments, version {version}",
            data={"before": one.before, "after": one.after, "version": version},
        )  # fmt: skip


def pin_segment(*, act: Act, customer_id: int, segment: str) -> None:
    """Give a customer a segment by hand; rules leave it alone from now on. Raises NotFound and ServiceRefused."""
    name = segment.strip()[:60]
    if not name:
        raise ServiceRefused("segment", "Name the segment.")
    customer = _customer(act, customer_id)
    before, customer.segment, customer.is_segment_pinned = customer.segment, name, True
    customer.save(update_fields=["segment", "is_segment_pinned"])
    record_activity(
        act=act, verb="customer.assigned", sentence=f"Segment: {name}, by hand (was {before or 'none'})",
        customer_id=customer_id, data={"segment": name},
    )  # fmt: skip


def unpin_segment(*, act: Act, customer_id: int) -> None:
    """Leave a customer's segment to the rules again, and apply them to it. Raises NotFound."""
    customer = _customer(act, customer_id)
    if not customer.is_segment_pinned:
        return
    customer.is_segment_pinned = False
    customer.save(update_fields=["is_segment_pinned"])
    record_activity(
        act=act, verb="customer.assigned", sentence="Segment: left to the rules again", customer_id=customer_id
    )  # fmt: skip
    rules = current_rules(act.company_id)
    if rules is not None:
        one = standings(act.company_id, act.business_date, rules, customer_ids=[customer_id])
        _move(act, list(moves(rules, one, named=names_ever(act.company_id))), rules.version)


def _customer(act: Act, customer_id: int) -> Customer:
    row = Customer.objects.select_for_update().filter(company_id=act.company_id, pk=customer_id).first()
    if row is None:
        raise NotFound(f"Customer {customer_id}")
    return row
