"""What is this file? The headings of many programs, and the questions that remain."""

from __future__ import annotations

import json

import pytest

from duly.core.billing.intake import Detection, Kind, detect, is_known_heading, plan, scan

EXPORTS = {
    Kind.INVOICES: [
        "Invoice No;Customer;Invoice date;Due date;Amount;Currency",
        "InvoiceNumber;ContactName;AccountNumber;InvoiceDate;DueDate;Total;AmountDue;Currency",
        "Num;Customer;Date;Due Date;Amount;Open Balance",
        "Rechnungs-Nr.;Kunden-Nr.;Kundenname;Rechnungsdatum;Fällig am;Bruttobetrag;Währung;Offener Betrag",
        "Belegnummer;Debitor;Belegdatum;Nettofälligkeit;Betrag;WKZ",
        "N° facture;Code client;Raison sociale;Date facture;Échéance;Montant TTC;Devise;Reste à payer",
        "Nº factura;Cliente;Fecha factura;Vencimiento;Importe total;Moneda;Saldo pendiente",
        "Número da fatura;Código cliente;Data de emissão;Data de vencimento;Valor total;Moeda",
    ],
    Kind.PAYMENT_HISTORY: [
        "Invoice number;Customer id;Invoice date;Due date;Amount;Currency;Paid date;Amount paid",
        "Rechnungsnummer;Kundennummer;Rechnungsdatum;Fälligkeit;Betrag;Bezahlt am;Bezahlter Betrag",
        "id_boleto;id_pagador;dt_emissao;dt_vencimento;dt_pagamento;vlr_nominal;vlr_baixa;tipo_baixa",
    ],
    Kind.CUSTOMERS: [
        "Customer number;Customer name;Email;Phone;Country;Payment terms;Credit limit",
        "id;name;email;language;country",
        "Kundennummer;Firma;Straße;PLZ;Ort;Land;E-Mail;USt-IdNr.",
        "Code client;Raison sociale;Adresse;Code postal;Ville;Pays;SIREN",
    ],
    Kind.CONTACTS: [
        "Customer id;Contact name;Email;Phone;Role",
        "Kundennummer;Ansprechpartner;E-Mail-Adresse;Telefon;Funktion",
    ],
    Kind.PAYMENTS: [
        "Payment id;Payment date;Customer id;Amount;Currency;Payment method;Reference",
        "Zahlungsnummer;Zahlungsdatum;Kundennummer;Zahlbetrag;Währung;Verwendungszweck",
        "Value date;Amount;Currency;Payer;IBAN;Remittance information",
    ],
    Kind.CREDIT_NOTES: [
        "Credit note number;Customer id;Credit note date;Amount;Currency;Original invoice;Reason",
        "Gutschriftsnummer;Kundennummer;Gutschriftsdatum;Betrag;Währung;Rechnungsnummer",
    ],
}


@pytest.mark.parametrize(("kind", "heading"), [(kind, text) for kind, texts in EXPORTS.items() for text in texts])
def test_the_kind_of_an_export_is_seen_from_its_headings(kind: Kind, heading: str) -> None:
    found = detect(heading.split(";"), [])
    assert found.kind is kind, found.kind_scores
    assert not [q for q in found.review.questions if q.code == "kind"], found.kind_scores


HEADER = ["Invoice", "Customer", "Invoice date", "Due date", "Amount"]


def invoices(*rows: str, header: list[str] | None = None, currency: str | None = "EUR") -> Detection:
    return detect(header or HEADER, [row.split(";") for row in rows], default_currency=currency)


def test_dates_are_settled_by_the_column_and_by_the_other_columns_of_the_file() -> None:
    found = invoices("R1;C1;03/01/2025;02/02/2025;5.10", "R2;C1;05/01/2025;23/02/2025;7.20")
    assert found.mapping.dates == {"issue_date": "dmy", "due_date": "dmy"}
    assert found.ready
    assert "Invoice date is read day/month/year as the other dates of the file are" in found.notes


def test_a_file_of_ambiguous_dates_is_asked_about_and_the_answer_is_taken() -> None:
    rows = [["R1", "C1", "03/04/2025", "03/05/2025", "5.10"]]
    facts = scan(HEADER, rows)
    found = plan(facts, default_currency="EUR")
    assert isinstance(found, Detection) and not found.ready
    question = found.review.questions[0]
    assert (question.code, question.column, question.example) == ("date_order", "Invoice date", "03/04/2025")
    assert [a.meaning for a in question.answers] == [
        "day/month/year: 03/04/2025 is 3 April 2025",
        "month/day/year: 03/04/2025 is 4 March 2025",
    ]
    answers = [q.answers[1].override for q in found.review.questions]
    assert answers == ["dates.issue_date:mdy", "dates.due_date:mdy"]
    answered = plan(facts, overrides=answers, default_currency="EUR")
    assert isinstance(answered, Detection) and answered.ready
    assert answered.mapping.dates == {"issue_date": "mdy", "due_date": "mdy"}


def test_mixed_orders_in_one_column_are_asked_about_even_if_another_column_is_clear() -> None:
    found = invoices("R1;C1;23/01/2025;23/02/2025;5.10", "R2;C1;01/23/2025;23/02/2025;7.20")
    assert [q.field for q in found.review.questions] == ["issue_date"]
    assert "mixes two orders" in found.review.questions[0].sentence
    assert "1 values can only be read so" in found.review.questions[0].answers[0].meaning


def test_an_unclear_decimal_sign_is_asked_about() -> None:
    found = invoices("R1;C1;2025-01-23;2025-02-23;1.234")
    question = found.review.questions[0]
    assert question.code == "decimal_sign"
    assert [a.meaning for a in question.answers] == ["1.234 is 1.234", "1.234 is 1234"]


