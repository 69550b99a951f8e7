"""Spanish words of a message."""

from __future__ import annotations

from duly.core.dunning.wording.words.values import Words

WORDS = Words(
    invoice="Factura",
    credit_note="Abono",
    debit_note="Nota de cargo",
    due="Vencimiento",
    open_amount="Pendiente",
    of_amount="de {amount}",
    days_late=("{n} día de retraso", "{n} días de retraso"),
    days_left=("en {n} día", "en {n} días"),
    due_today="vence hoy",
    due_tomorrow="vence mañana",
    days=("{n} día", "{n} días"),
    balance="Total pendiente",
    set_aside="No se solicita por ahora",
    set_aside_disputed="En aclaración",
    please_pay="A pagar",
    in_your_favour="A su favor",
    disputed="en aclaración",
    part_disputed="{amount} en aclaración",
    promised="fecha de pago acordada",
    claimed="pagada según nos indicó",
    credited="recibirá un abono",
    aside_note="En este mensaje no solicitamos los importes marcados como «{mark}».",
    on_account_note="Además, hemos recibido de su parte {amount} que no hemos podido asignar a ninguna "
    "factura. Indíquenos cuál y lo tendremos en cuenta.",
    more=("y {n} factura más", "y {n} facturas más"),
    more_numbers=("{n} más", "{n} más"),
    pay="Ver y pagar",
    view="Ver su cuenta",
    promise="Proponer una fecha",
    paid="Ya he pagado",
    dispute="Hay un problema",
    wrong_person="Indíquenos quién lo es",
    wrong_person_why="¿No es usted la persona adecuada?",
    transfer_title="Pagar por transferencia",
    account_holder="Titular",
    iban="IBAN",
    bic="BIC",
    bank="Banco",
    reference="Concepto",
    reference_why="Con esta referencia, su pago se asigna de inmediato a la factura correcta.",
    check_title="¿Este mensaje es realmente nuestro?",
    check_text="Compare los datos bancarios con los de sus facturas o llámenos a un número que ya conozca, no a uno "
    "de este mensaje. Nunca pedimos contraseñas ni números de tarjeta por correo electrónico.",
    subject_fallback="Su cuenta con {company_name}",
)
