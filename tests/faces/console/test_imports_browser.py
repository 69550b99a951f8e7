"""An import with a question in a real browser: upload, answer, compare, import, mend. Nothing for axe to find."""

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

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or ""
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--no-first-run"]  # fmt: skip
FILE = """invoice_number,customer_id,customer_name,issue_date,due_date,amount
A-1,C1,Nord GmbH,03/04/2026,05/06/2026,"1,190.00"
A-2,C2,Süd KG,04/04/2026,06/06/2026,59.50
A-3,C2,Süd KG,31.31.2026,06/06/2026,10.00
"""
SEED = """
from duly.faces.cli.session import boot
boot()
from duly.services.accounts.create_company import create_company, create_person
create_company(name="Nord Trading", slug="nord", admin_id=create_person(
    email="boss@nord.example", password="a long enough one", name="Boss"))
"""


@pytest.fixture
def address(own_database: OwnDatabase) -> Iterator[str]:
    """A running console of a new company."""
    if not CHROMIUM and os.environ.get("DULY_REQUIRE_BROWSER") != "1":
        pytest.skip("no Chromium here")
    subprocess.run([sys.executable, "-c", SEED], env=own_database.environment, check=True, cwd=ROOT)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    home = f"http://127.0.0.1:{port}"
    server = own_database.start("serve", DULY_PORT=str(port), DULY_BASE_URL=home)
    try:
        _wait(home)
        yield home
    finally:
        server.terminate()
        server.wait(15)


def _wait(home: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(home + "/", timeout=10)
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the console did not start")


def sound(page: Page, shot: str) -> None:
    """Nothing for axe, and nothing wider than the window at 360 px."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    if folder := os.environ.get("DULY_SHOTS"):
        page.screenshot(path=f"{folder}/{shot}.png", full_page=True)
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, shot
    if folder:
        page.screenshot(path=f"{folder}/{shot}-360.png", full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_newcomer_brings_a_ledger_in(address: str, tmp_path: Path) -> None:
    file = tmp_path / "invoices.csv"
    file.write_text(FILE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM or None, args=ARGS)
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(address + "/imports/")
        page.fill("[name=login]", "boss@nord.example")
        page.fill("[name=password]", "a long enough one")
        page.keyboard.press("Enter")
        page.wait_for_selector(".empty")
        sound(page, "imports-empty")
        page.keyboard.press("n")
        page.wait_for_selector("#file")
        sound(page, "imports-new")
        page.set_input_files("#file", str(file))
        page.click("text=Look at the file")
        page.wait_for_selector("text=What the file does not say")
        sound(page, "imports-questions")
        page.check("input[value='dates.issue_date:dmy']")
        page.check("input[value='dates.due_date:dmy']")
        page.fill("#currency", "EUR")
        page.click("text=Keep these answers")
        page.wait_for_selector("text=What would happen")
        sound(page, "imports-dry-run")
        page.keyboard.press("i")
        page.wait_for_selector("text=What happened")
        sound(page, "imports-done")
        page.click("text=Mend them")
        page.wait_for_selector("#lines")
        sound(page, "imports-quarantine")
        page.click("#lines .open")
        page.fill("[aria-invalid=true]", "05/04/2026")
        sound(page, "imports-mend")
        page.click("text=Try this line again")
        page.wait_for_selector("text=Nothing waits here")
        page.goto(address + "/imports/")
        sound(page, "imports-list")
        page.click("#imports .open")
        page.click("text=Reverse…")
        page.wait_for_selector("#consequence")
        sound(page, "imports-reverse")
        page.click("button:has-text('Reverse this import')")
        page.wait_for_selector("text=Reversed")
        browser.close()