def test_the_currency_comes_from_a_column_a_heading_a_sign_or_it_is_missing() -> None:
    row = "R1;C1;2025-01-23;2025-02-23;"
    assert invoices(row + "5;USD", header=[*HEADER, "Currency"]).mapping.constants == {}
    assert invoices(row + "5", header=[*HEADER[:4], "Amount (USD)"]).mapping.constants == {"currency": "USD"}
    assert invoices(row + "£5").mapping.constants == {"currency": "GBP"}
    assumed = invoices(row + "5")
    assert assumed.mapping.constants == {"currency": "EUR"}
    assert "the file names no currency; the company's currency EUR is assumed" in assumed.notes
    missing = invoices(row + "5", currency=None).review.missing
    assert [m.field for m in missing] == ["currency"]
    assert missing[0].remedies[0].override == "currency:EUR"


def test_a_credit_limit_needs_a_currency_too() -> None:
    header = ["Customer number", "Name", "Credit limit"]
    assert [m.field for m in detect(header, [["C1", "Acme", "500"]]).review.missing] == ["currency"]
    assert detect(header, [["C1", "Acme", "500"]], default_currency="EUR").ready
    assert detect(header[:2], [["C1", "Acme"]], default_currency="EUR").mapping.constants == {}


def test_a_word_in_a_heading_is_not_a_currency() -> None:
    row = ["R1;C1;2025-01-23;2025-02-23;5"]
    for heading, currency in (
        ("Invoice amount ALL", "EUR"),
        ("Amount [ALL]", "ALL"),
        ("BETRAG CHF", "CHF"),
        ("Total €", "EUR"),
    ):
        assert invoices(*row, header=[*HEADER[:4], heading]).mapping.constants == {"currency": currency}


def test_a_dollar_sign_is_asked_about_and_never_overruled_by_the_default() -> None:
    found = invoices("R1;C1;2025-01-23;2025-02-23;$5.00")
    assert [q.code for q in found.review.questions] == ["currency_sign"]
    assert not found.ready and "currency" not in found.mapping.constants


def test_negative_amounts_raise_a_question_that_does_not_block() -> None:
    found = invoices("R1;C1;2025-01-23;2025-02-23;5.00", "R2;C1;2025-01-23;2025-02-23;-3.00")
    assert [(q.code, q.blocking) for q in found.review.questions] == [("negative_amounts", False)]
    assert found.ready


def test_a_column_whose_cells_do_not_fit_its_heading_is_left_aside_with_a_word() -> None:
    found = detect([*HEADER, "Country code"], [["R1", "C1", "2025-01-23", "2025-02-23", "5", "391"]])
    assert "Country code" in found.unmapped
    assert "Country code was left aside: its cells cannot be read as customer_country (country)" in found.notes


def test_unknown_statuses_are_asked_about_and_known_words_proposed() -> None:
    header = [*HEADER, "Paid on", "Status"]
    base = ["R1", "C1", "2025-01-23", "2025-02-23", "5", "2025-02-20"]
    found = detect(header, [[*base, "bezahlt"], [*base, "storniert"], [*base, "not paid"], [*base, "ZX9"]])
    assert found.mapping.statuses == {"bezahlt": "paid", "storniert": "withdrawn"}
    question = found.review.questions[-1]
    assert question.code == "status_meaning" and not question.blocking
    assert question.answers[0].override == "status.not paid:open"


def test_nonsense_is_asked_about() -> None:
    found = detect(["foo", "bar"], [["1", "2"]])
    assert found.review.questions[0].code == "kind"
    assert len(found.review.questions[0].answers) == len(Kind)


def test_a_saved_mapping_is_used_as_it_is() -> None:
    saved = invoices("R1;C1;23/01/2025;23/02/2025;5.10").mapping
    again = plan(scan(HEADER, [["R2", "C1", "03/04/2025", "03/05/2025", "5.10"]]), saved=saved)
    assert isinstance(again, Detection) and again.ready
    assert again.mapping == saved


def test_a_saved_mapping_for_another_file_says_which_column_is_gone() -> None:
    saved = invoices("R1;C1;23/01/2025;23/02/2025;5.10").mapping
    again = plan(scan([*HEADER[:4], "Total"], [["R2", "C1", "03/04/2025", "03/05/2025", "5.10"]]), saved=saved)
    assert isinstance(again, Detection) and not again.ready
    assert "expects the column Amount, which this file lacks" in again.review.missing[0].sentence
    cured = plan(scan([*HEADER[:4], "Total"], []), saved=saved, overrides=["amount=Total"])
    assert isinstance(cured, Detection) and cured.ready


def test_a_proposal_can_be_shown_as_json() -> None:
    found = invoices("R1;C1;03/04/2025;03/05/2025;5.10", currency=None)
    shown = json.loads(json.dumps(found.to_json()))
    assert shown["kind"] == "invoices" and not shown["ready"]
    assert shown["questions"][0]["answers"][0]["map"] == "dates.issue_date:dmy"
    assert shown["missing"][0]["remedies"][0]["map"] == "currency:EUR"


def test_headings_are_known_whatever_their_spelling() -> None:
    for text in ("INVOICE_NO", "invoiceNumber", "Rechnungs-Nr.", "N° de facture", "dt_vencimento", "Betrag (EUR)"):
        assert is_known_heading(text), text
    for text in ("Acme Ltd", "2025-01-01", "1.234,56", "Open items as of", ""):
        assert not is_known_heading(text), text
