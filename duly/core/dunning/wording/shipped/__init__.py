"""The templates Duly ships, by language and key. A company's own wording takes their place where it exists."""

from __future__ import annotations

from duly.core.dunning.wording.shipped import de, en, es, fr
from duly.core.dunning.wording.shipped.values import TEMPLATE_KEYS, TONES, ShippedTemplate

LANGUAGES: tuple[str, ...] = ("en", "de", "fr", "es")
SHIPPED: dict[str, dict[str, ShippedTemplate]] = {
    "en": en.TEMPLATES, "de": de.TEMPLATES, "fr": fr.TEMPLATES, "es": es.TEMPLATES,
}  # fmt: skip


def language_of(tag: str) -> str:
    """Return the shipped language of a tag: `de-AT` gives de, an unknown or empty one gives en."""
    first = tag.replace("_", "-").partition("-")[0].strip().lower()
    return first if first in SHIPPED else "en"


def shipped_template(key: str, language: str) -> ShippedTemplate:
    """Return the shipped wording of a key; a language Duly does not speak gets English. Raises KeyError (key)."""
    return SHIPPED[language_of(language)][key]


__all__ = ["LANGUAGES", "SHIPPED", "TEMPLATE_KEYS", "TONES", "ShippedTemplate", "language_of", "shipped_template"]
