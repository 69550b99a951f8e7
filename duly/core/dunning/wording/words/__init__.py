"""The fixed words of a message, by language."""

from __future__ import annotations

from duly.core.dunning.wording.shipped import language_of
from duly.core.dunning.wording.words import de, en, es, fr
from duly.core.dunning.wording.words.values import Words

WORDS: dict[str, Words] = {"en": en.WORDS, "de": de.WORDS, "fr": fr.WORDS, "es": es.WORDS}


def words_for(language: str) -> Words:
    """Return the words of a language tag; English where Duly does not speak it."""
    return WORDS[language_of(language)]


__all__ = ["WORDS", "Words", "words_for"]
