"""A clerk's whole day without a mouse: every step by keys alone, in a real browser on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from duly.core.dunning.default import DEFAULT_TEXT
from tests.faces.browser.test_console import EMAIL, PASSWORD, Site, browser, running_site  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TABS = 60
TRIES = 40
HELD = ".tabs a[href*='tab=held']"


@pytest.fixture
def office(template_database: str, tmp_path: Path) -> Iterator[Site]:
    """A server and a worker of its own, for this test changes things; the first reminder needs an approval."""
    with running_site(template_database, tmp_path, "office", "worker") as (site, database):
        careful = tmp_path / "careful.yaml"
        text = DEFAULT_TEXT.replace("    tone: polite\n", "    tone: polite\n    approval: manual\n")
        for usual, always in (("thu, fri]", "thu, fri, sat, sun]"), ("skip_holidays: true", "skip_holidays: false")):
            assert usual in text, "the test runs on Sundays and holidays too"
            text = text.replace(usual, always)
        careful.write_text(text)
        applied = database.duly("procedure", "apply", str(careful), "--default")
        assert applied.returncode == 0, applied.stderr
        yield site


class Keys:
    """A person at a keyboard: presses keys, and moves the focus with Tab until it is on what they want."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def leave(self, key: str) -> None:
        """Press a key that leads to another page (or to this one anew), and wait for it."""
        self.page.evaluate("window.left = true")
        self.press(key)
        self.page.wait_for_function("() => !window.left && document.readyState === 'complete'")

    def focused(self) -> str:
        return str(self.page.evaluate("(document.activeElement.innerText || document.activeElement.name || '').trim()"))

    def tab_to(self, selector: str) -> None:
        """Press Tab until the focus is on it; a person would give up at some point, and so does the test."""
        for _ in range(TABS):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {selector}")

    def toast(self, words: str) -> None:
        self.page.wait_for_function(
            "words => [...document.querySelectorAll('.toast')].some(one => one.innerText.includes(words))", arg=words
        )

    def send(self) -> None:
        """Tab to the button of the form one is in, and press it."""
        self.tab_to("details[open] button.btn, .panel button.btn.primary, form button.btn.primary")
        self.press("Enter")


def panel_title(page: Page) -> str:
    return page.inner_text(".account-panel h2")


def test_a_whole_day(browser: Browser, office: Site) -> None:  # noqa: F811 - the fixture
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=office.address)
    page = context.new_page()
    keys = Keys(page)
    sign_in(page, keys)
    work_on_the_first_account(page, keys)
    run_tonight(page, keys)
    apply_cash(page, keys)
    find_a_customer(page, keys)
    context.close()


def sign_in(page: Page, keys: Keys) -> None:
    page.goto("/account/login/")
    keys.tab_to("[name=login]")
    keys.write(EMAIL)
    keys.tab_to("[name=password]")
    keys.write(PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/today/**")


def work_on_the_first_account(page: Page, keys: Keys) -> None:
    keys.tab_to(".tabs a[href*='tab=all']")
    keys.press("Enter")
    page.wait_for_url("**tab=all**")
    keys.press("j", "Enter")
    page.wait_for_selector(".account-panel")
    first = panel_title(page)
    keys.press("e")
    keys.write("the buyer is at a fair until Friday")
    keys.send()
    keys.toast("The note is on the timeline")
    assert panel_title(page) == first
    counted = page.inner_text(".tabs [aria-current]")
    keys.press("p")
    keys.send()
    keys.toast("Promised for")
    assert page.inner_text(".tabs [aria-current]") != counted, "the count of the tab is right at once"
    assert panel_title(page) != first, "the next account is open"
    keys.press("z")
    keys.toast("The promise is withdrawn")
    assert page.inner_text(".tabs [aria-current]") == counted
    assert panel_title(page) == first
    keys.press("d")
    keys.send()
    keys.toast("is disputed")
    keys.press("z")
    keys.toast("The dispute is taken back")
    assert panel_title(page) == first
    keys.press("n")
    page.wait_for_function("name => document.querySelector('.account-panel h2').innerText !== name", arg=first)
    keys.press("o")
    page.wait_for_url("**/customers/*/")
    keys.press("Escape")
    page.wait_for_url("**/customers/")


def go(page: Page, keys: Keys, words: str, place: str) -> None:
    """Go to a place by the palette."""
    keys.press("Control+k")
    keys.write(words)
    for _ in range(TABS):
        if page.evaluate("document.querySelector('#look-palette [aria-selected=true]')?.innerText") == words:
            break
        keys.press("ArrowDown")
    keys.leave("Enter")
    page.wait_for_url(place)


def run_tonight(page: Page, keys: Keys) -> None:
    go(page, keys, "Tonight", "**/tonight/")
    keys.press("r")
    page.wait_for_url("**/tonight/run/")
    keys.tab_to("main button.btn.primary")
    keys.leave("Enter")
    for _ in range(TRIES):
        if page.locator(HELD).count():
            break
        page.wait_for_timeout(500)
        go(page, keys, "Tonight", "**/tonight/")
    assert page.locator(HELD).count(), page.inner_text("main")[:2000]
    keys.tab_to(HELD)
    keys.leave("Enter")
    assert "tab=held" in page.url
    keys.press("j", "x", "a")
    page.wait_for_url("**/tonight/approve/")
    assert "1 message" in page.inner_text("#consequence")
    keys.tab_to("main button.btn.primary")
    keys.leave("Enter")
    keys.toast("Approved")


def apply_cash(page: Page, keys: Keys) -> None:
    go(page, keys, "Cash", "**/cash/")
    before = page.locator("[data-list] [data-open]").count()
    keys.press("j", "Enter")
    page.wait_for_url("**/cash/*/")
    keys.press("1")
    page.wait_for_function("() => !document.querySelector('[data-key=a]').ariaDisabled")
    keys.press("a")
    page.wait_for_selector(".toast.success")
    go(page, keys, "Cash", "**/cash/")
    assert page.locator("[data-list] [data-open]").count() == before - 1


def find_a_customer(page: Page, keys: Keys) -> None:
    keys.press("/")
    keys.write("R")
    keys.press("Enter")
    page.wait_for_url("**/search/**")
    keys.press("j")
    name = keys.focused()
    keys.press("Control+k")
    keys.write(name[:12])
    page.wait_for_function(
        "() => document.querySelector('#look-palette [role=group] > span')?.innerText === 'Customers'"
    )
    keys.press("Enter")
    page.wait_for_url("**/customers/*/")
    assert name[:12] in page.inner_text("h1")
    keys.press("?")
    page.wait_for_selector("#look-keys[open]")
    keys.press("Escape")
