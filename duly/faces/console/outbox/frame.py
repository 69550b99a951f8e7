"""A customer's message inside a page of ours: boxed in, without scripts, its links taken out."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.utils.html import escape

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
WAY_IN = re.compile(r"(/p/)[0-9a-z]+-[A-Za-z0-9_-]{16,}")
HREF = re.compile(r"""(<a\b[^>]*?)\shref=("[^"]*"|'[^']*')""", re.IGNORECASE)


def without_secrets(text: str) -> str:
    """Return a message without the keys of its links: whoever opens one is taken for the customer."""
    return WAY_IN.sub("\\1\u2026", text)


def framed(html: str) -> HttpResponse:
    """Answer with a message's HTML for an iframe of ours; nothing in it runs, loads or leads anywhere."""
    response = HttpResponse(HREF.sub(r"\1", without_secrets(html)))
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "no-store"
    return response


def as_page(text: str) -> str:
    """Return a plain text as a page for the same frame."""
    return (
        '<!doctype html><html lang="und"><meta charset="utf-8"><title>Text</title>'
        '<body style="margin:16px;background:#fff;color:#1d1c1a">'
        f'<pre style="white-space:pre-wrap;font:13px/19px monospace">{escape(text)}</pre>'
    )
