"""German templates. After the greeting's comma a sentence begins in lower case."""

# ruff: noqa: E501 - a paragraph of a message is one line

from __future__ import annotations

from duly.core.dunning.wording.shipped.values import ShippedTemplate

_CLOSE = """
Mit freundlichen Grüßen
{sender_name}
{company_name}
[[if sender_phone]]{sender_phone}[[end]]"""

BEFORE_DUE = ShippedTemplate(
    "[[if one_reminded]]Rechnung {reminded_numbers} wird am {reminded_due_date} fällig[[end]]"
    "[[if several_reminded]]{reminded_count} Rechnungen werden demnächst fällig[[end]]",
    """{greeting}

[[if one_reminded]]nur ein kurzer Hinweis vorab: Die Rechnung {reminded_numbers} über {reminded_total} wird am {reminded_due_date} fällig.[[end]][[if several_reminded]]nur ein kurzer Hinweis vorab: {reminded_count} Rechnungen über insgesamt {reminded_total} werden demnächst fällig, die erste am {reminded_due_date}.[[end]] Ist die Zahlung bereits eingeplant, brauchen Sie nichts weiter zu tun.[[if others_total]] Die Aufstellung zeigt außerdem Ihre übrigen offenen Rechnungen über {others_total}.[[end]]

{invoice_table}

Sollte etwas fehlen oder nicht stimmen, geben Sie mir bitte jetzt Bescheid. Dann können wir es noch vor der Fälligkeit klären.

{pay_button}

Vielen Dank für die gute Zusammenarbeit.
"""
    + _CLOSE,
    "friendly",
)

DUE_TODAY = ShippedTemplate(
    "[[if one_reminded]]Rechnung {reminded_numbers} ist heute fällig[[end]]"
    "[[if several_reminded]]{reminded_count} Rechnungen sind heute fällig[[end]]",
    """{greeting}

[[if one_reminded]]die Rechnung {reminded_numbers} über {reminded_total} ist heute fällig.[[end]][[if several_reminded]]heute sind {reminded_count} Rechnungen über insgesamt {reminded_total} fällig.[[end]] Falls Ihre Zahlung schon unterwegs ist: vielen Dank, dann ist diese Nachricht gegenstandslos.[[if others_total]] Die Aufstellung zeigt außerdem Ihre übrigen offenen Rechnungen über {others_total}.[[end]]

{invoice_table}

Andernfalls bitte ich Sie, die Zahlung heute zu veranlassen.

{pay_button}

Herzlichen Dank!
"""
    + _CLOSE,
    "friendly",
)

FIRST_REMINDER = ShippedTemplate(
    "[[if one_reminded]]Freundliche Erinnerung: Rechnung {reminded_numbers}[[end]]"
    "[[if several_reminded]]Freundliche Erinnerung: {reminded_count} offene Rechnungen[[end]]",
    """{greeting}

[[if one_reminded]]die Rechnung {reminded_numbers} über {reminded_total} war am {reminded_due_date} fällig. Einen Zahlungseingang konnten wir dazu bisher nicht feststellen.[[end]][[if several_reminded]]{reminded_count} Rechnungen über insgesamt {reminded_total} sind inzwischen fällig. Einen Zahlungseingang konnten wir dazu bisher nicht feststellen.[[end]] Vielleicht ist es nur untergegangen, oder Ihre Zahlung und diese Nachricht haben sich überschnitten. In diesem Fall vielen Dank.[[if others_total]] Die Aufstellung zeigt außerdem Ihre übrigen offenen Rechnungen über {others_total}.[[end]]

{invoice_table}

Könnten Sie die Zahlung bitte veranlassen oder mir sagen, wann wir damit rechnen dürfen?

{pay_button}

Vielen Dank für Ihre Unterstützung.
"""
    + _CLOSE,
    "polite",
)

SECOND_REMINDER = ShippedTemplate(
    "[[if one_reminded]]Zweite Erinnerung: Rechnung {reminded_numbers}, {reminded_total}[[end]]"
    "[[if several_reminded]]Zweite Erinnerung: {reminded_count} Rechnungen, {reminded_total}[[end]]",
    """{greeting}

ich komme noch einmal auf Ihr Kundenkonto zurück[[if last_contact_date]]; zuletzt hatte ich Ihnen am {last_contact_date} geschrieben[[end]]. [[if one_reminded]]Die Rechnung {reminded_numbers} über {reminded_total} ist nun seit {reminded_days_text} überfällig.[[end]][[if several_reminded]]{reminded_count} Rechnungen über insgesamt {reminded_total} sind überfällig, die älteste seit {reminded_days_text}.[[end]][[if others_total]] Die Aufstellung zeigt außerdem Ihre übrigen offenen Rechnungen über {others_total}.[[end]]

{invoice_table}

Bitte zahlen Sie den Betrag [[if pay_by_date]]bis zum {pay_by_date} [[end]]oder nennen Sie mir einen Termin, auf den wir uns verlassen können. Falls der Zahlung etwas im Weg steht, etwa eine fehlende Bestellnummer oder eine offene Frage, sagen Sie es mir bitte, ich kümmere mich darum.

{pay_button}

Vielen Dank, dass Sie sich der Sache annehmen.
"""
    + _CLOSE,
    "firm",
)

