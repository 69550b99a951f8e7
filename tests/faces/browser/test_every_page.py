"""Every page of the product in a real browser: nothing for axe, nothing wider than the window, no complaint.

Each page is looked at in one of six windows (three widths, two themes), in turn; DULY_BROWSER_FULL=1 looks at every
page in all six. Pages are found by the routes, so that a new one is looked at without being named here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, product

import pytest
from playwright.sync_api import Browser, Page

from tests.faces.browser.furnish import EMPTY_ADMIN, EMPTY_PASSWORD
from tests.faces.browser.site import (
    LIBRARY,
    OWN_LIBRARY,
    PORTAL,
    VARIANTS,
    Site,
    console_routes,
    enter_portal,
    faults,
    open_page,
    overhang,
    running_browser,
    running_site,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WINDOWS = list(product((1440, 1024, 360), ("light", "dark")))
FULL = os.environ.get("DULY_BROWSER_FULL") == "1"
CONSOLE_BYTES, PORTAL_BYTES = 100_000, 60_000
MOST_SHIFT = 0.1
NO_PAGE = {
    "account_invoice_undo", "tonight_progress", "tonight_message", "tonight_dry_run", "tonight_run", "home",
    "people_add", "integrations_add", "integrations_change", "integrations_token_add", "language",
}  # fmt: skip
"""Routes that lead elsewhere or have nothing to show in the demo company: a deed that cannot be undone, a day that
runs no longer, a message to somebody who hears nothing, forms that are part of another page."""
NOT_OF_LETTERS = {"landmark-one-main", "page-has-heading-one", "region"}
"""Rules for whole pages that do not fit a letter: it stands in a frame of a page that has all this."""
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => {
  if (!entry.hadRecentInput) window.shifted += entry.value;
})).observe({type: 'layout-shift', buffered: true});
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as chromium:
        yield chromium


@pytest.fixture(scope="module")
def site(browser: Browser, template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for all tests here: they only look."""
    with running_site(template_database, tmp_path_factory.mktemp("pages"), "pages") as (site, _database):
        yield site


@dataclass
class Found:
    """Addresses that answer with a whole page, those shown in a frame where no script runs, and who answers neither."""

    pages: list[str]
    frames: list[str]
    others: dict[str, int]


def find_pages(page: Page, site: Site) -> Found:
    found = Found([], [], {})
    for route in console_routes():
        address = site.of_route(route)
        got = page.request.get(address, max_redirects=0)
        is_page = got.headers.get("content-type", "").startswith("text/html")
        if got.status == 200 and is_page and "<html" in got.text():
            is_frame = "sandbox" in got.headers.get("content-security-policy", "")
            (found.frames if is_frame else found.pages).append(address)
        elif got.status not in (200, 405):
            found.others[route.name] = got.status
    return found


def look_at(page: Page, address: str, windows: Sequence[tuple[int, str]]) -> list[str]:
    """What is wrong with a page in these windows."""
    wrong = []
    for width, theme in windows:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        if page.url != page.context.base + address:  # type: ignore[attr-defined]
            page.goto(address)
        label = f"{address} at {width} {theme}"
        wrong += [f"{label}: {rule} {nodes[:3]}" for rule, nodes in faults(page)]
        if overhang(page) > 0:
            wrong.append(f"{label}: {overhang(page)} px wider than the window")
    complaints, page.complaints = page.complaints, []  # type: ignore[attr-defined]
    return wrong + [f"{address}: {said}" for said in complaints if "404 (Not Found)" not in said]


def look_at_all(page: Page, addresses: Sequence[str]) -> list[str]:
    turn = cycle(WINDOWS)
    return [
        fault for address in addresses for fault in look_at(page, address, WINDOWS if FULL else (next(turn),))
    ]  # fmt: skip


def test_every_page_of_the_console(browser: Browser, site: Site) -> None:
    page = open_page(browser, site)
    found = find_pages(page, site)
    odd = set(found.others) - NO_PAGE
    assert not odd, f"{odd} show nothing in the demo company: furnish it, or say why they have no page"
    assert len(found.pages) > 65
    assert found.frames
    wrong = look_at_all(page, [*found.pages, *VARIANTS, *OWN_LIBRARY])
    page.context.close()
    page = open_page(browser, site, bypass_csp=True)  # or axe could not run in a frame's document
    letters = look_at_all(page, found.frames)
    wrong += [fault for fault in letters if not any(f": {rule} [" in fault for rule in NOT_OF_LETTERS)]
    assert not wrong, "\n".join(wrong)
    page.context.close()


def test_every_page_of_an_empty_company(browser: Browser, site: Site) -> None:
    page = open_page(browser, site, who=(EMPTY_ADMIN, EMPTY_PASSWORD))
    found = find_pages(page, site)
    assert all(status in (302, 404) for status in found.others.values()), found.others
    assert len(found.pages) > 30
    wrong = look_at_all(page, found.pages)
    assert not wrong, "\n".join(wrong)
    page.context.close()


def test_the_doors(browser: Browser, site: Site) -> None:
    page = open_page(browser, site, who=None)
    wrong = look_at_all(page, LIBRARY)
    assert not wrong, "\n".join(wrong)
    page.context.close()


def test_every_page_of_the_portal(browser: Browser, site: Site) -> None:
    page = open_page(browser, site, who=None)
    wrong = look_at_all(page, [f"/p/{site.door}/", "/p/nothing/", "/p/home/"])
    enter_portal(page, site)
    page.goto("/p/home/dispute/")
    dispute = page.locator("main .rows a").first.get_attribute("href") or ""
    wrong += look_at_all(page, [*PORTAL, f"/p/home/dispute/{dispute}"])
    assert not wrong, "\n".join(wrong)
    page.context.close()


def weight(page: Page, address: str) -> float:
    """The bytes a page and all it needs take over the wire with nothing kept from before."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert len(sizes) > 1
    return sum(sizes)


def test_first_pages_are_light_and_stand_still(browser: Browser, site: Site) -> None:
    customer = f"/customers/{site.numbers['customer_id']}/"
    for width in (1440, 360):
        page = open_page(browser, site, width)
        page.add_init_script(WATCH_SHIFTS)
        for address in ("/today/", customer):
            assert weight(page, address) < CONSOLE_BYTES, address
            assert page.evaluate("shifted") < MOST_SHIFT, (address, width)
        page.context.close()
        page = open_page(browser, site, width, who=None)
        page.add_init_script(WATCH_SHIFTS)
        assert weight(page, f"/p/{site.door}/") < PORTAL_BYTES
        enter_portal(page, site)
        assert weight(page, "/p/home/") < PORTAL_BYTES
        assert page.evaluate("shifted") < MOST_SHIFT, width
        page.context.close()


def test_the_watch_on_shifts_would_notice_one(browser: Browser, site: Site) -> None:
    page = open_page(browser, site, who=None)
    page.add_init_script(WATCH_SHIFTS)
    page.goto("/account/login/")
    page.evaluate("document.body.style.paddingTop = '400px'")
    page.wait_for_function("shifted > 0.1")
    page.context.close()
