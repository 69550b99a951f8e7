"""Message catalogues: `python -m tools.messages update|compile|check`.

`update` reads the sources below and brings duly/locale/<language>/LC_MESSAGES/django.po up to date (new texts get an
empty translation, which is to be written by hand); `compile` makes the .mo beside it; `check` fails when a text is
not translated or a .mo does not say what its .po says. Babel does the work, so GNU gettext is not needed.
"""

from __future__ import annotations

import io
import re
import sys
from datetime import UTC, datetime
from gettext import GNUTranslations
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tools.core_texts import core_texts

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "duly" / "locale"
LANGUAGES = ("de", "es", "fr")
HEAD = """# Words of Duly, written by hand; `make messages` adds new texts and compiles.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # a compiled file must not change with the day
PLACES = re.compile(r"%\((\w+)\)[sd]")
# What customers see is translated into every language; what the staff sees into German.
PORTAL = (
    "duly/faces/look/figures.py",
    "duly/faces/look/templates/look/portal_base.html",
    "duly/faces/look/templates/look/parts/field.html",
    "duly/faces/portal/**/*.py",
    "duly/faces/portal/**/*.html",
)
STAFF = (
    "duly/faces/look/**/*.py", "duly/faces/look/**/*.html", "duly/faces/console/**/*.py",
    "duly/faces/console/**/*.html", "duly/faces/worker/**/*.py",
)  # fmt: skip
STAFF_LANGUAGES = frozenset({"de"})
KEYWORDS = {
    "_": None, "lazy": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
    "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def _files(language: str) -> list[Path]:
    patterns = PORTAL + STAFF if language in STAFF_LANGUAGES else PORTAL
    return list(dict.fromkeys(path for pattern in patterns for path in sorted(ROOT.glob(pattern))))


def _python_of(path: Path) -> str:
    """Return a source as Python: templates become calls of gettext, in brackets so that blanks do not count."""
    text = path.read_text()
    return f"({templatize(text)})" if path.suffix == ".html" else text


def wanted(language: str) -> Catalog:
    """Return a catalogue of every text in the sources of a language, without translations."""
    catalog = Catalog(charset="utf-8")
    for path in _files(language):
        source = io.BytesIO(_python_of(path).encode())
        found = extract("python", source, keywords=KEYWORDS, comment_tags=("Translators:",))
        for _line, message, comments, context in found:
            place = [(str(path.relative_to(ROOT)), 0)]
            flags = ("python-format",) if "%(" in str(message) else ()
            catalog.add(message, None, place, auto_comments=comments, context=context, flags=flags)
    if language in STAFF_LANGUAGES:
        for text in core_texts():
            catalog.add(text, None, [("duly/core", 0)])
    return catalog


def po_path(language: str) -> Path:
    """Return where a language's catalogue lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def stored(language: str) -> Catalog:
    """Return a language's catalogue as it is written down."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _po_text(catalog: Catalog, language: str) -> bytes:
    """Return a catalogue as text, its header without the dates and names that would change with every run."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=110, omit_header=True, ignore_obsolete=True, include_lineno=False)
    return HEAD.format(language=language, plural=catalog.plural_forms).encode() + buffer.getvalue()


def update() -> None:
    """Bring every catalogue up to date; what is no longer used falls away."""
    for language in LANGUAGES:
        fresh = wanted(language)
        before, after = stored(language), Catalog(locale=language, charset="utf-8")
        for message in fresh:
            if message.id:
                known = before.get(_key(message), message.context)
                text = known.string if known else None
                after.add(message.id, text, message.locations, message.flags, message.auto_comments,
                          context=message.context)  # fmt: skip
        po_path(language).parent.mkdir(parents=True, exist_ok=True)
        po_path(language).write_bytes(_po_text(after, language))


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def compile_all() -> None:
    """Make the .mo beside every .po."""
    for language in LANGUAGES:
        catalog = stored(language)
        catalog.creation_date = catalog.revision_date = SOME_DAY
        with po_path(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)


def _texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _complaint(message: Message, found: Message | None, compiled: GNUTranslations) -> str:
    key = _key(message)
    if found is None or not all(_texts(found)):
        return f"not translated: {key!r}"
    if found.fuzzy:
        return f"marked as fuzzy: {key!r}"
    names = set(PLACES.findall(str(message.id)))
    if (
        any(set(PLACES.findall(text)) - names for text in _texts(found))
        or set(PLACES.findall(str(_texts(found)))) != names
    ):
        return f"other placeholders: {key!r}"
    context = message.context
    said = {compiled.pgettext(context, key), compiled.npgettext(context, key, key, 1)} if context else {
        compiled.gettext(key), compiled.ngettext(key, key, 1)
    }  # fmt: skip
    if _texts(found)[0] not in said:
        return f"not compiled: {key!r}"
    return ""


def check() -> list[str]:
    """Return what is missing, as sentences; [] when every text has its translation and is compiled."""
    found = []
    for language in LANGUAGES:
        catalog = stored(language)
        with po_path(language).with_suffix(".mo").open("rb") as file:
            compiled = GNUTranslations(file)
        for message in wanted(language):
            said = message.id and _complaint(message, catalog.get(_key(message), message.context), compiled)
            if said:
                found.append(f"{language}: {said}")
    return found


def main(wish: str) -> int:
    """Do what the command line says."""
    if wish == "check":
        complaints = check()
        sys.stdout.write("\n".join(complaints or ["Every text is translated."]) + "\n")
        return 1 if complaints else 0
    {"update": update, "compile": compile_all}[wish]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 and sys.argv[1] in {"update", "compile"} else "check"))
