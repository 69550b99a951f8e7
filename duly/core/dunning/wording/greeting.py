"""How a message begins, per language, without guessing anybody's gender."""

from __future__ import annotations

import re

from duly.core.dunning.wording.shipped import language_of

# German "Sehr geehrte/r", French "Cher/Chère" and Spanish "Estimado/a" would need a gender; these do not.
_GREETINGS: dict[str, tuple[str, str]] = {
    "en": ("Hello {name},", "Hello,"),
    "de": ("Guten Tag {name},", "Guten Tag,"),
    "fr": ("Bonjour {name},", "Bonjour,"),
    "es": ("Buenos días, {name}:", "Buenos días:"),
}
_COMPANY_FORM = re.compile(
    r"\b(gmbh|ag|kg|ltd|limited|inc|llc|plc|corp|co|sarl|sas|sa|sl|bv|nv|oy|ab|spa|srl)\b\.?$", re.I
)
_MAILBOX = frozenset({
    "accounts", "accounting", "payable", "ap", "invoices", "billing", "finance", "info", "office", "purchasing",
    "buchhaltung", "kreditorenbuchhaltung", "rechnungen", "rechnung", "einkauf", "comptabilité", "comptabilite",
    "fournisseurs", "factures", "contabilidad", "facturas", "proveedores", "administración", "administracion",
    "administration", "verwaltung",
})  # fmt: skip
MAX_NAME = 80


def greeting_name(contact_name: str, customer_name: str = "") -> str:
    """Return the name to greet by; empty when it is no person's name (an address, a firm, a mailbox).

    `Example, Ada` as systems store it becomes `Ada Example`; titles and capitals stay as the person has them.
    """
    name = " ".join(contact_name.split())
    if not name or len(name) > MAX_NAME or "@" in name or any(c.isdigit() for c in name):
        return ""
    if name.casefold() == " ".join(customer_name.split()).casefold() or _COMPANY_FORM.search(name):
        return ""
    if _MAILBOX & {word.casefold() for word in re.split(r"[\s/&.-]+", name)}:
        return ""
    family, comma, given = name.partition(", ")
    if comma and given and "," not in given:
        return f"{given} {family}"
    return name


def greeting(language: str, contact_name: str, customer_name: str = "") -> str:
    """Return the greeting line, with its closing mark, in the reader's language."""
    named, nameless = _GREETINGS[language_of(language)]
    name = greeting_name(contact_name, customer_name)
    return named.format(name=name) if name else nameless
