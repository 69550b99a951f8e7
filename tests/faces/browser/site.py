"""A furnished demo company and an empty one behind a running server, and all their addresses; for tests that look."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import axe_playwright_python
import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import ROOT, OwnDatabase, _admin_url, _swap_database, drop_database
from tests.faces.browser.furnish import ADMIN, PASSWORD
from tests.security.routes import Route, every_route

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ['violations']}))
  .violations.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 200))])"""
CUSTOMERS, MONTHS = 40, 6
LIBRARY = (
    "/account/login/", "/account/password/reset/", "/account/password/reset/done/", "/account/signup/",
    "/account/password/reset/key/1-nothing/",
)  # fmt: skip
"""Pages of the sign-in library for everybody."""
OWN_LIBRARY = ("/account/password/change/", "/account/two-factor/", "/account/logout/", "/account/reauthenticate/")
"""Pages of the sign-in library for somebody who is signed in."""
VARIANTS = (
    "/nowhere/", "/search/?q=demo", "/search/?q=nothing-is-called-so", "/today/?tab=all", "/people/?add=1",
    "/integrations/?add=1", "/integrations/tokens/?add=1", "/tonight/?tab=held", "/tonight/?tab=nobody",
    "/tonight/why/?q=Demo", "/cash/?state=all", "/activity/?q=nothing-is-called-so", "/customers/?late=1",
    "/reports/aging/?by=segment",
)  # fmt: skip
"""The same pages in another state."""
PORTAL = tuple(f"/p/home/{name}" for name in ("", "pay/", "promise/", "paid/", "dispute/", "contact/", "statement/"))
"""Pages of the portal under its home, for somebody who came in by a link."""
WORDS = {"key": "first_reminder", "language": "en", "what": "sold", "kind": "promise"}


@dataclass(frozen=True)
class Site:
    """A running server; `numbers` stand in addresses, by parameter or by `ROUTE PARAMETER`."""

    address: str
    numbers: dict[str, int]
    door: str

    def get(self, path: str, **headers: str) -> tuple[dict[str, str], bytes]:
        """The headers (small letters) and the bytes as they came over the wire."""
        request = urllib.request.Request(self.address + path, headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return {name.lower(): value for name, value in answer.headers.items()}, answer.read()

    def of_route(self, route: Route) -> str:
        """The route's address in the demo company."""
        address = "/" + route.pattern
        for kind, name in route.parameters:
            wanted = (f"{route.name} {name}", route.name, name)
            number = next((self.numbers[key] for key in wanted if key in self.numbers), 1)
            text = str(number) if kind == "int" else WORDS.get(name, "x")
            address = address.replace(f"<{kind}:{name}>", text)
        return address


def console_routes() -> list[Route]:
    """Every route of the console."""
    return [route for route in every_route() if not route.pattern.startswith("p/")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[str]) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address + "/account/login/", timeout=5).close()
            return
        except OSError:
            assert process.poll() is None, process.communicate()[0]
            time.sleep(0.2)
    raise AssertionError("the server did not answer")


@contextmanager
def running_site(
    template_database: str, folder: Path, label: str, *others: str
) -> Iterator[tuple[Site, OwnDatabase]]:  # fmt: skip
    """A server with both companies on a database of its own; `others` run beside it (worker)."""
    name = f"duly_{label}_{os.getpid()}"
    with psycopg.connect(_admin_url(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    port, url = free_port(), _swap_database(_admin_url(), name)
    home = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "DATABASE_URL": url, "DULY_DATA_DIR": str(folder), "DULY_PORT": str(port), "DULY_BASE_URL": home,
        "DULY_DEMO": "1",
    }  # fmt: skip
    database = OwnDatabase(url, environment)
    command = [sys.executable, "-m", "tests.faces.browser.furnish", str(CUSTOMERS), str(MONTHS)]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=False)
    assert made.returncode == 0, made.stderr
    facts = json.loads(made.stdout)
    server = database.start("serve")
    started = [server, *(database.start(other) for other in others)]
    try:
        wait_for(home, server)
        yield Site(home, facts["numbers"], facts["door"]), database
    finally:
        for process in started:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)
    drop_database(name)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """The system's Chromium; without one the tests are skipped, unless DULY_REQUIRE_BROWSER says they must run."""
    place = shutil.which("chromium")
    if place is None and os.environ.get("DULY_REQUIRE_BROWSER") != "1":
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=place, args=QUIET)
        yield chromium
        chromium.close()


def open_page(
    browser: Browser,
    site: Site,
    width: int = 1440,
    theme: str = "light",
    *,
    who: tuple[str, str] | None = (ADMIN, PASSWORD),
    bypass_csp: bool = False,
) -> Page:
    """A window of this width, signed in as `who`; None stays at the door. `page.complaints` gathers what goes wrong."""
    scheme = "dark" if theme == "dark" else "light"
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=site.address, reduced_motion="reduce",
        bypass_csp=bypass_csp,
    )  # fmt: skip
    context.base = site.address  # type: ignore[attr-defined]
    page = context.new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
    if who:
        page.goto("/account/login/")
        page.fill("[name=login]", who[0])
        page.fill("[name=password]", who[1])
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "/account/" not in address)
    return page


def enter_portal(page: Page, site: Site) -> None:
    """Come in by the customer's link."""
    page.goto(f"/p/{site.door}/")
    page.locator("main .btn.primary").first.click()
    page.wait_for_url("**/p/home/")


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds on a page: the rule, and where it is broken."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    return page.evaluate(RUN_AXE)


def overhang(page: Page) -> int:
    """How much wider than its window a page is, in pixels."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
