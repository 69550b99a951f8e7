"""What was said and agreed before: levels done, disputes, promises, claims, contacts; as of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from duly.core.dunning.snapshot import Claim, ContactEvent, LevelDone, Promise
from duly.store.models import Activity, Dispute, DunningNotice, NoticeItem, OpenItem, PaymentClaim, PromiseToPay
from duly.store.queries.account_kinds import EVERY_KIND, kinds_about

LOOK_BACK_DAYS = 120
LONGEST_GRACE = timedelta(days=30)  # silence.promise_grace_days, core/dunning/schema
COUNTS_AS = {
    "planned": "planned", "held": "planned", "queued": "planned", "sending": "unknown", "sent": "sent",
    "unknown": "unknown", "done": "sent",
}  # fmt: skip
"""Which state of a notice counts as what for its levels; a state that is missing does not count."""


@dataclass(frozen=True, slots=True)
class History:
    """By receivable id, and contacts by customer id."""

    levels: Mapping[int, list[LevelDone]] = field(default_factory=dict)
    disputed: Mapping[int, int] = field(default_factory=dict)
    promises: Mapping[int, list[Promise]] = field(default_factory=dict)
    claims: Mapping[int, list[Claim]] = field(default_factory=dict)
    contact_events: Mapping[int, list[ContactEvent]] = field(default_factory=dict)


def load_history(company_id: int, customer_ids: list[int], as_of: date) -> History:
    """Return what is known about some customers as of a day; of one alone, only that is asked for which there is."""
    kinds = kinds_about(company_id, customer_ids[0]) if len(customer_ids) == 1 else EVERY_KIND
    spoken = not kinds.isdisjoint(("notice", "call"))
    return History(
        levels=_levels(company_id, customer_ids, as_of) if "notice" in kinds else {},
        disputed=_disputed(company_id, customer_ids, as_of) if "dispute" in kinds else {},
        promises=_promises(company_id, customer_ids, as_of) if "promise" in kinds else {},
        claims=_claims(company_id, customer_ids, as_of) if "claim" in kinds else {},
        contact_events=_contact_events(company_id, customer_ids, as_of) if spoken else {},
    )


def _levels(company_id: int, ids: list[int], as_of: date) -> dict[int, list[LevelDone]]:
    rows = (
        NoticeItem.objects.filter(company_id=company_id, is_void=False, business_date__lte=as_of)
        .filter(notice__customer_id__in=ids, notice__state__in=COUNTS_AS)
        .order_by("business_date", "pk")
        .values_list(
            "receivable_id", "level_key", "business_date", "notice__state", "tone", "notice_id", "merged_levels"
        )
    )
    found: dict[int, list[LevelDone]] = defaultdict(list)
    for receivable, key, day, state, tone, notice, merged in rows:
        for passed in merged:
            found[receivable].append(LevelDone(passed, day, "merged", "", str(notice)))
        found[receivable].append(LevelDone(key, day, COUNTS_AS[state], tone, str(notice)))  # type: ignore[arg-type]
    return found


def _disputed(company_id: int, ids: list[int], as_of: date) -> dict[int, int]:
    rows = Dispute.objects.filter(company_id=company_id, customer_id__in=ids, opened_on_date__lte=as_of).filter(
        Q(resolved_on_date__isnull=True) | Q(resolved_on_date__gt=as_of)
    )
    found: dict[int, int] = defaultdict(int)
    for receivable, minor in rows.values_list("receivable_id", "amount_minor"):
        found[receivable] += minor
    return found


def _promises(company_id: int, ids: list[int], as_of: date) -> dict[int, list[Promise]]:
    """Spread each promise over its receivables, oldest due first, as the money would be.

    A broken one silences as long as the procedure's own grace lasts: whether it does is the core's to say.
    """
    grace = Q(state="broken", promised_date__gte=as_of - LONGEST_GRACE)
    rows = PromiseToPay.objects.filter(company_id=company_id, customer_id__in=ids, made_on_date__lte=as_of).filter(
        Q(state="open") | grace | Q(settled_at__date__gt=as_of)
    )
    promises = list(rows.order_by("pk"))
    meant = {receivable for row in promises for receivable in row.receivables}
    items = OpenItem.objects.filter(company_id=company_id, pk__in=meant).order_by("due_date", "pk")
    still_open = dict(items.values_list("pk", "open_minor"))
    found: dict[int, list[Promise]] = defaultdict(list)
    for row in promises:
        left = row.amount_minor
        for receivable in [pk for pk in still_open if pk in row.receivables]:
            share = min(left, still_open[receivable])
            if share > 0:
                found[receivable].append(Promise(row.made_on_date, row.promised_date, share))
                left -= share
    return found


def _claims(company_id: int, ids: list[int], as_of: date) -> dict[int, list[Claim]]:
    rows = PaymentClaim.objects.filter(
        company_id=company_id, customer_id__in=ids, made_on_date__lte=as_of, state="open"
    )
    found: dict[int, list[Claim]] = defaultdict(list)
    for row in rows.order_by("pk"):
        for receivable in row.receivables:
            found[receivable].append(Claim(row.made_on_date, None, row.rests_until_date))
    return found


def _contact_events(company_id: int, ids: list[int], as_of: date) -> dict[int, list[ContactEvent]]:
    since = as_of - timedelta(days=LOOK_BACK_DAYS)
    found: dict[int, list[ContactEvent]] = defaultdict(list)
    notices = DunningNotice.objects.filter(
        company_id=company_id, customer_id__in=ids, business_date__gt=since, business_date__lte=as_of,
        state__in=COUNTS_AS,
    )  # fmt: skip
    for customer, contact, day, channel, pk in notices.order_by("business_date", "pk").values_list(
        "customer_id", "contact_id", "business_date", "channel", "pk"
    ):
        found[customer].append(ContactEvent(str(contact or ""), day, channel, str(pk)))
    calls = Activity.objects.filter(
        company_id=company_id, customer_id__in=ids, business_date__gt=since, business_date__lte=as_of,
        verb="call.logged", data__outcome__in=["reached", "promised", "disputes", "has_paid", "refuses"],
    )  # fmt: skip
    for customer, day in calls.order_by("pk").values_list("customer_id", "business_date"):
        found[customer].append(ContactEvent("", day, "call"))
    return found
