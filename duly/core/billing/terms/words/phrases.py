"""Payment terms in plain words: phrases in English, German, French and Spanish.

Every phrase stands in all languages. A rule's phrase completes "Pay ..." and "... if paid ...".
Phrases of which a singular exists end in `.one` and `.many`.
"""

from __future__ import annotations

from typing import Final

PHRASES: Final[dict[str, dict[str, str]]] = {
    "pay": {
        "en": "Pay {by}",
        "de": "Zahlbar {by}",
        "fr": "À payer {by}",
        "es": "A pagar {by}",
    },
    "instalments": {
        "en": "Pay in {count} instalments: {parts}",
        "de": "Zahlbar in {count} Raten: {parts}",
        "fr": "À payer en {count} échéances : {parts}",
        "es": "A pagar en {count} plazos: {parts}",
    },
    "instalment": {
        "en": "{share} {by}",
        "de": "{share} {by}",
        "fr": "{share} {by}",
        "es": "{share} {by}",
    },
    "balance": {"en": "the balance", "de": "der Rest", "fr": "le solde", "es": "el resto"},
    "discount.gross": {
        "en": "{percent} discount if paid {by}",
        "de": "{percent} Skonto bei Zahlung {by}",
        "fr": "{percent} d’escompte en cas de paiement {by}",
        "es": "{percent} de descuento si se paga {by}",
    },
    "discount.net": {
        "en": "{percent} discount on the amount without tax if paid {by}",
        "de": "{percent} Skonto auf den Nettobetrag bei Zahlung {by}",
        "fr": "{percent} d’escompte sur le montant hors taxes en cas de paiement {by}",
        "es": "{percent} de descuento sobre el importe sin impuestos si se paga {by}",
    },
    "receipt": {
        "en": "on receipt of the invoice",
        "de": "sofort nach Erhalt der Rechnung",
        "fr": "à réception de la facture",
        "es": "a la recepción de la factura",
    },
    "deposit": {"en": "as a deposit", "de": "als Anzahlung", "fr": "à titre d’acompte", "es": "como anticipo"},
    "cash_before_delivery": {
        "en": "before delivery",
        "de": "vor der Lieferung",
        "fr": "avant la livraison",
        "es": "antes de la entrega",
    },
    "cash_in_advance": {"en": "in advance", "de": "im Voraus", "fr": "d’avance", "es": "por adelantado"},
    "cash_with_order": {
        "en": "with the order",
        "de": "bei der Bestellung",
        "fr": "à la commande",
        "es": "con el pedido",
    },
    "cash_on_delivery": {
        "en": "on delivery",
        "de": "bei der Lieferung",
        "fr": "à la livraison",
        "es": "a la entrega",
    },
    "net_days.none": {
        "en": "on the invoice date",
        "de": "am Rechnungsdatum",
        "fr": "à la date de la facture",
        "es": "en la fecha de la factura",
    },
    "net_days.one": {
        "en": "within {n} day of the invoice date",
        "de": "innerhalb von {n} Tag ab Rechnungsdatum",
        "fr": "sous {n} jour à compter de la date de facture",
        "es": "en un plazo de {n} día desde la fecha de la factura",
    },
    "net_days.many": {
        "en": "within {n} days of the invoice date",
        "de": "innerhalb von {n} Tagen ab Rechnungsdatum",
        "fr": "sous {n} jours à compter de la date de facture",
        "es": "en un plazo de {n} días desde la fecha de la factura",
    },
    "short_days.one": {
        "en": "within {n} day",
        "de": "innerhalb von {n} Tag",
        "fr": "sous {n} jour",
        "es": "en {n} día",
    },
    "short_days.many": {
        "en": "within {n} days",
        "de": "innerhalb von {n} Tagen",
        "fr": "sous {n} jours",
        "es": "en {n} días",
    },
    "business_days.one": {
        "en": "within {n} business day of the invoice date",
        "de": "innerhalb von {n} Arbeitstag ab Rechnungsdatum",
        "fr": "sous {n} jour ouvré à compter de la date de facture",
        "es": "en un plazo de {n} día hábil desde la fecha de la factura",
    },
    "business_days.many": {
        "en": "within {n} business days of the invoice date",
        "de": "innerhalb von {n} Arbeitstagen ab Rechnungsdatum",
        "fr": "sous {n} jours ouvrés à compter de la date de facture",
        "es": "en un plazo de {n} días hábiles desde la fecha de la factura",
    },
    "net_months.one": {
        "en": "within {n} month of the invoice date",
        "de": "innerhalb von {n} Monat ab Rechnungsdatum",
        "fr": "sous {n} mois à compter de la date de facture",
        "es": "en un plazo de {n} mes desde la fecha de la factura",
    },
    "net_months.many": {
        "en": "within {n} months of the invoice date",
        "de": "innerhalb von {n} Monaten ab Rechnungsdatum",
        "fr": "sous {n} mois à compter de la date de facture",
        "es": "en un plazo de {n} meses desde la fecha de la factura",
    },
    "days_then_month_end.none": {
        "en": "by the end of the month of the invoice",
        "de": "bis zum Ende des Rechnungsmonats",
        "fr": "au plus tard à la fin du mois de la facture",
        "es": "hasta el final del mes de la factura",
    },
    "days_then_month_end.one": {
        "en": "by the end of the month that is reached {n} day after the invoice date",
        "de": "bis zum Ende des Monats, der {n} Tag nach dem Rechnungsdatum erreicht ist",
        "fr": "au plus tard à la fin du mois atteint {n} jour après la date de facture",
        "es": "hasta el final del mes al que se llega {n} día después de la fecha de la factura",
    },
    "days_then_month_end.many": {
        "en": "by the end of the month that is reached {n} days after the invoice date",
        "de": "bis zum Ende des Monats, der {n} Tage nach dem Rechnungsdatum erreicht ist",
        "fr": "au plus tard à la fin du mois atteint {n} jours après la date de facture",
        "es": "hasta el final del mes al que se llega {n} días después de la fecha de la factura",
    },
    "month_end_then_days.one": {
        "en": "within {n} day of the end of the month of the invoice",
        "de": "innerhalb von {n} Tag nach dem Ende des Rechnungsmonats",
        "fr": "sous {n} jour à compter de la fin du mois de la facture",
        "es": "en un plazo de {n} día desde el final del mes de la factura",
    },
    "month_end_then_days.many": {
        "en": "within {n} days of the end of the month of the invoice",
        "de": "innerhalb von {n} Tagen nach dem Ende des Rechnungsmonats",
        "fr": "sous {n} jours à compter de la fin du mois de la facture",
        "es": "en un plazo de {n} días desde el final del mes de la factura",
    },
    "day_of_month.one": {
        "en": "by the {day} of the month after the invoice",
        "de": "bis zum {day} des Monats nach der Rechnung",
        "fr": "au plus tard le {day} du mois suivant la facture",
        "es": "hasta el día {day} del mes siguiente a la factura",
    },
    "day_of_month.many": {
        "en": "by the {day} of the {nth} month after the invoice",
        "de": "bis zum {day} des {nth} Monats nach der Rechnung",
        "fr": "au plus tard le {day}, {n} mois après celui de la facture",
        "es": "hasta el día {day}, {n} meses después del de la factura",
    },
    "cutoff": {
        "en": "{by} (invoices dated after the {day} have one month more)",
        "de": "{by} (Rechnungen nach dem {day} haben einen Monat länger)",
        "fr": "{by} (un mois de plus pour les factures datées après le {day})",
        "es": "{by} (un mes más para las facturas con fecha posterior al día {day})",
    },
    "day_list.one": {
        "en": "in the month after the invoice, by the {spans}",
        "de": "im Monat nach der Rechnung, bis zum {spans}",
        "fr": "le mois suivant la facture, au plus tard le {spans}",
        "es": "en el mes siguiente a la factura, hasta el día {spans}",
    },
    "day_list.many": {
        "en": "in the {nth} month after the invoice, by the {spans}",
        "de": "im {nth} Monat nach der Rechnung, bis zum {spans}",
        "fr": "{n} mois après celui de la facture, au plus tard le {spans}",
        "es": "{n} meses después del de la factura, hasta el día {spans}",
    },
    "span": {
        "en": "{day} if it is dated from the {first} to the {last}",
        "de": "{day} bei Datum vom {first} bis zum {last}",
        "fr": "{day} si elle est datée du {first} au {last}",
        "es": "{day} si lleva fecha del {first} al {last}",
    },
    "next_day.none": {
        "en": "by the first {days} from the invoice date on",
        "de": "bis zum ersten {days} ab dem Rechnungsdatum",
        "fr": "au plus tard le premier {days} à partir de la date de facture",
        "es": "hasta el primer día {days} desde la fecha de la factura",
    },
    "next_day.one": {
        "en": "by the first {days} that is {n} day or more after the invoice date",
        "de": "bis zum ersten {days}, der mindestens {n} Tag nach dem Rechnungsdatum liegt",
        "fr": "au plus tard le premier {days} situé au moins {n} jour après la date de facture",
        "es": "hasta el primer día {days} que caiga al menos {n} día después de la fecha de la factura",
    },
    "next_day.many": {
        "en": "by the first {days} that is {n} days or more after the invoice date",
        "de": "bis zum ersten {days}, der mindestens {n} Tage nach dem Rechnungsdatum liegt",
        "fr": "au plus tard le premier {days} situé au moins {n} jours après la date de facture",
        "es": "hasta el primer día {days} que caiga al menos {n} días después de la fecha de la factura",
    },
    "fixed_date": {
        "en": "by {date}",
        "de": "bis zum {date}",
        "fr": "au plus tard le {date}",
        "es": "hasta el {date}",
    },
    "or_last": {
        "en": "{day} (or last day)",
        "de": "{day} (oder letzten Tag)",
        "fr": "{day} (ou dernier jour)",
        "es": "{day} (o último día)",
    },
    "or": {"en": "or", "de": "oder", "fr": "ou", "es": "o"},
    "roll.following": {
        "en": "a day off moves to the next business day",
        "de": "ein freier Tag verschiebt sich auf den nächsten Arbeitstag",
        "fr": "un jour chômé est reporté au jour ouvré suivant",
        "es": "un día inhábil pasa al siguiente día hábil",
    },
    "roll.preceding": {
        "en": "a day off moves to the business day before",
        "de": "ein freier Tag verschiebt sich auf den Arbeitstag davor",
        "fr": "un jour chômé est avancé au jour ouvré précédent",
        "es": "un día inhábil pasa al día hábil anterior",
    },
    "roll.modified_following": {
        "en": "a day off moves to the next business day of the same month, else to the one before",
        "de": "ein freier Tag verschiebt sich auf den nächsten Arbeitstag im selben Monat, sonst auf den davor",
        "fr": "un jour chômé est reporté au jour ouvré suivant du même mois, sinon au précédent",
        "es": "un día inhábil pasa al siguiente día hábil del mismo mes o, si no lo hay, al anterior",
    },
    "roll.modified_preceding": {
        "en": "a day off moves to the business day before in the same month, else to the next",
        "de": "ein freier Tag verschiebt sich auf den Arbeitstag davor im selben Monat, sonst auf den nächsten",
        "fr": "un jour chômé est avancé au jour ouvré précédent du même mois, sinon au suivant",
        "es": "un día inhábil pasa al día hábil anterior del mismo mes o, si no lo hay, al siguiente",
    },
    "due": {
        "en": "{amount} is due on {date}",
        "de": "{amount} sind am {date} fällig",
        "fr": "{amount} à payer au plus tard le {date}",
        "es": "{amount} vencen el {date}",
    },
    "early": {
        "en": "Pay by {date} and only {payable} is due, {discount} ({percent}) less.",
        "de": "Bei Zahlung bis zum {date} sind nur {payable} fällig, {discount} ({percent}) weniger.",
        "fr": "En cas de paiement jusqu’au {date}, seuls {payable} sont dus, soit {discount} ({percent}) de moins.",
        "es": "Si paga hasta el {date}, solo debe {payable}, es decir, {discount} ({percent}) menos.",
    },
}
