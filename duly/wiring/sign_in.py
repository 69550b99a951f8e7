"""How people get in: by invitation only, and by mail only where there is a mail server."""

from __future__ import annotations

from email.utils import make_msgid
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse

from duly.services.ports import OutgoingMail


def sender_address() -> str:
    """Return the address that messages about sign-in come from."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return settings.MAIL_FROM or f"duly@{host if '.' in host else 'duly.invalid'}"


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody registers alone: a company's admin invites people."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Return False: accounts are made on the People page or by `duly person add`."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the address in a message about a password: never on the host that a request claims to be for."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL.rstrip("/") + path.replace("UID-KEY", quote(key))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand a message about sign-in to the mail server; without one, send nothing."""
        from duly.wiring.ports import mailer

        post = mailer()
        if not post.is_configured():
            return
        # The library would name the host that the request claims to be for, which anybody may choose.
        us = {"current_site": SimpleNamespace(name="Duly", domain=settings.BASE_URL)}
        message = self.render_mail(template_prefix, email, context | us)
        sender = sender_address()
        post.send(
            OutgoingMail(
                from_name="Duly",
                from_email=sender,
                to_name="",
                to_email=email,
                subject=str(message.subject),
                text=str(message.body),
                html="",
                message_id=make_msgid(domain=sender.partition("@")[2]),
                headers={},
            )
        )


def password_link(user_id: int) -> str:
    """Return the address of a page on which this person sets a password: works once, for PASSWORD_RESET_TIMEOUT."""
    from allauth.account import app_settings
    from allauth.account.utils import user_pk_to_url_str
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.get(pk=user_id)
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return settings.BASE_URL.rstrip("/") + path
