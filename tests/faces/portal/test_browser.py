"""The customer's page in a real browser, without JavaScript, from the link to the thanks; axe finds nothing."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, OwnDatabase

pytestmark = pytest.mark.browser
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
PAGES = ("", "pay/", "promise/", "paid/", "dispute/", "contact/", "statement/")
PORTAL_BYTES = 60_000
SHOTS = os.environ.get("DULY_SCREENSHOTS", "")
"""A folder for screenshots of every page, language, width and theme; none are taken when it is not set."""


@pytest.fixture
def served(own_database: OwnDatabase) -> Iterator[str]:
    """The address of a running server with the settled world in it, and one link."""
    subprocess.run(
        [sys.executable, "-m", "tests.faces.portal.settled_world"], env=own_database.environment, check=True, cwd=ROOT
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    base = f"http://127.0.0.1:{port}"
    made = own_database.duly("portal", "link", "NORD-1", "--json", DULY_BASE_URL=base)
    assert made.returncode == 0, made.stderr
    server = own_database.start("serve", DULY_PORT=port, DULY_BASE_URL=base)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{base}/p/x/", timeout=5):
                break
            time.sleep(0.1)
        yield json.loads(made.stdout)["url"]
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


@pytest.fixture
def chromium() -> Iterator[object]:
    """A browser, or a skipped test where there is none."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("DULY_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{CHROMIUM} is not here, and DULY_REQUIRE_BROWSER=1 wants it")
        pytest.skip("no Chromium here")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def test_a_customer_comes_looks_and_promises(served: str, chromium: object) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="en-GB")  # type: ignore[attr-defined]
    page = context.new_page()
    sizes: list[int] = []
    page.on("response", lambda got: sizes.append(_bytes_of(got)))
    page.goto(served)
    assert "Test Trading" not in page.inner_text("body")
    page.click("main .btn.primary")
    assert page.url.endswith("/p/home/")
    assert "13,345.67" in page.inner_text(".sum")
    assert sum(sizes) < PORTAL_BYTES
    page.click("text=Pay by bank transfer")
    assert page.inner_text(".qr") is not None
    page.uncheck("label.pick:has-text('RE-2026-00119') input")
    page.click("text=Add up again")
    assert "12,155.67" in page.inner_text(".sum")
    page.goto(served.split("/p/")[0] + "/p/home/promise/")
    page.fill("[name=promised_date]", "2026-03-27")
    page.click("text=Promise this date")
    assert "by 27 March 2026" in page.inner_text("main") or "by March 27, 2026" in page.inner_text("main")
    page.reload()
    page.go_back()
    page.click("text=Promise this date")
    page.click("text=Back to all invoices")
    assert "Nothing is due today" in page.inner_text("h1")
    cookies = {one["name"]: one for one in context.cookies()}
    assert cookies["duly_visit"]["httpOnly"]
    assert cookies["duly_visit"]["path"] == "/p/"
    page.click("text=Close this page")
    page.goto(served.split("/p/")[0] + "/p/home/")
    assert "does not work any more" in page.inner_text("h1")


def _bytes_of(response: object) -> int:
    sizes = response.request.sizes()  # type: ignore[attr-defined]
    return int(sizes["responseBodySize"]) + int(sizes["responseHeadersSize"])


def test_axe_finds_nothing_and_nothing_scrolls_sideways(served: str, chromium: object) -> None:
    from axe_playwright_python.sync_playwright import Axe

    base = served.split("/p/")[0] + "/p/home/"
    for language in ("en", "de", "fr", "es"):
        for width in (360, 1024):
            for theme in ("light", "dark"):
                context = chromium.new_context(  # type: ignore[attr-defined]
                    viewport={"width": width, "height": 800}, color_scheme=theme, bypass_csp=True
                )
                page = context.new_page()
                page.goto(f"{served}?lang={language}")
                _judge(page, Axe(), f"{language}-{width}-{theme}-door", deep=width == 360)
                with page.expect_navigation(wait_until="load"):
                    page.click("main .btn.primary")
                for name in PAGES:
                    page.goto(base + name)
                    if name == "dispute/":
                        with page.expect_navigation(wait_until="load"):
                            page.click("main .rows a")
                    label = f"{language}-{width}-{theme}-{name.strip('/') or 'home'}"
                    _judge(page, Axe(), label, deep=width == 360 and language in {"en", "de"})
                context.close()


def _judge(page: object, axe: object, label: str, *, deep: bool) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, label  # type: ignore[attr-defined]
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{label}.png", full_page=True)  # type: ignore[attr-defined]
    if deep:
        found = axe.run(page).response["violations"]  # type: ignore[attr-defined]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == [], label
