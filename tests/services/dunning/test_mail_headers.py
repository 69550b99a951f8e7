"""What ties a message to its thread."""

from __future__ import annotations

from duly.services.dunning.mail_headers import (
    message_id_of,
    new_reply_token,
    reply_address,
    thread_headers,
    token_hash,
)


def test_a_token_is_unguessable_and_only_its_hash_is_kept() -> None:
    tokens = {new_reply_token() for _ in range(100)}
    assert len(tokens) == 100 and all(len(token) == 30 and token.islower() for token in tokens if token.isalnum())
    assert len(token_hash("a")) == 64 and token_hash("a") != token_hash("b")


def test_message_id_and_reply_address_carry_the_token() -> None:
    assert message_id_of("t0", "sam@demo.example") == "<duly.t0@demo.example>"
    assert message_id_of("t0", "") == message_id_of("t0", "sam@bad domain") == "<duly.t0@mail.invalid>"
    assert reply_address("replies+{token}@demo.example", "t0") == "replies+t0@demo.example"
    assert reply_address("", "t0") == reply_address("replies@demo.example", "t0") == ""


def test_a_personal_reminder_lets_out_of_office_answers_come_back() -> None:
    headers = thread_headers(reply_to="r+t0@demo.example", earlier_message_ids=["<a@x>", "<b@x>"])
    assert headers == {"Reply-To": "r+t0@demo.example", "In-Reply-To": "<b@x>", "References": "<a@x> <b@x>"}


def test_a_notice_says_that_it_is_automatic_and_how_to_stop_it() -> None:
    headers = thread_headers(is_personal=False, unsubscribe_url="https://pay.demo.example/u/1")
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe"] == "<https://pay.demo.example/u/1>"
    assert "List-Unsubscribe" not in thread_headers(unsubscribe_url="https://pay.demo.example/u/1")
