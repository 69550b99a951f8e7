"""The console in a real browser on a real server: keys, the palette, weight over the wire."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import ROOT, OwnDatabase, drop_database
from tests.faces.browser.site import free_port, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
PASSWORD = "a long enough one"
EMAIL = "boss@demo.example"


@dataclass(frozen=True)
class Site:
    """A running server with a demo company."""

    address: str

    def get(self, path: str, **headers: str) -> tuple[dict[str, str], bytes]:
        """The headers (small letters) and the bytes as they came over the wire."""
        request = urllib.request.Request(self.address + path, headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return {name.lower(): value for name, value in answer.headers.items()}, answer.read()


@pytest.fixture(scope="module")
def site(template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for all tests here: they only look."""
    with running_site(template_database, tmp_path_factory.mktemp("console"), "console") as (site, _database):
        yield site


@contextmanager
def running_site(
    template_database: str, folder: Path, label: str, *others: str
) -> Iterator[tuple[Site, OwnDatabase]]:  # fmt: skip
    """A server with a demo company on a database of its own; `others` run beside it (worker)."""
    import psycopg

    from tests.conftest import _admin_url, _swap_database

    name = f"duly_{label}_{os.getpid()}"
    with psycopg.connect(_admin_url(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    port = free_port()
    url = _swap_database(_admin_url(), name)
    environment = os.environ | {
        "DATABASE_URL": url, "DULY_DATA_DIR": str(folder), "DULY_PORT": str(port),
        "DULY_BASE_URL": f"http://127.0.0.1:{port}", "DULY_DEMO": "1",
    }  # fmt: skip
    database = OwnDatabase(url, environment)
    made = database.duly("demo", "--customers", "70", "--months", "6")
    assert made.returncode == 0, made.stderr
    command = [sys.executable, "-m", "duly", "person", "add", EMAIL, "--role", "admin"]
    command += ["--password-stdin"]
    subprocess.run(command, env=environment, input=PASSWORD + "\n", text=True, check=True, cwd=ROOT)
    server = database.start("serve")
    started = [server, *(database.start(other) for other in others)]
    try:
        wait_for(f"http://127.0.0.1:{port}", server)
        yield Site(f"http://127.0.0.1:{port}"), database
    finally:
        for process in started:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)
    drop_database(name)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one the tests are skipped, unless DULY_REQUIRE_BROWSER says they must run."""
    place = shutil.which("chromium")
    if place is None and os.environ.get("DULY_REQUIRE_BROWSER") != "1":
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=place, args=QUIET)
        yield chromium
        chromium.close()


def open_page(browser: Browser, site: Site, width: int = 1440, theme: str = "light", enter: bool = True) -> Page:
    scheme = "dark" if theme == "dark" else "light"
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=site.address)
    page = context.new_page()
    if enter:
        page.goto("/account/login/")
        page.fill("[name=login]", EMAIL)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/today/")
    return page


def test_a_clerks_morning_by_keyboard_alone(browser: Browser, site: Site) -> None:
    page = open_page(browser, site)
    page.goto("/today/?tab=all")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector(".account-panel")
    assert second in page.inner_text(".account-panel h2")
    assert page.evaluate("document.activeElement.textContent") == second, "the place in the list is kept"
    assert page.locator(".work > .chosen .open").inner_text() == second
    page.keyboard.press("n")
    page.wait_for_function("name => document.querySelector('.account-panel h2').innerText !== name", arg=second)
    third = page.inner_text(".account-panel h2")
    page.keyboard.press("e")
    page.keyboard.type("pays after the fair")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".toast.success")
    assert page.inner_text(".account-panel h2") == third
    page.keyboard.press("s")
    page.keyboard.press("Tab")
    page.locator("details[open] button").press("Enter")
    page.wait_for_selector(".toast [data-key=z]")
    assert third not in page.locator(".work .open").all_inner_texts()
    page.keyboard.press("z")
    page.wait_for_function("() => document.querySelector('.toast span').innerText.startsWith('Back')")
    assert third in page.locator(".work .open").all_inner_texts()
    page.context.close()


def test_the_palette_finds_a_customer(browser: Browser, site: Site) -> None:
    page = open_page(browser, site)
    name = page.goto("/customers/") and page.locator("#customers .open").first.inner_text().split("\n")[0]
    page.keyboard.press("Control+k")
    page.keyboard.type(str(name)[:14])
    page.locator("#look-palette [role=option]").first.wait_for()
    page.wait_for_function(
        "() => document.querySelector('#look-palette [role=group] > span').innerText === 'Customers'"
    )
    page.context.close()


def test_the_first_page_is_light_over_the_wire(browser: Browser, site: Site) -> None:
    page = open_page(browser, site)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto("/today/?tab=all")
    page.wait_for_load_state("networkidle")
    assert 5_000 < sum(sizes) < 100_000, sizes
    page.context.close()


def test_static_files_travel_compressed_and_are_kept(site: Site) -> None:
    for path in ("/static/look/console.css", "/static/look/keys.js"):
        headers, body = site.get(path, **{"Accept-Encoding": "gzip"})
        assert headers["content-encoding"] == "gzip"
        assert "max-age=31536000" in headers["cache-control"]
        plain = site.get(path)[1]
        assert len(body) < len(plain) / 2
