"""Every page that is made from the code, by its place in the project."""

from __future__ import annotations

from collections.abc import Callable

from tools.reference.api_page import api_page
from tools.reference.cli_page import cli_page
from tools.reference.events_page import events_page
from tools.reference.glossary_page import glossary_page
from tools.reference.imports_page import imports_page
from tools.reference.ledger_page import ledger_page
from tools.reference.procedures_page import procedures_page
from tools.reference.segments_page import segments_page
from tools.reference.settings_page import settings_page

PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/settings.md": settings_page,
    "docs/reference/cli.md": cli_page,
    "docs/reference/api.md": api_page,
    "docs/reference/procedures.md": procedures_page,
    "docs/reference/segments.md": segments_page,
    "docs/reference/imports.md": imports_page,
    "docs/reference/ledger.md": ledger_page,
    "docs/reference/events.md": events_page,
    "docs/glossary.md": glossary_page,
}
