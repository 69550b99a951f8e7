"""Spanish templates, with usted; a greeting ends with a colon and the text begins with a capital."""

# ruff: noqa: E501 - a paragraph of a message is one line

from __future__ import annotations

from duly.core.dunning.wording.shipped.values import ShippedTemplate

_CLOSE = """
Un cordial saludo,
{sender_name}
{company_name}
[[if sender_phone]]{sender_phone}[[end]]"""

BEFORE_DUE = ShippedTemplate(
    "[[if one_reminded]]La factura {reminded_numbers} vence el {reminded_due_date}[[end]]"
    "[[if several_reminded]]{reminded_count} facturas vencen próximamente[[end]]",
    """{greeting}

[[if one_reminded]]Un breve aviso con antelación: la factura {reminded_numbers}, por importe de {reminded_total}, vence el {reminded_due_date}.[[end]][[if several_reminded]]Un breve aviso con antelación: {reminded_count} facturas, por un total de {reminded_total}, vencen próximamente, la primera el {reminded_due_date}.[[end]] Si el pago ya está previsto, no tiene que hacer nada.[[if others_total]] La relación incluye además sus otras facturas pendientes, por {others_total}.[[end]]

{invoice_table}

Si falta algo o algún dato no le parece correcto, dígamelo ahora, por favor, y lo corregiremos antes del vencimiento.

{pay_button}

Gracias por su confianza.
"""
    + _CLOSE,
    "friendly",
)

DUE_TODAY = ShippedTemplate(
    "[[if one_reminded]]La factura {reminded_numbers} vence hoy[[end]]"
    "[[if several_reminded]]{reminded_count} facturas vencen hoy[[end]]",
    """{greeting}

[[if one_reminded]]La factura {reminded_numbers}, por importe de {reminded_total}, vence hoy.[[end]][[if several_reminded]]Hoy vencen {reminded_count} facturas, por un total de {reminded_total}.[[end]] Si su pago ya está en camino, gracias; en ese caso puede ignorar este aviso.[[if others_total]] La relación incluye además sus otras facturas pendientes, por {others_total}.[[end]]

{invoice_table}

De no ser así, ¿podría realizar el pago hoy?

{pay_button}

Muchas gracias.
"""
    + _CLOSE,
    "friendly",
)

FIRST_REMINDER = ShippedTemplate(
    "[[if one_reminded]]Recordatorio: factura {reminded_numbers}[[end]]"
    "[[if several_reminded]]Recordatorio: {reminded_count} facturas pendientes[[end]]",
    """{greeting}

[[if one_reminded]]La factura {reminded_numbers}, por importe de {reminded_total}, venció el {reminded_due_date} y todavía no hemos recibido su pago.[[end]][[if several_reminded]]{reminded_count} facturas, por un total de {reminded_total}, ya han vencido y todavía no hemos recibido su pago.[[end]] Quizá se trate de un simple descuido, o su pago se haya cruzado con este mensaje. En ese caso, gracias.[[if others_total]] La relación incluye además sus otras facturas pendientes, por {others_total}.[[end]]

{invoice_table}

¿Podría realizar el pago o indicarme cuándo podemos esperarlo?

{pay_button}

Gracias por su ayuda.
"""
    + _CLOSE,
    "polite",
)

SECOND_REMINDER = ShippedTemplate(
    "[[if one_reminded]]Segundo recordatorio: factura {reminded_numbers}, {reminded_total}[[end]]"
    "[[if several_reminded]]Segundo recordatorio: {reminded_count} facturas, {reminded_total}[[end]]",
    """{greeting}

[[if last_contact_date]]Le escribí el {last_contact_date}. [[end]][[if one_reminded]]La factura {reminded_numbers}, por importe de {reminded_total}, acumula ya un retraso de {reminded_days_text}.[[end]][[if several_reminded]]{reminded_count} facturas, por un total de {reminded_total}, están vencidas; la más antigua, desde hace {reminded_days_text}.[[end]][[if others_total]] La relación incluye además sus otras facturas pendientes, por {others_total}.[[end]]

{invoice_table}

Le ruego que pague este importe[[if pay_by_date]] a más tardar el {pay_by_date}[[end]] o que me indique una fecha con la que podamos contar. Si algo impide el pago, como un número de pedido que falta o una duda sin resolver, dígamelo y me ocuparé de ello.

{pay_button}

Gracias por su atención.
"""
    + _CLOSE,
    "firm",
)

