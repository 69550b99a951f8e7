"""Nothing a company can type makes a webhook knock on a door inside the house."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.adapters.webhooks import exchange
from duly.adapters.webhooks.public_address import is_public
from duly.adapters.webhooks.sender import HttpWebhookSender
from duly.adapters.webhooks.target import BadTarget, read_target
from duly.services.ports import OutgoingWebhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

TYPED = [
    "http://hooks.example.com/", "ftp://hooks.example.com/", "file:///etc/passwd", "gopher://127.0.0.1:25/_HELO",
    "//hooks.example.com/", "https:hooks.example.com", "https:///path", "", "hooks.example.com",
    "https://127.0.0.1/", "https://127.1/", "https://127.0.1/", "https://2130706433/", "https://017700000001/",
    "https://0177.0.0.1/", "https://0x7f.0.0.1/", "https://0x7f000001/", "https://0x7f.1/", "https://127.0.0.01/",
    "https://0/", "https://0.0.0.0/", "https://127.0.0.1./", "https://256.1.1.1/",
    "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/",
    "https://100.100.100.200/", "https://168.63.129.16/", "https://192.0.0.192/", "https://198.18.0.1/",
    "https://224.0.0.1/", "https://255.255.255.255/", "https://240.0.0.1/", "https://192.88.99.1/",
    "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::127.0.0.1]/",
    "https://[0:0:0:0:0:ffff:a9fe:a9fe]/", "https://[64:ff9b::169.254.169.254]/", "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::1]/", "https://[2002:7f00:1::]/", "https://[2002:a9fe:a9fe::1]/", "https://[2001::1]/",
    "https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[fc00::1]/", "https://[fd00:ec2::254]/",
    "https://[fec0::1]/", "https://[ff02::1]/", "https://[2001:db8::1]/", "https://[3fff::1]/", "https://[5f00::1]/",
    "https://localhost/", "https://LOCALHOST/", "https://localhost./", "https://a.localhost/", "https://printer/",
    "https://metadata.google.internal/", "https://db.corp/", "https://nas.local/", "https://router.lan/",
    "https://1.0.0.127.in-addr.arpa/", "https://x.onion/",
    "https://hooks.example.com@127.0.0.1/", "https://127.0.0.1@hooks.example.com/", "https://u:p@hooks.example.com/",
    "https://hooks.example.com#@127.0.0.1/", "https://hooks.example.com\\@127.0.0.1/", "https://127.0.0.1\\.example.com/",
    "https://hooks.example.com:25/", "https://hooks.example.com:22/", "https://hooks.example.com:6379/",
    "https://hooks.example.com:80/", "https://hooks.example.com:99999/", "https://hooks.example.com:x/",
    "https://hooks.example.com/ HTTP/1.1\r\nHost: inside", "https://hooks.example.com/\r\nX: y",
    "https://ho oks.example/",
    "https://hooks%2eexample.com/", "https://%31%32%37.0.0.1/", "https://ⓛocalhost.com/", "https://１２７.0.0.1/",
    "https://hooks.exam\tple.com/", "https://hooks.example.com\n/", "https://[::1", "https://]/", "https://[127.0.0.1]/",
    "https://" + "a." * 130 + "com/", "https://" + "a" * 64 + ".com/", "https://hooks.example.com/" + "a" * 500,
    "https://-a.com/", "https://a..com/", "https://*.example.com/", "https://a,b.com/", "https://a_.com/",
    "javascript:alert(1)", "data:text/plain,x", "https://example.test/", "https://hooks.example.123/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_door_opens(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every attempt to connect is written down instead of made."""
    knocked: list[str] = []

    def connect(target: object, address: object, seconds: float) -> socket.socket:
        knocked.append(str(address))
        raise exchange.ExchangeFailed("it did not take the connection")

    monkeypatch.setattr(exchange, "_connect", connect)
    return knocked


