"""Cash with the keyboard only, in a real browser: import, open, apply with a fee, undo. Nothing for axe to find."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from tests.conftest import ROOT, OwnDatabase
from tests.demo_bank import Payment, bank_file

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or ""
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--no-first-run"]  # fmt: skip


@pytest.fixture
def address(own_database: OwnDatabase) -> Iterator[str]:
    """A running console with a short-paid invoice that waits."""
    if not CHROMIUM and os.environ.get("DULY_REQUIRE_BROWSER") != "1":
        pytest.skip("no Chromium here")
    command = [sys.executable, "-m", "tests.services.cash.seed_cash", "0", "0"]
    subprocess.run(command, env=own_database.environment, check=True, cwd=ROOT)
    own_database.duly("bank", "match")
    port = _free_port()
    home = f"http://127.0.0.1:{port}"
    server = own_database.start("serve", DULY_PORT=str(port), DULY_BASE_URL=home)
    try:
        _wait(home, server)
        yield home
    finally:
        server.terminate()
        server.wait(15)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(home: str, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(home + "/", timeout=5)
            return
        except OSError:  # not listening yet, or busy
            time.sleep(0.2)
    server.kill()
    raise AssertionError(f"the console did not start: {server.communicate()[0]}")


@pytest.fixture
def desk(address: str) -> Iterator[Page]:
    """A clerk who has signed in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM or None, args=ARGS)
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.complaints = []  # type: ignore[attr-defined]
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
        page.goto(address + "/cash/")
        page.fill("[name=login]", "clerk@cash.example")
        page.fill("[name=password]", "a long enough one")
        page.keyboard.press("Enter")
        page.wait_for_selector(".dropzone")
        yield page
        browser.close()


def faults(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def test_a_clerk_works_the_cash_with_the_keyboard(desk: Page, address: str, tmp_path: Path) -> None:
    assert faults(desk) == []
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".proposals .current")
    receipt = desk.url
    assert faults(desk) == []
    assert "EUR" in desk.inner_text("[data-left]") and "0.00" in desk.inner_text("[data-left]")

    desk.focus("tr.taken select")
    desk.keyboard.type("bank fee")
    desk.locator("#outcome", has_text="as bank fee").wait_for()
    desk.keyboard.press("Escape")
    desk.keyboard.press("a")
    desk.wait_for_selector(".toast.success")
    assert "Settles R-9001 of Nord Demo GmbH." in desk.inner_text(".toast.success")

    desk.keyboard.press("z")
    desk.wait_for_url(receipt)
    assert "Undone." in desk.inner_text(".toast.success")
    assert "undone" in desk.inner_text(".deeds")

    desk.focus("tr.taken .money-in")
    desk.keyboard.press("Control+a")
    desk.keyboard.type("50")
    desk.keyboard.press("Enter")
    desk.keyboard.type("999999")
    desk.wait_for_selector("#outcome [role=alert]")
    assert "more than the" in desk.inner_text("#outcome")
    assert desk.get_attribute("#outcome [data-key=a]", "aria-disabled") == "true"
    assert faults(desk) == []

    data = bank_file(Payment(5_000, "R-9002"), Payment(700, "who knows", "Stranger Demo"), Payment(-100, "fee"))
    (tmp_path / "march.xml").write_bytes(data)
    desk.goto(address + "/cash/import/")
    assert faults(desk) == []
    desk.set_input_files("[name=files]", str(tmp_path / "march.xml"))
    desk.wait_for_url("**/cash/files/*/")
    assert "adds up" in desk.inner_text("main")
    assert faults(desk) == []
    (tmp_path / "asks.csv").write_text("Date;Name;Purpose;Amount\n03/04/2025;Nord Demo;R-1;1.200,50\n")
    desk.goto(address + "/cash/import/")
    desk.set_input_files("[name=files]", str(tmp_path / "asks.csv"))
    desk.wait_for_selector("form.ask")
    assert faults(desk) == []
    desk.goto(address + "/cash/files/")
    assert faults(desk) == []
    assert desk.complaints == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(("width", "theme"), [(1024, "light"), (360, "light"), (1440, "dark")])
def test_narrow_and_dark_pages_hold_up(desk: Page, address: str, width: int, theme: str) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    desk.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    for path in ("/cash/", "/cash/import/"):
        desk.goto(address + path)
        assert faults(desk) == []
        assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    desk.goto(address + "/cash/")
    desk.click("[data-open]")
    desk.wait_for_selector(".split")
    assert faults(desk) == []
    assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
