"""The views of a list that a person may choose from."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from duly.store.models import SavedView


@dataclass(frozen=True, slots=True)
class ViewFacts:
    """A kept view: `query` as in an address, without the question mark. `owner_name` is empty for one's own."""

    id: int
    name: str
    query: str
    is_own: bool
    is_shared: bool
    is_default: bool
    owner_name: str


def views_of(company_id: int, user_id: int, page: str) -> list[ViewFacts]:
    """Return a person's own views of a page and those that others share, one's own first, by name."""
    rows = SavedView.objects.filter(Q(user_id=user_id) | Q(is_shared=True), company_id=company_id, page=page)
    found = [
        ViewFacts(
            row.pk, row.name, row.query, row.user_id == user_id, row.is_shared,
            row.is_default and row.user_id == user_id,
            "" if row.user_id == user_id else row.user.get_full_name() or row.user.email,
        )
        for row in rows.select_related("user").order_by("name", "pk")[:200]
    ]  # fmt: skip
    own = {(one.name, one.query) for one in found if one.is_own}
    shown = [one for one in found if one.is_own or (one.name, one.query) not in own]
    return sorted(shown, key=lambda one: not one.is_own)


def default_query(company_id: int, user_id: int, page: str) -> str:
    """Return the query a person's list opens with, "" where no view is the default."""
    rows = SavedView.objects.filter(company_id=company_id, user_id=user_id, page=page, is_default=True)
    return rows.values_list("query", flat=True).first() or ""


def page_of_view(company_id: int, user_id: int, view_id: int) -> str:
    """Return the page a view that this person may see belongs to, "" when there is none."""
    rows = SavedView.objects.filter(Q(user_id=user_id) | Q(is_shared=True), company_id=company_id, pk=view_id)
    return rows.values_list("page", flat=True).first() or ""
