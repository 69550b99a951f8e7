"""A scanner opens every address in every message before the customer does: it changes nothing and learns nothing."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from duly.services.act import Act
from duly.services.dunning.compose_notice import compose_notice
from duly.store.models import Company, DunningNotice
from duly.store.queries.notice_action import action_of_notice
from duly.wiring.ports import ports
from tests.faces.api.world import fill_company
from tests.security.routes import fingerprint

ADDRESS = re.compile(r"https?://[^\s<>\"')]+")
SCANNERS: tuple[dict[str, str], ...] = (
    {},
    {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Barracuda Sentinel)"},
    {"HTTP_PURPOSE": "prefetch", "HTTP_SEC_PURPOSE": "prefetch"},
    {"HTTP_ACCEPT": "text/html", "HTTP_REFERER": "https://mail.example/"},
)


class Links(HTMLParser):
    """Everything a browser or a scanner might fetch: links, pictures, styles, forms."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attrs if name in ("href", "src", "action", "background") and value}


def every_message(act: Act) -> list[tuple[str, str]]:
    """Text and HTML of every message of the day, with links that work."""
    notices = DunningNotice.objects.filter(company_id=act.company_id, channel="email").select_related("customer")
    made = []
    for notice in notices:
        action = action_of_notice(notice)
        assert action is not None
        made.append(compose_notice(act=act, ports=ports(), notice=notice, action=action))
    return [(mail.text, mail.html) for mail in made]


def addresses_in(text: str, html: str) -> set[str]:
    """Every web address of a message, from the text and from the markup."""
    links = Links()
    links.feed(html)
    found = set(ADDRESS.findall(text)) | {unescape(link) for link in links.found}
    return {address.rstrip(".,") for address in found if not address.startswith(("mailto:", "tel:", "cid:", "#"))}


def test_a_scanner_that_opens_everything_changes_and_learns_nothing(company: int, act: Act) -> None:
    Company.objects.filter(pk=company).update(
        iban="DE89370400440532013000", address="Teststr. 1", sender_email="ar@test-trading.example",
        business_date_override=act.business_date,
    )  # fmt: skip
    fill_company(act, "KUNDE")
    messages = every_message(act)
    assert messages
    own = urlsplit(settings.BASE_URL)
    before = fingerprint(company)
    seen: set[str] = set()
    for text, html in messages:
        for address in addresses_in(text, html):
            parts = urlsplit(address)
            assert (parts.scheme, parts.netloc) == (own.scheme, own.netloc), f"{address} leads elsewhere"
            seen.add(parts.path)
            for headers in SCANNERS:
                robot = Client()
                for answer in (robot.get(address, follow=True, **headers), robot.head(address, **headers)):
                    said = answer.content.decode()
                    assert answer.status_code == 200
                    assert not re.search(r"KUNDE|Customer KUNDE|EUR|DE89|100\.00|70\.00", said), address
                    assert "no-store" in answer["Cache-Control"]
                    assert answer["Referrer-Policy"] == "no-referrer"
                assert not [name for name in robot.cookies if "visit" in name], "looking is not entering"
    assert len(seen) >= 4, "the button and the three quiet links"
    assert fingerprint(company) == before
