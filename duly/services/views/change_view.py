"""Share a view, make it the one a list opens with, or delete it."""

from __future__ import annotations

from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.services.views.save_view import save_view, tell_shared
from duly.store.models import SavedView


def _own(act: Act, view_id: int) -> SavedView:
    assert act.user_id is not None, "a view belongs to a person"
    rows = SavedView.objects.select_for_update().filter(company_id=act.company_id, user_id=act.user_id)
    row = rows.filter(pk=view_id).first()
    if row is None:
        raise NotFound("This view of yours")
    return row


def share_view(*, act: Act, view_id: int, is_shared: bool) -> None:
    """Show one's own view to everybody in the company, or to nobody else any more. Raises NotFound."""
    row = _own(act, view_id)
    if row.is_shared == is_shared:
        return
    row.is_shared = is_shared
    row.save(update_fields=["is_shared"])
    if is_shared:
        tell_shared(act, row)


def set_default_view(*, act: Act, view_id: int, is_default: bool) -> int:
    """Let a list open with this view, or without any; return the id of the view that is the default (or was).

    Somebody else's shared view is copied first, so that it stays when its owner changes it. Raises NotFound.
    """
    assert act.user_id is not None, "a view belongs to a person"
    rows = SavedView.objects.filter(company_id=act.company_id, pk=view_id)
    row = rows.filter(user_id=act.user_id).first() or rows.filter(is_shared=True).first()
    if row is None:
        raise NotFound("The view")
    own_id = row.pk
    if row.user_id != act.user_id:
        own_id = save_view(act=act, page=row.page, name=row.name, query=row.query)
    own = SavedView.objects.filter(company_id=act.company_id, user_id=act.user_id, page=row.page)
    own.filter(is_default=True).update(is_default=False)
    if is_default:
        own.filter(pk=own_id).update(is_default=True)
    return own_id


def delete_view(*, act: Act, view_id: int) -> None:
    """Delete one's own view. Raises NotFound, and ServiceRefused for somebody else's."""
    assert act.user_id is not None, "a view belongs to a person"
    others = SavedView.objects.filter(company_id=act.company_id, pk=view_id, is_shared=True)
    if others.exclude(user_id=act.user_id).exists():
        raise ServiceRefused("not_yours", "Somebody else made this view. Only they can delete it.")
    _own(act, view_id).delete()
