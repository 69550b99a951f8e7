"""The line of the activity log that stands for the whole change; its id is what the change is taken back by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from duly.services.act import Act
from duly.services.refused import ServiceRefused
from duly.store.models import Activity

MOST_CUSTOMERS = 100_000
VERB = "customers.changed"


@dataclass(frozen=True, slots=True)
class Changed:
    """What was done: the id to take it back by (None when nothing changed), and for how many customers."""

    activity_id: int | None
    customers: int


def check_size(customer_ids: object) -> None:
    """Refuse more customers than one change takes. Raises ServiceRefused."""
    if len(customer_ids) > MOST_CUSTOMERS:  # type: ignore[arg-type]
        raise ServiceRefused("too_many", f"That is more than {MOST_CUSTOMERS} customers. Narrow the list first.")


def open_head(act: Act, what: str, sentence: str, data: dict[str, Any]) -> int:
    """Store the head and return its id."""
    return Activity.objects.create(
        company_id=act.company_id, at=act.at, business_date=act.business_date, actor_kind=act.actor_kind,
        actor=act.actor, verb=VERB, sentence=sentence, reason=act.reason, data={"what": what, **data},
    ).pk  # fmt: skip
