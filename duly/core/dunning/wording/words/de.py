"""German words of a message."""

from __future__ import annotations

from duly.core.dunning.wording.words.values import Words

WORDS = Words(
    invoice="Rechnung",
    credit_note="Gutschrift",
    debit_note="Belastung",
    due="Fällig",
    open_amount="Offen",
    of_amount="von {amount}",
    days_late=("{n} Tag überfällig", "{n} Tage überfällig"),
    days_left=("in {n} Tag", "in {n} Tagen"),
    due_today="heute fällig",
    due_tomorrow="morgen fällig",
    days=("{n} Tag", "{n} Tagen"),
    balance="Offen gesamt",
    set_aside="Derzeit nicht angefordert",
    set_aside_disputed="In Klärung",
    please_pay="Zu zahlen",
    in_your_favour="Zu Ihren Gunsten",
    disputed="in Klärung",
    part_disputed="{amount} in Klärung",
    promised="Zahlungstermin vereinbart",
    claimed="von Ihnen als bezahlt gemeldet",
    credited="Gutschrift folgt",
    aside_note="Die mit „{mark}“ gekennzeichneten Beträge fordern wir mit dieser Nachricht nicht an.",
    on_account_note="Außerdem liegt uns eine Zahlung von Ihnen über {amount} vor, die wir keiner Rechnung "
    "zuordnen konnten. Nennen Sie uns bitte die Rechnung, dann berücksichtigen wir sie.",
    more=("und {n} weitere Rechnung", "und {n} weitere Rechnungen"),
    more_numbers=("{n} weitere", "{n} weitere"),
    pay="Ansehen und bezahlen",
    view="Kundenkonto ansehen",
    promise="Zahlungstermin nennen",
    paid="Ich habe bezahlt",
    dispute="Etwas stimmt nicht",
    wrong_person="Richtige Person nennen",
    wrong_person_why="Sind Sie dafür nicht zuständig?",
    transfer_title="Per Überweisung bezahlen",
    account_holder="Empfänger",
    iban="IBAN",
    bic="BIC",
    bank="Bank",
    reference="Verwendungszweck",
    reference_why="Mit dieser Referenz wird Ihre Zahlung sofort der richtigen Rechnung zugeordnet.",
    check_title="Kommt diese Nachricht wirklich von uns?",
    check_text="Vergleichen Sie die Bankverbindung mit der auf Ihren Rechnungen, oder rufen Sie uns unter einer "
    "Nummer an, die Sie bereits kennen, nicht unter einer aus dieser Nachricht. Wir fragen nie per E-Mail nach "
    "Passwörtern oder Kartennummern.",
    subject_fallback="Ihr Kundenkonto bei {company_name}",
)
