"""An evening in a real browser with a real worker: look, leave out, run, read the message, try a procedure.

Nothing for axe to find on any page, nothing scrolls sideways, at three widths, light and dark.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
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
LOOKS = [(1440, "light"), (1024, "dark"), (360, "light"), (1440, "dark"), (1024, "light"), (360, "dark")]


@pytest.fixture
def house(own_database: OwnDatabase) -> Iterator[str]:
    """A demo company with a web server and a worker; the address of the server."""
    if not CHROMIUM and os.environ.get("DULY_REQUIRE_BROWSER") != "1":
        pytest.skip("no Chromium here")
    made = own_database.duly("demo", "--customers", "60", "--months", "6")
    assert made.returncode == 0, made.stderr
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    home = f"http://127.0.0.1:{port}"
    server = own_database.start("serve", DULY_PORT=str(port), DULY_BASE_URL=home)
    worker = own_database.start("worker", DULY_BASE_URL=home)
    try:
        _wait(home, server)
        yield home
    finally:
        for process in (server, worker):
            process.terminate()
        for process in (server, worker):
            process.wait(20)


def _wait(home: str, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(home + "/account/login/", timeout=5)
            return
        except OSError:  # not listening yet, or busy
            time.sleep(0.2)
    server.kill()
    raise AssertionError(f"the console did not start: {server.communicate()[0]}")


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM or None, args=ARGS)
        yield chromium
        chromium.close()


def sign_in(browser: Browser, home: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce").new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
    page.goto(home + "/account/login/")
    page.fill("[name=login]", "manager@demo.example")
    page.fill("[name=password]", "demo-manager-pass")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def hold_to_the_rules(page: Page, address: str) -> None:
    """Axe finds nothing and nothing scrolls sideways, at every width and in both themes."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        found = Axe().run(page).response["violations"]
        where = f"{address} at {width}, {theme}"
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == [], where
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, where
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")


def figure(page: Page, label: str) -> int:
    shown = page.locator(".figure", has=page.get_by_text(label, exact=True)).locator(".figure-value")
    return int(shown.inner_text().replace(",", ""))


def test_an_evening_from_preview_to_message(house: str, browser: Browser) -> None:
    page = sign_in(browser, house)
    page.goto(house + "/tonight/")
    planned = figure(page, "Messages")
    assert planned > 3
    page.locator("tbody input[type=checkbox]").first.check()
    name = page.locator("tbody .first a").first.inner_text().splitlines()[0]
    press(page, "l")
    page.fill("[name=reason]", "They call back on Monday")
    press(page, "Enter")
    assert figure(page, "Messages") == planned - 1
    page.goto(house + "/tonight/?tab=quiet&reason=on_hold")
    assert page.get_by_text("They call back on Monday").count()
    for address in ("/tonight/", "/tonight/?tab=quiet", "/tonight/?tab=calls", "/tonight/run/"):
        hold_to_the_rules(page, house + address)
    page.goto(house + "/tonight/")
    first = page.locator("tbody .first a").first.get_attribute("href")
    hold_to_the_rules(page, house + str(first))

    page.goto(house + "/tonight/")
    press(page, "r")
    assert f"Sends {planned - 1} messages" in page.locator(".consequence").inner_text()
    with page.expect_navigation():
        page.get_by_role("button", name="Run the day now").click()
    page.wait_for_selector(".figure", timeout=60_000)  # the day is decided: the page has loaded itself anew
    page.wait_for_selector(".progress", state="detached", timeout=60_000)
    assert figure(page, "Sent") + figure(page, "Wait for approval") == planned - 1
    assert name not in page.locator("table.list tbody").first.inner_text(), "who was left out got nothing"

    page.keyboard.press("j")
    press(page, "Enter")
    assert "/outbox/" in page.url
    letter = page.frame_locator("iframe[name=letter]")
    assert letter.locator("table").count()
    assert letter.locator("a[href]").count() == 0
    hold_to_the_rules(page, page.url)
    with page.context.expect_page() as opened:
        page.keyboard.press("o")
    assert "/p/" in opened.value.url
    for address in ("/tonight/", "/tonight/?tab=quiet", "/tonight/days/", "/outbox/", "/outbox/?q=nobody"):
        hold_to_the_rules(page, house + address)
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_procedure_and_a_wording_are_tried_before_they_are_saved(house: str, browser: Browser) -> None:
    page = sign_in(browser, house)
    for address in ("/procedures/", "/procedures/new/", "/procedures/templates/", "/segments/", "/segments/edit/",
                    "/procedures/templates/second_reminder/de/", "/tonight/why/?q=Demo"):  # fmt: skip
        hold_to_the_rules(page, house + address)
    page.goto(house + "/procedures/")
    page.keyboard.press("j")
    press(page, "Enter")
    hold_to_the_rules(page, page.url)
    press(page, "e")
    hold_to_the_rules(page, page.url)
    text = page.locator("#text")
    written = text.input_value()
    text.fill(written.replace("tone: polite", "tone: rude"))
    page.get_by_text("Not usable yet").wait_for()
    text.fill(written.replace("days: 3\n", "days: 8\n"))
    page.get_by_text("Changed since version 1").wait_for()
    page.get_by_role("button", name="Who would be treated otherwise?").click()
    page.get_by_text("What would change today").wait_for()
    assert page.locator("#effect tbody tr").count()
    page.fill("#note", "A week")
    press(page, "Enter")
    assert page.get_by_text("Version 2 ·").count() and page.get_by_text("A week").count()
    hold_to_the_rules(page, page.url)
    page.get_by_role("link", name="Every difference").click()
    page.get_by_role("heading", name="Line by line").wait_for()
    hold_to_the_rules(page, page.url)

    page.goto(house + "/procedures/templates/second_reminder/de/")
    page.fill("#subject", "Zu {reminded_numbrs}")
    page.get_by_text("Did you mean reminded_numbers?").wait_for()
    page.fill("#subject", "Zu {reminded_numbers}")
    page.get_by_text("It can be used.").wait_for()
    page.get_by_role("button", name="Show").click()
    page.frame_locator("iframe[name=preview]").get_by_text("Zu INV-").wait_for()
    with page.expect_navigation():
        page.get_by_role("button", name="Save as a new version").click()
    assert page.get_by_text("Your own wording, version 1").count()
    hold_to_the_rules(page, page.url)
    assert page.complaints == []  # type: ignore[attr-defined]


def test_rules_of_segments_are_tried_saved_and_explained(house: str, browser: Browser) -> None:
    page = sign_in(browser, house)
    page.goto(house + "/segments/")
    press(page, "e")
    text = page.locator("#text")
    written = text.input_value()
    text.fill(written.replace("median_days_late", "median_days_lat"))
    page.get_by_text("Did you mean \u201cmedian_days_late\u201d?").first.wait_for()
    text.fill(written)
    page.get_by_text("everybody else").first.wait_for()
    page.get_by_role("button", name="Who would move?").click()
    page.get_by_text("Who moves, and why").first.wait_for()
    first = page.locator("#effect table").nth(1).locator("tbody a").first.get_attribute("href")
    page.check("[name=apply]")
    with page.expect_navigation():
        page.get_by_role("button", name="Save as a new version").click()
    for address in ("/segments/", "/segments/versions/1/", str(first)):
        hold_to_the_rules(page, house + address)
    page.fill("#segment", "Friends")
    with page.expect_navigation():
        page.get_by_role("button", name="Give it by hand").click()
    assert page.get_by_text("given by hand").count()
    assert page.complaints == []  # type: ignore[attr-defined]
