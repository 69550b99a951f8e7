"""Snapshot -> decide, for some customers: the shared first two steps of run, preview and explain."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from duly.core.dunning.day import Day
from duly.core.dunning.decide import decide
from duly.core.dunning.decision import CustomerDecision
from duly.core.dunning.procedure import DunningProcedure
from duly.core.dunning.snapshot import CustomerSnapshot
from duly.services.ports import Holidays
from duly.services.refused import ServiceRefused
from duly.store.queries.dunning_snapshot import bank_data_age_hours, load_accounts
from duly.store.queries.procedures import RulingProcedures, ruling_procedures


@dataclass(frozen=True, slots=True)
class Decided:
    """A customer's decision with the facts it was made from.

    `ruled_by` tells why this procedure: the customer's own, its segment's, or the default ("" where it is not known).
    """

    snapshot: CustomerSnapshot
    procedure: DunningProcedure
    decision: CustomerDecision
    owner_id: int | None
    ruled_by: str = ""


def procedures_or_refuse(company_id: int) -> RulingProcedures:
    """Return the ruling procedures. Raises ServiceRefused when the company has none."""
    ruling = ruling_procedures(company_id)
    if ruling is None:
        raise ServiceRefused("no_procedure", "No dunning procedure rules here yet. Save one on the Procedures page.")
    return ruling


def place_time(at: datetime, as_of: date, time_zone: str) -> datetime:
    """Return the wall clock at a place (naive): the business date with the present time of day there.

    They differ only where the business date is pinned or replayed.
    """
    try:
        local = at.astimezone(ZoneInfo(time_zone))
    except (KeyError, ValueError, OSError):
        local = at
    return datetime.combine(as_of, local.time().replace(microsecond=0))


def decide_accounts(
    *,
    company_id: int,
    customer_ids: Collection[int],
    as_of: date,
    at: datetime,
    holidays: Holidays,
    ruling: RulingProcedures,
    is_replay: bool = False,
) -> list[Decided]:
    """Return the decisions of some customers as of a day; writes nothing.

    In a replay of the past the age of bank data plays no part: what had arrived by then is in the ledger.
    """
    return list(
        decide_each(
            company_id=company_id, customer_ids=customer_ids, as_of=as_of, at=at, holidays=holidays, ruling=ruling,
            is_replay=is_replay,
        )
    )  # fmt: skip


def decide_each(
    *,
    company_id: int,
    customer_ids: Collection[int],
    as_of: date,
    at: datetime,
    holidays: Holidays,
    ruling: RulingProcedures,
    is_replay: bool = False,
) -> Iterator[Decided]:
    """Load the facts of some customers, then decide about one after the other as they are asked for."""
    age = 0 if is_replay else bank_data_age_hours(company_id, at)
    accounts = load_accounts(
        company_id, customer_ids, as_of, holidays=holidays, bank_age_hours=age, is_replay=is_replay
    )
    days = {name: Day(procedure, as_of) for name, procedure in ruling.by_name.items()}
    for account in accounts:
        snapshot = account.snapshot
        name, ruled_by = ruling.chosen(account.procedure_name, snapshot.segment)
        procedure = ruling.by_name[name]
        now_local = None if is_replay else place_time(at, as_of, snapshot.time_zone)
        decision = decide(snapshot, procedure, as_of, now_local, day=days[name])
        yield Decided(snapshot, procedure, decision, account.owner_id, ruled_by)
