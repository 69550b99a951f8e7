"""German headings by field; `|` stands between two headings."""

HEADINGS: dict[str, str] = {
    "customer_id": (
        "kunde|kundennummer|kundennr|kunden id|kundenkonto|debitor|debitornummer|debitorennummer|debitorenkonto|konto"
    ),
    "own_customer_id": "nummer|id",
    "customer_name": "kundenname|name des kunden|firma|firmenname|debitorenname|empfänger",
    "own_name": "name|bezeichnung",
    "contact_name": "ansprechpartner|kontakt|kontaktperson|name",
    "email": "email adresse|e-mail-adresse|rechnungsemail|mailadresse",
    "phone": "telefon|telefonnummer|tel|mobil|handy",
    "role": "funktion|rolle|abteilung",
    "primary": "hauptkontakt|hauptansprechpartner",
    "contact_id": "kontakt id|kontaktnummer",
    "language": "sprache|sprachcode",
    "country": "land|ländercode|länderkennzeichen",
    "street": "straße|anschrift|adresse",
    "postal_code": "plz|postleitzahl",
    "city": "ort|stadt",
    "vat_number": "ust idnr|umsatzsteuer id|ust id|uid|steuernummer",
    "registration_number": "handelsregister|hrb|handelsregisternummer",
    "payment_terms": "zahlungsbedingung|zahlungsbedingungen|zahlungsziel|zahlungskondition",
    "credit_limit": "kreditlimit|limit",
    "segment": "kundengruppe|branche|segment",
    "owner": "betreuer|sachbearbeiter|verkäufer|vertreter",
    "parent_id": "konzern|mutter|hauptkunde|übergeordneter kunde",
    "time_zone": "zeitzone",
    "note": "bemerkung|notiz|kommentar",
    "invoice_number": (
        "rechnungsnummer|rechnungsnr|rechnungs nr|rechnung|rechnung nr|re nr|belegnummer|belegnr|beleg nr|beleg|"
        "belegfeld 1|nummer"
    ),
    "credit_note_number": (
        "gutschriftsnummer|gutschriftnummer|gutschrift|gutschrift nr|gutschriftsnr|stornorechnung|belegnummer|nummer"
    ),
    "credited_invoice": "rechnungsnummer|ursprungsrechnung|rechnung|zu rechnung|bezug",
    "external_id": "externe id|interne id",
    "payment_id": "zahlungsnummer|zahlung nr|zahlungs id|transaktionsnummer|belegnummer",
    "issue_date": "rechnungsdatum|belegdatum|datum|ausstellungsdatum|buchungsdatum|rechnung vom",
    "credit_issue_date": "gutschriftsdatum|belegdatum|datum",
    "due_date": "fälligkeit|fälligkeitsdatum|fällig am|fällig|fälligkeitstag|zahlbar bis|nettofälligkeit",
    "settled_date": "bezahlt am|zahlungsdatum|zahldatum|ausgleichsdatum|ausgleich|bezahldatum|zahlungseingang",
    "received_date": (
        "zahlungsdatum|valuta|wertstellung|valutadatum|buchungstag|buchungsdatum|datum|zahlungseingang am|"
        "zahlungseingang"
    ),
    "amount": (
        "betrag|rechnungsbetrag|bruttobetrag|brutto|gesamtbetrag|gesamt|summe|rechnungssumme|betrag brutto|umsatz|"
        "endbetrag|soll"
    ),
    "credit_amount": "betrag|gutschriftsbetrag|bruttobetrag|summe|haben",
    "paid_amount": "betrag|zahlbetrag|zahlungsbetrag|eingang|haben",
    "open_amount": "offener betrag|offen|restbetrag|saldo|offener saldo|noch offen|offene summe|op betrag|op saldo",
    "settled_amount": "bezahlt|zahlbetrag|bezahlter betrag|gezahlt|zahlungsbetrag",
    "net_amount": "netto|nettobetrag|betrag netto",
    "tax_amount": "steuer|steuerbetrag|mwst|ust|umsatzsteuer|mehrwertsteuer",
    "currency": "währung|waehrung|wkz|währungscode|wrg|währungskennzeichen|wkz umsatz",
    "status": "status|zahlungsstatus|rechnungsstatus",
    "disputed": "strittig|reklamiert|reklamation",
    "instalment_no": "rate|rate nr|ratennummer|teilzahlung",
    "customer_reference": "bestellnummer|bestellnr|ihr zeichen|kundenreferenz|ihre bestellung|auftragsnummer",
    "description": "beschreibung|text|buchungstext|betreff|positionstext",
    "reason": "grund|gutschriftsgrund",
    "reference": "verwendungszweck|zahlungsreferenz|referenz|buchungstext",
    "payer_name": (
        "auftraggeber|zahler|einzahler|zahlungspflichtiger|beguenstigter zahlungspflichtiger|name zahlungsbeteiligter"
    ),
    "payer_account": "iban|iban zahlungsbeteiligter|kontonummer|auftraggeberkonto",
    "method": "zahlungsart|zahlart|zahlungsweg",
}