FINAL_REMINDER = ShippedTemplate(
    "[[if one_reminded]]Último recordatorio: factura {reminded_numbers}, {reminded_total}[[end]]"
    "[[if several_reminded]]Último recordatorio: {reminded_count} facturas, {reminded_total}[[end]]",
    """{greeting}

[[if one_reminded]]A pesar de nuestros recordatorios, la factura {reminded_numbers}, por importe de {reminded_total}, sigue sin pagarse {reminded_days_text} después de su vencimiento.[[end]][[if several_reminded]]A pesar de nuestros recordatorios, {reminded_count} facturas, por un total de {reminded_total}, siguen sin pagarse; la más antigua venció hace {reminded_days_text}.[[end]][[if others_total]] La relación incluye además sus otras facturas pendientes, por {others_total}.[[end]]

{invoice_table}

Le ruego que pague {pay_amount}[[if pay_by_date]] a más tardar el {pay_by_date}[[end]]. Si no recibimos ni el pago ni noticias suyas, tendremos que considerar otras medidas para recuperar la deuda.

Preferiría con mucho resolverlo directamente con usted. Si no puede pagar todo de una vez, póngase en contacto conmigo: podemos acordar fechas que convengan a ambas partes.

{pay_button}

Si entretanto ya ha pagado, gracias; en ese caso no tenga en cuenta este mensaje.
"""
    + _CLOSE,
    "final",
)

MIXED = ShippedTemplate(
    "[[if one_invoice]]Factura {invoice_numbers}, {total_due}[[end]]"
    "[[if several_invoices]]Sus facturas pendientes: {invoice_count}, {total_due} en total[[end]]",
    """{greeting}

Le resumo en un solo mensaje todo lo que le concierne. [[if one_overdue]]Una factura, de {overdue_total}, está vencida desde hace {oldest_days_text}.[[end]][[if several_overdue]]{overdue_count} facturas, por un total de {overdue_total}, están vencidas; la más antigua, desde hace {oldest_days_text}.[[end]][[if upcoming_count]] Además, {upcoming_total} vencen hoy o próximamente.[[end]]

{invoice_table}

[[if overdue_count]]¿Podría realizar el pago vencido[[if pay_by_date]] a más tardar el {pay_by_date}[[end]] o indicarme cuándo podemos esperarlo?[[end]]

[[if is_final]]Para la parte más antigua, este es nuestro último recordatorio: si no recibimos ni el pago ni noticias suyas, tendremos que considerar otras medidas para recuperarla. Preferiría con mucho resolverlo directamente con usted.[[end]]

{pay_button}

Si su pago ya está en camino, gracias.
"""
    + _CLOSE,
    "polite",
)

STATEMENT = ShippedTemplate(
    "Su estado de cuenta a {today}",
    """{greeting}

Este es su estado de cuenta a {today}. [[if total_due]]El saldo es de {total_due}[[if overdue_count]], de los cuales {overdue_total} están vencidos[[end]].[[end]]

{invoice_table}

¿Podría compararlo con su contabilidad y decirme si algo no coincide?

{pay_button}

Gracias por su confianza.
"""
    + _CLOSE,
    "friendly",
)

THANKS = ShippedTemplate(
    "Gracias por su pago",
    """{greeting}

Gracias por su pago de {paid_amount}[[if paid_date]], recibido el {paid_date}[[end]]. [[if one_settled]]La factura {settled_numbers} queda saldada.[[end]][[if several_settled]]Las facturas {settled_numbers} quedan saldadas.[[end]]

No tiene que hacer nada más.
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
