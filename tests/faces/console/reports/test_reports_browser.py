"""The reports in a real browser: nothing for axe to find at three widths in both themes, and the way to an invoice."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import OwnDatabase

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
PAGES = (
    "/reports/aging/", "/reports/aging/?by=segment", "/reports/figures/", "/reports/segments/",
    "/reports/aging/invoices/?bucket=late", "/reports/aging/receipts/", "/reports/figures/paid/",
)  # fmt: skip


@pytest.fixture
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one the test is skipped, unless DULY_REQUIRE_BROWSER says it must run."""
    place = shutil.which("chromium")
    if place is None and os.environ.get("DULY_REQUIRE_BROWSER") != "1":
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=place, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def site(browser: Browser, own_database: OwnDatabase) -> Iterator[str]:
    """The address of a running console with a demo company."""
    made = own_database.duly("demo", "--customers", "60", "--months", "8")
    assert made.returncode == 0, made.stderr
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    home = f"http://127.0.0.1:{port}"
    server = own_database.start("serve", DULY_PORT=str(port), DULY_BASE_URL=home)
    try:
        wait(home, server)
        yield home
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def wait(home: str, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(home + "/account/login/", timeout=5).close()
            return
        except OSError:
            assert server.poll() is None, server.communicate()[0]
            time.sleep(0.2)
    raise AssertionError("the console did not start")


def entered(browser: Browser, site: str, width: int, theme: str) -> Page:
    scheme = "dark" if theme == "dark" else "light"
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=site, reduced_motion="reduce"
    )
    page = context.new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
    page.goto("/account/login/")
    page.fill("[name=login]", "manager@demo.example")
    page.fill("[name=password]", "demo-manager-pass")
    page.keyboard.press("Enter")
    page.wait_for_url("**/today/**")
    return page


def faults(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]


def test_reports_read_well_everywhere_and_lead_to_the_invoice(browser: Browser, site: str) -> None:
    for theme in ("light", "dark"):
        for width in (1440, 1024, 360):
            page = entered(browser, site, width, theme)
            for address in PAGES:
                page.goto(address)
                assert faults(page) == [], (address, width, theme)
                assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (address, width)
            page.goto("/reports/figures/")
            page.locator(".explain > summary").first.click()
            assert faults(page) == [], (width, theme)
            assert page.complaints == []  # type: ignore[attr-defined]
            page.context.close()
    from_aging_to_an_invoice(entered(browser, site, 1440, "light"))


def from_aging_to_an_invoice(page: Page) -> None:
    """With the keyboard: the overdue bucket, its first customer, the first of their invoices."""
    page.goto("/reports/aging/")
    page.locator(".buckets a").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**bucket=1**")
    page.keyboard.press("j")
    name = str(page.evaluate("document.activeElement.textContent.trim()"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/aging/invoices/**")
    assert name in page.inner_text("#main")
    page.keyboard.press("Escape")
    page.wait_for_url("**/reports/aging/?**")
