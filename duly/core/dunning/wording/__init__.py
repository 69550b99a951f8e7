"""What a message says: placeholders, a small template language, shipped templates and words in four languages."""

from __future__ import annotations

from duly.core.dunning.wording.check import Problem, check
from duly.core.dunning.wording.greeting import greeting, greeting_name
from duly.core.dunning.wording.placeholders import BLOCKS, PLACEHOLDERS, Kind, Placeholder
from duly.core.dunning.wording.shipped import (
    LANGUAGES,
    TEMPLATE_KEYS,
    TONES,
    ShippedTemplate,
    language_of,
    shipped_template,
)
from duly.core.dunning.wording.template import render
from duly.core.dunning.wording.words import Words, words_for

__all__ = [
    "BLOCKS",
    "LANGUAGES",
    "PLACEHOLDERS",
    "TEMPLATE_KEYS",
    "TONES",
    "Kind",
    "Placeholder",
    "Problem",
    "ShippedTemplate",
    "Words",
    "check",
    "greeting",
    "greeting_name",
    "language_of",
    "render",
    "shipped_template",
    "words_for",
]
