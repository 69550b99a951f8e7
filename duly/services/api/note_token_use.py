"""Remember when a token was last used, at most once a minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

STALE_SECONDS = 60
_NOTE = """
    UPDATE api_token SET last_used_at = %(at)s WHERE id = (
        SELECT id FROM api_token
         WHERE company_id = %(company)s AND id = %(token)s AND (last_used_at IS NULL OR last_used_at < %(stale)s)
           FOR NO KEY UPDATE SKIP LOCKED)
"""  # a request never waits for another one that is noting the same


def note_token_use(*, company_id: int, token_id: int, last_used_at: datetime | None, at: datetime) -> None:
    """Store `at` (UTC) as the last use unless that was noted within the last minute."""
    stale = at - timedelta(seconds=STALE_SECONDS)
    if last_used_at is not None and last_used_at >= stale:
        return
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"company": company_id, "token": token_id, "at": at, "stale": stale})
