"""What ties a message to its thread: its own id, the chain of earlier ones, and where answers go."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

TOKEN_PLACE = "{token}"  # noqa: S105 - the place for it, not a token


def new_reply_token() -> str:
    """Return an unguessable token (120 bits) of lower-case letters and digits: mail systems may change capitals."""
    return secrets.token_hex(15)


def token_hash(token: str) -> str:
    """Return what is stored of a reply token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def message_id_of(token: str, sender_email: str) -> str:
    """Return the message's own id; the token in it finds the notice again when only the chain is left."""
    domain = sender_email.rpartition("@")[2]
    is_plain = bool(domain) and domain.isascii() and not any(c.isspace() or c in "<>@" for c in domain)
    return f"<duly.{token}@{domain if is_plain else 'mail.invalid'}>"


def reply_address(pattern: str, token: str) -> str:
    """Return the address for answers, such as `replies+{token}@demo.example`; empty when none is configured."""
    return pattern.replace(TOKEN_PLACE, token) if TOKEN_PLACE in pattern and "@" in pattern else ""


def thread_headers(
    *, reply_to: str = "", earlier_message_ids: Sequence[str] = (), is_personal: bool = True, unsubscribe_url: str = ""
) -> dict[str, str]:
    """Return the headers of a message; `earlier_message_ids` of the thread, oldest first.

    A personal reminder carries no Auto-Submitted: with it, no out-of-office answer comes back (RFC 3834 section 2),
    and "away until" is what we want to know. Nor has it a List-Unsubscribe: it offers "not the right person". Both
    belong to statements and other notices (`is_personal=False`); one-click unsubscribing is RFC 8058.
    """
    headers: dict[str, str] = {}
    if reply_to:
        headers["Reply-To"] = reply_to
    if earlier_message_ids:
        headers["In-Reply-To"] = earlier_message_ids[-1]
        headers["References"] = " ".join(earlier_message_ids)
    if not is_personal:
        headers["Auto-Submitted"] = "auto-generated"
        if unsubscribe_url:
            headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
