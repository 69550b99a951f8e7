"""The words people write payment terms with, in English, German, French and Spanish.

A phrase (casefolded, hyphens as spaces, no full stop) stands for the token kinds on the right.
Phrases under NOISE say nothing that changes a date. A word that is not here is never skipped.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a token is; the lower half carries a value."""

    NET = "net"
    DAYS = "days"
    BUSINESS_DAYS = "business days"
    MONTHS = "months"
    MONTH_END = "end of month"
    PROX = "prox"
    THEN = "then"
    AFTER = "after"
    PLUS = "plus"
    MIN = "min"
    RECEIPT = "on receipt"
    DEPOSIT = "deposit"
    BEFORE_DELIVERY = "CBD"
    IN_ADVANCE = "CIA"
    WITH_ORDER = "CWO"
    ON_DELIVERY = "COD"
    BALANCE = "balance"
    DISCOUNT = "discount"
    ON_NET = "on net amount"
    CUTOFF = "cut-off"
    AND = "&"
    SEPARATOR = ","
    FOLLOWING = "following"
    PRECEDING = "preceding"
    MODIFIED_FOLLOWING = "modified following"
    MODIFIED_PRECEDING = "modified preceding"
    NUMBER = "number"
    ORDINAL = "ordinal"
    PERCENT = "percent"
    RATIO = "ratio"
    AMOUNT = "amount"
    DATE = "date"


K = Kind

PHRASES: Final[dict[tuple[Kind, ...], tuple[str, ...]]] = {
    (K.NET,): (
        "net", "n", "nets", "netto", "nett", "rein netto", "ohne abzug", "neto", "without deduction",
        "sans escompte", "sin descuento",
    ),
    (K.DAYS,): ("d", "day", "days", "tag", "tage", "tagen", "j", "jour", "jours", "día", "días", "dia", "dias"),
    (K.BUSINESS_DAYS,): (
        "business day", "business days", "working day", "working days", "werktag", "werktage", "werktagen",
        "arbeitstage", "arbeitstagen", "bankarbeitstage", "jour ouvré", "jours ouvrés", "día hábil", "días hábiles",
        "dias habiles",
    ),
    (K.MONTHS,): ("month", "months", "monat", "monate", "monaten", "mois", "mes", "meses"),
    (K.MONTH_END,): (
        "eom", "end of month", "end of the month", "month end", "monthend", "monatsende", "zum monatsende",
        "ende des monats", "fin de mois", "fin du mois", "fdm", "fin de mes", "fin del mes",
        "la fin du mois", "la fin de mois", "el fin de mes", "final de mes", "el final del mes", "dem monatsende",
    ),
    (K.AFTER, K.MONTH_END): (
        "from end of month", "from the end of the month", "from month end", "ab monatsende", "à compter de fin de mois",
        "à compter de la fin du mois", "à partir de la fin du mois", "a partir de fin de mes", "desde fin de mes",
        "desde el fin de mes",
    ),
    (K.PROX,): (
        "prox", "proximo", "proximo month", "mfi", "month following invoice", "next month", "of next month",
        "following month", "the following month", "month following", "month following the invoice",
        "month following invoice date", "des folgemonats", "folgemonat", "des nächsten monats",
        "des auf die rechnung folgenden monats", "du mois suivant", "mois suivant", "del mes siguiente",
        "mes siguiente", "del próximo mes",
    ),
    (K.THEN,): ("then", "dann", "danach", "puis", "luego", "después"),
    (K.AFTER,): ("after", "following", "nach", "après", "después de", "despues de"),
    (K.PLUS,): ("plus", "zuzüglich", "más", "mas"),
    (K.MIN,): ("min", "minimum", "at least", "mindestens", "mind", "au moins", "al menos", "mínimo"),
    (K.RECEIPT,): (
        "due on receipt", "on receipt", "upon receipt", "due upon receipt", "receipt", "dor", "now", "immediate",
        "immediately", "at once", "sofort", "sofort fällig", "bei erhalt", "nach erhalt", "prompt", "à réception",
        "dès réception", "comptant", "immédiat", "immédiatement", "al contado", "contado", "a la recepción",
        "inmediato", "on receipt of invoice", "on receipt of the invoice", "upon receipt of invoice",
        "à réception de facture", "à réception de la facture", "bei erhalt der rechnung",
        "a la recepción de la factura",
    ),
    (K.DEPOSIT,): (
        "deposit", "down payment", "downpayment", "upfront", "up front", "anzahlung", "acompte", "à la commande",
        "anticipo", "depósito", "señal", "advance",
    ),
    (K.BEFORE_DELIVERY,): (
        "cbd", "cash before delivery", "before delivery", "vor lieferung", "avant livraison", "antes de la entrega",
    ),
    (K.IN_ADVANCE,): (
        "cia", "pia", "cash in advance", "payment in advance", "in advance", "advance payment", "prepayment",
        "prepaid", "vorkasse", "vorauskasse", "vorauszahlung", "paiement d'avance", "prépaiement",
        "pago anticipado", "pago por adelantado", "prepago",
    ),
    (K.WITH_ORDER,): ("cwo", "cash with order", "with order", "bei bestellung", "con el pedido"),
    (K.ON_DELIVERY,): (
        "cod", "cash on delivery", "collect on delivery", "on delivery", "bei lieferung", "nachnahme",
        "à la livraison", "contra reembolso", "a la entrega",
    ),
    (K.BALANCE,): (
        "balance", "remainder", "rest", "the rest", "restbetrag", "restzahlung", "solde", "le solde", "resto",
        "el resto", "saldo", "saldo restante",
    ),
    (K.DISCOUNT,): (
        "discount", "disc", "cash discount", "skonto", "escompte", "d'escompte", "descuento", "de descuento",
        "dto", "pronto pago", "dto pp", "descuento por pronto pago", "descuento pronto pago",
    ),
    (K.ON_NET,): (
        "on net amount", "on net", "on the net amount", "of the net amount", "auf den nettobetrag",
        "vom nettobetrag", "sur le montant ht", "sur le ht", "sobre la base imponible",
    ),
    (K.CUTOFF,): ("cutoff", "cut off", "stichtag", "date limite", "fecha de corte"),
    (K.AND,): ("and", "und", "et", "y"),
    (K.FOLLOWING,): (
        "next business day", "following business day", "nächster werktag", "jour ouvré suivant",
        "siguiente día hábil",
    ),
    (K.PRECEDING,): (
        "previous business day", "preceding business day", "vorheriger werktag", "jour ouvré précédent",
        "día hábil anterior",
    ),
    (K.MODIFIED_FOLLOWING,): ("modified following", "modified following business day"),
    (K.MODIFIED_PRECEDING,): ("modified preceding", "modified preceding business day"),
}  # fmt: skip

