"""Reasons of the core in the reader's words, amounts and dates in the reader's locale."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.translation import gettext

from duly.core.insight.reasons import SENTENCES, Param, Reason
from duly.core.money.money import Money
from duly.faces.look.figures import date_text, money_text, reader_locale


def _drawn(value: Param) -> str:
    if isinstance(value, Money):
        return money_text(value.minor, value.currency)
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, Decimal):
        return str(format_decimal(value, format="#,##0.##", locale=reader_locale())).replace("-", "\u2212")
    return str(value)


def in_words(reason: Reason) -> str:
    """Return the sentence of a reason, its first letter a capital."""
    text = gettext(SENTENCES[reason.wording]).format(**{name: _drawn(value) for name, value in reason.params})
    return text[:1].upper() + text[1:]
