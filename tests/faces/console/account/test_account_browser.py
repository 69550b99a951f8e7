"""A customer's page by keyboard alone in a real browser; nothing for axe to find, wide and narrow, light and dark."""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import OwnDatabase

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or ""
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--no-first-run"]  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def address(own_database: OwnDatabase) -> Iterator[str]:
    """A running console with a small demo company."""
    if not CHROMIUM and os.environ.get("DULY_REQUIRE_BROWSER") != "1":
        pytest.skip("no Chromium here")
    made = own_database.duly("demo", "--seed", "3", "--customers", "30", "--months", "9", "--json")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["open_items"] > 0
    port = _free_port()
    home = f"http://127.0.0.1:{port}"
    server = own_database.start("serve", DULY_PORT=str(port), DULY_BASE_URL=home)
    try:
        _wait(home)
        yield home
    finally:
        server.terminate()
        server.wait(15)


def _wait(home: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(home + "/", timeout=10)
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("the console did not start")


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM or None, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def desk(address: str, browser: Browser) -> Page:
    """A manager who has signed in and opened the first late customer of the list."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce").new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
    page.goto(address + "/customers/?late=1")
    page.fill("[name=login]", "manager@demo.example")
    page.fill("[name=password]", "demo-manager-pass")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/?late=1")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#timeline")
    return page


def faults(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def look(page: Page, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    assert faults(page) == [], (page.url, width, theme)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (page.url, width)


def panel(page: Page, key: str, title: str) -> None:
    """Press a key and wait for its panel."""
    page.keyboard.press(key)
    page.wait_for_selector(f"#side .panel[aria-label='{title}']")


def leave(page: Page) -> None:
    """Press Escape as often as it takes: out of the field, the message away, the panel closed."""
    for _turn in range(4):
        page.keyboard.press("Escape")
        page.wait_for_timeout(400)
        if page.query_selector("#side .account-side"):
            return
    raise AssertionError("the panel stays open")


def test_an_account_is_worked_by_keyboard(desk: Page, address: str) -> None:
    account = desk.url
    panel(desk, "e", "Note")
    desk.keyboard.type("Pays on Thursdays; epd are letters here")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".toast.success")
    assert "Pays on Thursdays; epd are letters here" in desk.inner_text("#timeline")

    panel(desk, "p", "Promise to pay")
    assert desk.evaluate("document.activeElement.name") == "promised_date"
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".toast.success:has-text('Promised for')")
    desk.keyboard.press("z")
    desk.wait_for_selector(".toast.success:has-text('withdrawn')")

    for key, title in (("c", "Log a call"), ("d", "Dispute"), ("h", "Hold"), ("m", "Messages"), ("s", "Snooze"),
                       ("w", "Write off")):  # fmt: skip
        panel(desk, key, title)
        assert faults(desk) == [], title
        assert desk.url == account
        leave(desk)

    panel(desk, "w", "Write off")
    desk.click("#side .danger")
    assert desk.url == account, "a form without its reason goes nowhere"
    assert desk.complaints == []  # type: ignore[attr-defined]


def weight(page: Page) -> int:
    """Return the bytes that a page took over the wire, scripts and styles included."""
    page.reload()
    page.wait_for_load_state("networkidle")
    loaded = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
    return int(page.evaluate(f"{loaded}.reduce((sum, one) => sum + one.encodedBodySize, 0)"))


def test_nothing_for_axe_at_three_widths_in_both_themes(desk: Page, address: str) -> None:
    account = desk.url
    assert weight(desk) < 100_000
    invoice = desk.get_attribute("#open a.open", "href")
    assert invoice
    for path in (account, address + invoice, account + "statement/", account + "promise/", account + "link/"):
        desk.goto(path)
        for width in (1440, 1024, 360):
            for theme in ("light", "dark"):
                look(desk, width, theme)
    assert desk.complaints == []  # type: ignore[attr-defined]