FINAL_REMINDER = ShippedTemplate(
    "[[if one_reminded]]Letzte Mahnung: Rechnung {reminded_numbers}, {reminded_total}[[end]]"
    "[[if several_reminded]]Letzte Mahnung: {reminded_count} Rechnungen, {reminded_total}[[end]]",
    """{greeting}

[[if one_reminded]]trotz unserer bisherigen Erinnerungen ist die Rechnung {reminded_numbers} über {reminded_total} seit {reminded_days_text} überfällig und noch immer nicht bezahlt.[[end]][[if several_reminded]]trotz unserer bisherigen Erinnerungen sind {reminded_count} Rechnungen über insgesamt {reminded_total} noch immer nicht bezahlt, die älteste ist seit {reminded_days_text} überfällig.[[end]][[if others_total]] Die Aufstellung zeigt außerdem Ihre übrigen offenen Rechnungen über {others_total}.[[end]]

{invoice_table}

Bitte zahlen Sie {pay_amount}[[if pay_by_date]] bis zum {pay_by_date}[[end]]. Erhalten wir weder eine Zahlung noch eine Nachricht von Ihnen, müssen wir weitere Schritte zur Einziehung der Forderung prüfen.

Lieber würde ich das direkt mit Ihnen regeln. Wenn Sie den Betrag nicht auf einmal zahlen können, melden Sie sich bitte bei mir: Wir finden Termine, die für beide Seiten passen.

{pay_button}

Sollten Sie inzwischen gezahlt haben, danke ich Ihnen; dieses Schreiben ist dann gegenstandslos.
"""
    + _CLOSE,
    "final",
)

MIXED = ShippedTemplate(
    "[[if one_invoice]]Rechnung {invoice_numbers}, {total_due}[[end]]"
    "[[if several_invoices]]Ihre offenen Rechnungen: {invoice_count}, insgesamt {total_due}[[end]]",
    """{greeting}

hier finden Sie alles, was Sie betrifft, in einer Nachricht. [[if one_overdue]]Eine Rechnung über {overdue_total} ist seit {oldest_days_text} überfällig.[[end]][[if several_overdue]]{overdue_count} Rechnungen über insgesamt {overdue_total} sind überfällig, die älteste seit {oldest_days_text}.[[end]][[if upcoming_count]] Weitere {upcoming_total} sind heute oder demnächst fällig.[[end]]

{invoice_table}

[[if overdue_count]]Könnten Sie die überfällige Zahlung bitte [[if pay_by_date]]bis zum {pay_by_date} [[end]]veranlassen oder mir sagen, wann wir damit rechnen dürfen?[[end]]

[[if is_final]]Für den ältesten Teil ist dies unsere letzte Mahnung: Erhalten wir weder eine Zahlung noch eine Nachricht von Ihnen, müssen wir weitere Schritte zur Einziehung prüfen. Lieber würde ich das direkt mit Ihnen regeln.[[end]]

{pay_button}

Falls Ihre Zahlung schon unterwegs ist: vielen Dank.
"""
    + _CLOSE,
    "polite",
)

STATEMENT = ShippedTemplate(
    "Ihr Kontoauszug zum {today}",
    """{greeting}

hier ist der Stand Ihres Kundenkontos zum {today}. [[if total_due]]Der Saldo beträgt {total_due}[[if overdue_count]], davon sind {overdue_total} überfällig[[end]].[[end]]

{invoice_table}

Würden Sie die Aufstellung bitte mit Ihrer Buchhaltung abgleichen und mir sagen, wenn etwas abweicht?

{pay_button}

Vielen Dank für die gute Zusammenarbeit.
"""
    + _CLOSE,
    "friendly",
)

THANKS = ShippedTemplate(
    "Vielen Dank für Ihre Zahlung",
    """{greeting}

vielen Dank für Ihre Zahlung über {paid_amount}[[if paid_date]], die am {paid_date} bei uns eingegangen ist[[end]]. [[if one_settled]]Die Rechnung {settled_numbers} ist damit beglichen.[[end]][[if several_settled]]Die Rechnungen {settled_numbers} sind damit beglichen.[[end]]

Sie brauchen nichts weiter zu tun.
"""
    + _CLOSE,
    "friendly",
)

TEMPLATES: dict[str, ShippedTemplate] = {
    "before_due": BEFORE_DUE,
    "due_today": DUE_TODAY,
    "first_reminder": FIRST_REMINDER,
    "second_reminder": SECOND_REMINDER,
    "final_reminder": FINAL_REMINDER,
    "mixed": MIXED,
    "statement": STATEMENT,
    "thanks": THANKS,
}