def message(url: str) -> OutgoingWebhook:
    return OutgoingWebhook(url, "evt_1", datetime(2026, 3, 16, tzinfo=UTC), b"{}", (SECRET,))


@pytest.mark.parametrize("url", TYPED)
def test_what_is_typed_reaches_nothing_inside(url: str, no_door_opens: list[str]) -> None:
    sender = HttpWebhookSender(resolver=lambda host, port: ["127.0.0.1"])
    assert sender.problem_with(url)
    answer = sender.send(message(url))
    assert (answer.status, no_door_opens) == (None, [])


@pytest.mark.parametrize("url", TYPED)
def test_every_refusal_is_a_sentence(url: str) -> None:
    with pytest.raises(BadTarget, match=r" .*\w\)?\.$"):
        read_target(url)


ANSWERS = [
    ["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["::1"], ["::ffff:10.0.0.1"], ["64:ff9b::a00:1"], ["fd00::1"],
    ["93.184.215.14", "127.0.0.1"], ["2606:2800:21f:cb07::1", "fe80::1"], ["0.0.0.0"], ["168.63.129.16"],
    ["fe80::1%eth0"], ["2606:2800::1%eth0"], ["not an address"], ["127.1"],
]  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_name_that_leads_inside_reaches_nothing(answer: list[str], no_door_opens: list[str]) -> None:
    sender = HttpWebhookSender(resolver=lambda host, port: answer)
    assert "not public" in sender.send(message("https://hooks.example.com/")).problem
    assert no_door_opens == []


def test_a_name_is_asked_once_so_a_second_answer_gains_nothing(no_door_opens: list[str]) -> None:
    """DNS rebinding: public when it is vetted, private when it is connected to."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"], ["127.0.0.1"]])
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    HttpWebhookSender(resolver=resolver).send(message("https://rebind.example.com/"))
    assert no_door_opens == ["93.184.215.14"]
    assert asked == ["rebind.example.com"]


def test_the_switch_for_tests_opens_this_machine_only(no_door_opens: list[str]) -> None:
    sender = HttpWebhookSender(allow_loopback=True, resolver=lambda host, port: ["10.0.0.1"])
    for url in ("http://127.0.0.1:8000/", "http://localhost:8000/", "https://[::1]:8443/"):
        assert sender.problem_with(url) == ""
        sender.send(message(url))
    assert no_door_opens == ["127.0.0.1", "127.0.0.1", "::1"]
    for url in ("http://10.0.0.1/", "http://hooks.example.com/", "https://[::ffff:127.0.0.1]/", "http://2130706433/"):
        assert sender.problem_with(url)
        sender.send(message(url))
    sender.send(message("https://hooks.example.com/"))
    assert len(no_door_opens) == 3


def test_other_ports_are_opened_by_name_only() -> None:
    assert HttpWebhookSender(ports=[8443]).problem_with("https://hooks.example.com:8443/") == ""
    assert "8443" in HttpWebhookSender(ports=[8443]).problem_with("https://hooks.example.com:8444/")


PRIVATE = [ip_network(n) for n in ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
           "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3")]  # fmt: skip


@given(st.ip_addresses(v=4))
def test_no_private_address_is_public_in_any_dress(address: object) -> None:
    four = ip_address(str(address))
    inside = any(four in network for network in PRIVATE)
    assert not (inside and is_public(four))
    for dress in (f"::ffff:{four}", f"::{four}", f"64:ff9b::{four}"):
        assert not is_public(ip_address(dress))
    packed = int(four)
    assert not is_public(ip_address(f"2002:{packed >> 16:x}:{packed & 0xFFFF:x}::1"))


@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered_in_words(text: str) -> None:
    for url in (text, f"https://{text}", f"https://{text}/x", f"https://example.com:{text}/"):
        assert isinstance(HttpWebhookSender().problem_with(url), str)


@given(st.ip_addresses(v=6))
def test_only_global_unicast_is_public(address: object) -> None:
    six = ip_address(str(address))
    assert not is_public(six) or six in ip_network("2000::/3")
