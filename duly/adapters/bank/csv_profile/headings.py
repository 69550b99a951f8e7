"""What the columns of bank CSV files are called, in the languages we know."""

from __future__ import annotations

from collections.abc import Sequence

from duly.core.billing.intake.headings import without_currency, words_of

# Where a heading fits two fields, the field named first here takes it.
_HEADINGS: dict[str, str] = {
    "booking_date": "booking date|buchungstag|buchungsdatum|buchung|date operation|date comptable|fecha operacion|"
    "fecha|date|datum|posting date|transaction date|data|data contabile|boekdatum|fecha contable|"
    "transactiondate|bogforingsdato|bokforingsdag|date posted|operation date|completed date",
    "value_date": "value date|valuta|wertstellung|valutadatum|date valeur|fecha valor|data valuta|rentedatum|valutadag|"
    "value dt|valuedate",
    "debit": "debit|debits|soll|belastung|cargo|debe|dare|withdrawal|withdrawals|money out|paid out|uitgaven|"
    "debit amount|addebiti|outflow",
    "credit": "credit|credits|haben|gutschrift|abono|haber|avere|deposit|deposits|money in|paid in|inkomsten|"
    "credit amount|accrediti|inflow",
    "amount": "amount|betrag|umsatz|montant|importe|importo|bedrag|belop|transaction amount|amount money|gross|valor|"
    "betrag in",
    "sign": "sign|soll haben|s h|debit credit|d c|dc|credit debit|af bij|sens|cd|creditdebit|type indicator|"
    "soll haben kennzeichen|dbit crdt|creditdebitindicator",
    "currency_column": "currency|ccy|wahrung|waehrung|devise|moneda|divisa|valuta code|munt|valutakode|curr",
    "payer_name": "payer|payee|name|counterparty|counterparty name|beguenstigter zahlungspflichtiger|auftraggeber|"
    "begunstigter|auftraggeber begunstigter|zahlungspflichtiger|empfanger|empfaenger|partner name|party|"
    "tiers|nom|beneficiario|ordenante|naam|naam tegenpartij|debtor|debtor name|customer|"
    "name zahlungsbeteiligter",
    "payer_account": "counterparty account|counterparty iban|kontonummer iban|payer account|debtor account|debtor iban|"
    "tegenrekening|partner iban|iban zahlungsbeteiligter|kontonummer",
    "account_column": "account|account number|iban|konto|compte|cuenta|rekening|own account|auftragskonto|"
    "iban auftragskonto|account id|accountid",
    "balance": "balance|running balance|saldo|solde|kontostand|saldo nach buchung|balance after|saldo na mutatie",
    "transaction_id": "transaction id|transaction number|bank reference|txn id|reference number|balance transaction id|"
    "buchungsreferenz|unique id|fitid|transaktions id|transactionid",
    "reference": "reference|ref|end to end reference|end to end id|referenz|kundenreferenz|kundenreferenz end to end|"
    "referencia|betalingskenmerk|customer reference|reference 1|mandatsreferenz",
    "text": "text|description|details|verwendungszweck|libelle|concepto|remittance information|memo|narrative|note|"
    "buchungstext|descrizione|causale|omschrijving|mededelingen|remarque|payment details|communication|"
    "payment reference|purpose|particulars",
}  # fmt: skip
_BY_WORDS: dict[tuple[str, ...], str] = {}
for _field, _names in _HEADINGS.items():
    for _name in _names.split("|"):
        _BY_WORDS.setdefault(words_of(_name), _field)


def field_of(heading: str) -> str:
    """Return the profile field a heading means, "" when it is not known."""
    return _BY_WORDS.get(words_of(heading)) or _BY_WORDS.get(words_of(without_currency(heading)), "")


def looks_like_headings(cells: Sequence[str]) -> bool:
    """Say whether a row is a row of headings: a date and an amount (or debit or credit) are named."""
    known = {field_of(cell) for cell in cells if cell}
    return "booking_date" in known and bool(known & {"amount", "debit", "credit"})
