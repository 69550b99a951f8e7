"""The headings under which exports carry each field, in every language we know them.

Spelling, case, accents and filler words do not matter (see headings.py). A language more is a
module more in `words` and a line more here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from duly.core.billing.intake.words import de, en, es, fr, pt

_LANGUAGES: dict[str, dict[str, str]] = {
    "en": en.HEADINGS,
    "de": de.HEADINGS,
    "fr": fr.HEADINGS,
    "es": es.HEADINGS,
    "pt": pt.HEADINGS,
}

SYNONYMS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        key: tuple(
            (language, text)
            for language, headings in _LANGUAGES.items()
            for text in headings.get(key, "").split("|")
            if text
        )
        for key in en.HEADINGS
    }
)
