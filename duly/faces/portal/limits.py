"""How often somebody may knock. Counters live in Django's cache.

A token has 192 random bits, so the limits are not what keeps strangers out; they keep a script from costing much.
With the cache in the process (the default) each web process counts for itself: n processes allow n times as much.
"""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW_SECONDS = 600
REDEEMS_PER_ADDRESS = 60
REDEEMS_PER_TOKEN = 20
ANSWERS_PER_LINK = 60


def address_of(request: HttpRequest) -> str:
    """Return who asks: the peer, or what the nearest trusted proxy says about it."""
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if trusted and forwarded:
        return str(forwarded[max(0, len(forwarded) - trusted)])
    return str(request.META.get("REMOTE_ADDR", ""))


def _count(kind: str, who: str) -> int:
    key = f"portal:{kind}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    if cache.add(key, 1, WINDOW_SECONDS):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two calls
        return 1


def may_redeem(request: HttpRequest, token: str) -> bool:
    """Count an attempt to open a link; False when there were too many in the last ten minutes."""
    by_address = _count("address", address_of(request))
    return by_address <= REDEEMS_PER_ADDRESS and _count("token", token) <= REDEEMS_PER_TOKEN


def may_answer(company_id: int, link_id: int) -> bool:
    """Count something said on a customer's page; False when there was too much in the last ten minutes."""
    return _count("answer", f"{company_id}:{link_id}") <= ANSWERS_PER_LINK
