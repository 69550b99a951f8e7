"""The buckets of aging, in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from duly.core.ledger.aging import DEFAULT_EDGES as EDGES
from duly.faces.look.figures import EN_DASH


def bucket_label(bucket: str) -> str:
    """Return the name of a bucket: Current, 1-30, ..., 91+, and those beside them."""
    if not bucket.isdigit():
        return {"late": _("Overdue"), "credit": _("Credit notes"), "unapplied": _("Unapplied cash")}.get(
            bucket, _("Everything open")
        )
    at = int(bucket)
    if at == 0:
        return pgettext("aging", "Not due")
    return f"{EDGES[at - 1] + 1}{EN_DASH}{EDGES[at]}" if at < len(EDGES) else f"{EDGES[-1] + 1}+"
