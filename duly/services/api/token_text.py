"""What a token looks like: `duly_<company>_<secret>`.

The company part only says where to look; the secret is 256 random bits, of which the table keeps the SHA-256.
"""

from __future__ import annotations

import hashlib
import secrets

SECRET_BYTES = 32
LONGEST_TOKEN = 80
SHOWN_OF_SECRET = 6
HEAD = "duly"


def new_token(company_id: int) -> str:
    """Return a token for a company. It is readable only now."""
    return f"{HEAD}_{company_id}_{secrets.token_urlsafe(SECRET_BYTES)}"


def hash_of(token: str) -> str:
    """Return what is stored of a token: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def company_of(token: str) -> int | None:
    """Return the company a token claims to be of, or None when it is no token of ours."""
    head, _, rest = token.partition("_")
    company, _, secret = rest.partition("_")
    if head != HEAD or not secret or len(token) > LONGEST_TOKEN or not token.isascii() or not company.isdigit():
        return None
    company_id = int(company)
    return company_id if 0 < company_id < 2**63 else None


def prefix_of(token: str) -> str:
    """Return the beginning by which people recognise a token; it opens nothing."""
    head, company, secret = token.split("_", 2)
    return f"{head}_{company}_{secret[:SHOWN_OF_SECRET]}"[:24]
