"""How often somebody may ask. Counters live in the process: n web processes allow n times as much.

A token has 256 random bits, so the limits are not what keeps strangers out; they keep one program from taking the
service away from all others.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

TOKEN_WINDOW_SECONDS = 60
FAILURES = 30
FAILURE_WINDOW_SECONDS = 600
MOST_COUNTED = 20_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit, and in how many seconds it is full again."""

    limit: int
    used: int
    window_seconds: int
    reset_seconds: int

    @property
    def is_over(self) -> bool:
        """Whether it was exceeded."""
        return self.used > self.limit

    def headers(self, name: str) -> dict[str, str]:
        """Return the RateLimit fields (draft-ietf-httpapi-ratelimit-headers), with Retry-After when exceeded."""
        left = max(0, self.limit - self.used)
        said = {
            "RateLimit-Policy": f'"{name}";q={self.limit};w={self.window_seconds}',
            "RateLimit": f'"{name}";r={left};t={self.reset_seconds}',
        }
        return said | ({"Retry-After": str(max(1, self.reset_seconds))} if self.is_over else {})


class Counters:
    """Counts by key in windows that begin with the first request; safe between threads, bounded in size."""

    def __init__(self, window_seconds: int) -> None:
        self._window = window_seconds
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[float, int]] = {}

    def count(self, key: str, limit: int, now: float, *, by: int = 1) -> Allowance:
        """Add to a key's count and return what is left; `by=0` only looks. `now` is in seconds."""
        with self._lock:
            began, used = self._counts.get(key, (now, 0))
            if now - began >= self._window:
                began, used = now, 0
            if len(self._counts) >= MOST_COUNTED:
                self._counts = {k: v for k, v in self._counts.items() if now - v[0] < self._window}
                if len(self._counts) >= MOST_COUNTED:
                    self._counts.clear()
            if by:
                self._counts[key] = (began, used + by)
        return Allowance(limit, used + by, self._window, int(self._window - (now - began)))


by_token = Counters(TOKEN_WINDOW_SECONDS)
by_address = Counters(FAILURE_WINDOW_SECONDS)


def address_of(request: HttpRequest) -> str:
    """Return who asks: the peer, or what the nearest trusted proxy says about it."""
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if trusted and forwarded:
        return str(forwarded[max(0, len(forwarded) - trusted)])
    return str(request.META.get("REMOTE_ADDR", ""))
