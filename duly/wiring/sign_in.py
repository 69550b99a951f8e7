"""How people get in: by invitation only."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody registers alone: a company's admin invites people."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Return False: accounts are made on the People page or by `duly person add`."""
        return False
