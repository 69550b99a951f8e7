"""Keep a list as it is seen now, under a name."""

from __future__ import annotations

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import ServiceRefused
from duly.store.models import SavedView

LONGEST_NAME = 60
LONGEST_QUERY = 2000
MOST_VIEWS = 50


def save_view(*, act: Act, page: str, name: str, query: str, is_shared: bool = False) -> int:
    """Store a view of a list for this person and return its id; a name that the person used before is overwritten.

    `query` is the address's query without the question mark. Raises ServiceRefused (no name, too long, too many).
    Called inside the company's scope.
    """
    assert act.user_id is not None, "a view belongs to a person"
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME:
        raise ServiceRefused("name", f"Give the view a name of up to {LONGEST_NAME} characters.")
    if len(query) > LONGEST_QUERY:
        raise ServiceRefused("query", "This filter is too long to be kept. Take something away.")
    own = SavedView.objects.filter(company_id=act.company_id, user_id=act.user_id, page=page)
    if not own.filter(name=wanted).exists() and own.count() >= MOST_VIEWS:
        raise ServiceRefused("name", f"There are {MOST_VIEWS} views already. Delete one first.")
    row, _created = SavedView.objects.update_or_create(
        company_id=act.company_id, user_id=act.user_id, page=page, name=wanted,
        defaults={"query": query, "is_shared": is_shared}, create_defaults={
            "query": query, "is_shared": is_shared, "created_at": act.at,
        },
    )  # fmt: skip
    if is_shared:
        tell_shared(act, row)
    return row.pk


def tell_shared(act: Act, row: SavedView) -> None:
    """Write down that others see a view from now on."""
    record_activity(
        act=act, verb="view.shared", sentence=f"View shared: {row.name} ({row.page})",
        data={"view_id": row.pk, "name": row.name, "page": row.page},
    )  # fmt: skip
