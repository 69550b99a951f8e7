"""The gallery in a real browser: nothing for axe to find, nothing scrolls sideways, the keys do what the sheet says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import override_settings
from playwright.sync_api import Browser, Page, Route, sync_playwright

from duly.wiring.middleware import POLICY
from tests.faces.look.gallery import CONSOLE, PORTAL, gallery

pytestmark = pytest.mark.browser
HOME = "http://duly.test/"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium: the system's where there is one, else Playwright's own."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield chromium
        chromium.close()


def open_page(browser: Browser, html: str, *, width: int = 1280, theme: str = "light") -> Page:
    """Open drawn HTML as if a server had sent it, under the real content security policy."""
    page = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if theme == "dark" else "light"
    ).new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.path.startswith("/static/"):
            found = finders.find(address.path.removeprefix("/static/"))
            assert isinstance(found, str), address.path
            route.fulfill(path=found, content_type=TYPES[Path(found).suffix])
        elif address.path == "/find":
            body = {"results": [{"label": "Found Demo", "href": "/customers?id=9", "group": "Customers"}]}
            route.fulfill(body=json.dumps(body), content_type="application/json")
        else:
            route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    page.route("**/*", answer)
    page.goto(HOME)
    page.wait_for_load_state("networkidle")
    return page


@override_settings(ROOT_URLCONF="tests.faces.look.addresses")
@pytest.mark.parametrize("width", [1440, 1024, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("source", [CONSOLE, PORTAL], ids=["console", "portal"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, source: str, theme: str, width: int) -> None:
    page = open_page(browser, gallery(source), width=width, theme=theme)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.complaints == []  # type: ignore[attr-defined]


SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')].filter((e) => {
  const label = e.closest('label') || e;
  const box = label.getBoundingClientRect();
  return box.width && getComputedStyle(e).display !== 'inline' && (box.width < 24 || box.height < 24);
}).map((e) => e.outerHTML)"""


@override_settings(ROOT_URLCONF="tests.faces.look.addresses")
def test_targets_are_large_enough(browser: Browser) -> None:
    for source in (CONSOLE, PORTAL):
        assert open_page(browser, gallery(source), width=360).evaluate(SMALL) == []


@pytest.fixture
def console(browser: Browser) -> Page:
    """The console gallery on a desk."""
    with override_settings(ROOT_URLCONF="tests.faces.look.addresses"):
        return open_page(browser, gallery(CONSOLE))


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_j_and_k_walk_the_list_and_enter_opens(console: Page) -> None:
    for key in ("j", "j", "j", "k"):
        console.keyboard.press(key)
    assert focused(console) == "Demo Customer 1"
    console.keyboard.press("Enter")
    console.wait_for_url("**/customers?id=1")
    console.go_back()
    console.wait_for_url(HOME)


def test_x_selects_and_the_bulk_bar_says_how_many(console: Page) -> None:
    assert not console.is_visible(".bulk")
    for key in ("j", "x", "j", "x"):
        console.keyboard.press(key)
    assert console.inner_text("[data-pick-count]") == "2 selected"
    assert console.is_visible(".bulk")
    console.check("[data-pick-all]")
    assert console.inner_text("[data-pick-count]") == "5 selected"


def test_slash_searches_and_letters_typed_there_stay_letters(console: Page) -> None:
    console.keyboard.press("/")
    console.keyboard.type("je?")
    assert console.input_value("[data-search-box]") == "je?"
    console.keyboard.press("Escape")
    assert console.evaluate("document.activeElement === document.body")


def test_a_letter_triggers_its_action_and_can_be_switched_off(console: Page) -> None:
    console.evaluate("window.hits = 0; document.querySelector('[data-key=e]').addEventListener('click', () => hits++)")
    console.keyboard.press("e")
    assert console.evaluate("hits") == 1
    console.keyboard.press("?")
    console.uncheck("[data-keys-on]")
    console.keyboard.press("Escape")
    console.keyboard.press("e")
    assert console.evaluate("hits") == 1


def test_the_palette_finds_pages_commands_and_customers(console: Page) -> None:
    console.keyboard.press("Control+k")
    console.keyboard.type("import")
    options = console.locator("#look-palette [role=option]")
    options.filter(has_text="Found Demo").wait_for()
    assert options.all_inner_texts() == ["Found Demo", "Import a file", "Imports"]
    console.keyboard.press("ArrowDown")
    console.keyboard.press("Enter")
    console.wait_for_url("**/imports")


def test_the_theme_is_kept_in_a_cookie(console: Page) -> None:
    console.click(".user summary")
    console.click("[data-theme-set=dark]")
    assert console.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 22, 21)"
    assert {cookie["name"]: cookie["value"] for cookie in console.context.cookies()}["duly_theme"] == "dark"


def test_escape_goes_back_after_closing_what_is_open(console: Page) -> None:
    console.click(".explain summary")
    console.keyboard.press("Escape")
    assert console.locator(".explain[open]").count() == 0
    with console.expect_navigation():
        console.keyboard.press("Escape")
