"""Demo names and places, per country: plainly invented, and telephone numbers reserved for fiction.

Sources of the reserved numbers: Ofcom (London 020 7946 0000-0999), Bundesnetzagentur (Berlin
030 23125 000-999), ARCEP (01 99 00 00 00-01 99 00 99 99), NANPA (555-0100 to 555-0199).
Addresses end in example.com, .test or .invalid (RFC 2606).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    """What a customer of a country looks like. `phone` is empty where no numbers are reserved."""

    code: str
    language: str
    time_zone: str
    forms: tuple[str, ...]
    street: str
    postal_code: str
    city: str
    phone: str = ""


_BERLIN, _FRANCE, _LONDON, _US = "+493023125{:03}", "+33199000{:03}", "+442079460{:03}", "+12125550{:03}"

COUNTRIES: dict[str, Country] = {
    country.code: country
    for country in (
        Country("DE", "de", "Europe/Berlin", ("GmbH", "AG", "KG"), "Demostraße {}", "00000", "Demostadt", _BERLIN),
        Country("AT", "de", "Europe/Vienna", ("GmbH", "OG"), "Demogasse {}", "0000", "Demodorf"),
        Country("FR", "fr", "Europe/Paris", ("SARL", "SAS"), "{} rue de la Démo", "00000", "Démoville", _FRANCE),
        Country("ES", "es", "Europe/Madrid", ("SL", "SA"), "Calle Demo {}", "00000", "Villademo"),
        Country("GB", "en", "Europe/London", ("Ltd", "LLP"), "{} Demo Street", "DE0 0MO", "Demoton", _LONDON),
        Country("IE", "en", "Europe/Dublin", ("Ltd",), "{} Demo Road", "D00 DEMO", "Demobridge"),
        Country("NL", "en", "Europe/Amsterdam", ("BV",), "Demoweg {}", "0000 XX", "Demodam"),
        Country("US", "en", "America/New_York", ("Inc.", "LLC"), "{} Demo Avenue", "00000", "Demo City", _US),
    )
}  # fmt: skip

TRADES: dict[str, tuple[str, ...]] = {
    "en": ("Bakery", "Cycles", "Joinery", "Print", "Garden", "Logistics", "Dental", "Catering", "Electrics", "Books"),
    "de": ("Bäckerei", "Fahrrad", "Tischlerei", "Druckerei", "Gartenbau", "Spedition", "Dental", "Küchen", "Elektro"),
    "fr": ("Boulangerie", "Cycles", "Menuiserie", "Imprimerie", "Jardins", "Transports", "Traiteur", "Électricité"),
    "es": ("Panadería", "Ciclos", "Carpintería", "Imprenta", "Jardines", "Transportes", "Catering", "Librería"),
}

PAYABLES = {"en": "Accounts payable", "de": "Buchhaltung", "fr": "Comptabilité", "es": "Contabilidad"}
FINANCE = {
    "en": "Head of finance",
    "de": "Leitung Finanzen",
    "fr": "Direction financière",
    "es": "Dirección financiera",
}
PURCHASING = {"en": "Purchasing", "de": "Einkauf", "fr": "Achats", "es": "Compras"}

SUBJECTS: dict[str, tuple[str, ...]] = {
    "en": ("Monthly delivery", "Spare parts", "Maintenance contract", "Packaging", "Service call"),
    "de": ("Monatslieferung", "Ersatzteile", "Wartungsvertrag", "Verpackung", "Serviceeinsatz"),
    "fr": ("Livraison mensuelle", "Pièces détachées", "Contrat d’entretien", "Emballages", "Intervention"),
    "es": ("Entrega mensual", "Recambios", "Contrato de mantenimiento", "Embalajes", "Servicio técnico"),
}

INVOICE_WORD = {"en": "Invoice", "de": "Rechnung", "fr": "Facture", "es": "Factura"}
SHORT_WORD = {"en": "INV", "de": "RG", "fr": "FACT", "es": "FRA"}
EMPTY_WORDS = {
    "en": ("Payment", "Thank you", "Monthly payment"),
    "de": ("Zahlung", "Vielen Dank", "Überweisung"),
    "fr": ("Paiement", "Merci", "Virement"),
    "es": ("Pago", "Gracias", "Transferencia"),
}

_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "É": "E", "í": "i", "á": "a", "’": "'"})


def plain(text: str) -> str:
    """Return a demo name in ASCII, as banks like to write it."""
    return text.replace("Ä", "AE").replace("Ü", "UE").translate(_PLAIN)
