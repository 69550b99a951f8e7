"""EMAIL_URL: three ways to reach a server, and every mistake said without repeating the password."""

from __future__ import annotations

import pytest

from duly.adapters.mail.server_address import BadMailUrl, MailServer, parse_mail_url


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://sam:p%40ss@mail.example", MailServer("mail.example", 587, "starttls", "sam", "p@ss")),
        ("smtps://mail.example:4650", MailServer("mail.example", 4650, "tls")),
        ("smtp+plain://127.0.0.1:1025", MailServer("127.0.0.1", 1025, "plain")),
        ("smtp+plain://sam:x@[::1]:25/", MailServer("::1", 25, "plain", "sam", "x")),
        ("smtp://mail.example?ca_file=/etc/ca.pem", MailServer("mail.example", 587, "starttls", ca_file="/etc/ca.pem")),
    ],
)
def test_an_address_is_read(url: str, server: MailServer) -> None:
    assert parse_mail_url(url) == server


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "begins with smtp://"),
        ("http://mail.example", "begins with smtp://"),
        ("smtp://", "names no host"),
        ("smtp://sam:topsecret@", "names no host"),
        ("smtp://mail.example:99999", "host or port"),
        ("smtp://mail.example:x", "host or port"),
        ("smtp://sam@mail.example", "name without a password"),
        ("smtp://sam:top/secret@mail.example", "host or port|percent-encoded"),
        ("smtp+plain://sam:topsecret@mail.example", "unencrypted"),
        ("smtp://mail.example?tls=off", "unknown option 'tls'"),
    ],
)
def test_a_mistake_is_explained_without_the_password(url: str, message: str) -> None:
    with pytest.raises(BadMailUrl, match=message) as error:
        parse_mail_url(url)
    assert "topsecret" not in str(error.value)


def test_a_password_is_not_shown_by_accident() -> None:
    assert "topsecret" not in repr(parse_mail_url("smtp://sam:topsecret@mail.example"))