NOISE: Final[tuple[str, ...]] = (
    "payment terms", "terms of payment", "terms", "term", "payment", "pay", "paid", "payable", "pays", "due",
    "due date", "is due", "in full", "if paid", "if paid within", "within", "in", "on", "by", "on the", "by the",
    "of", "the", "from", "from invoice", "from invoice date", "from the invoice date", "from date of invoice",
    "after invoice", "after invoice date", "after the invoice date", "after date of invoice", "of invoice",
    "of invoice date", "of the invoice date", "invoice date", "invoice", "date of invoice", "with",
    "zahlungsbedingungen", "zahlungsziel", "zahlung", "zahlbar", "fällig", "innerhalb", "innert", "binnen",
    "bis zum", "bis", "zum", "am", "von", "des", "der", "bei zahlung", "mit", "ab rechnungsdatum",
    "nach rechnungsdatum", "ab rechnungsstellung", "abzüglich",
    "conditions de paiement", "paiement", "règlement", "payable sous", "à payer", "sous", "à", "dans", "de", "le",
    "sous un délai de", "date de facture", "de la date de facture", "à compter de la date de facture",
    "à compter de la facture", "date de facturation", "après la date de facture",
    "condiciones de pago", "forma de pago", "pago", "pagadero", "pagar", "a", "en", "el", "el día", "el dia", "los",
    "con", "plazo", "plazo de", "en un plazo de", "fecha factura", "fecha de factura", "desde la fecha de factura",
    "a partir de la fecha de factura", "de la fecha de factura",
)  # fmt: skip


def _index() -> dict[tuple[str, ...], tuple[Kind, ...]]:
    index: dict[tuple[str, ...], tuple[Kind, ...]] = {tuple(phrase.split()): () for phrase in NOISE}
    for kinds, phrases in PHRASES.items():
        for phrase in phrases:
            key = tuple(phrase.casefold().split())
            assert index.get(key, kinds) == kinds, f"{phrase!r} has two meanings"
            index[key] = kinds
    return index


MEANINGS: Final = _index()
LONGEST_PHRASE: Final = max(len(phrase) for phrase in MEANINGS)
WORDS: Final = frozenset(word for phrase in MEANINGS for word in phrase)
