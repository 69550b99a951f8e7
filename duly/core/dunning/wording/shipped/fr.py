"""French templates. A no-break space (NBSP) goes before a colon, a semicolon, a question or exclamation mark."""

# ruff: noqa: E501 - a paragraph of a message is one line

from __future__ import annotations

from duly.core.dunning.wording.shipped.values import ShippedTemplate

_CLOSE = """
Cordialement,
{sender_name}
{company_name}
[[if sender_phone]]{sender_phone}[[end]]"""

BEFORE_DUE = ShippedTemplate(
    "[[if one_reminded]]Facture {reminded_numbers} à échéance du {reminded_due_date}[[end]]"
    "[[if several_reminded]]{reminded_count} factures arrivent bientôt à échéance[[end]]",
    """{greeting}

[[if one_reminded]]Un petit mot à l’avance\u00a0: la facture {reminded_numbers} d’un montant de {reminded_total} arrive à échéance le {reminded_due_date}.[[end]][[if several_reminded]]Un petit mot à l’avance\u00a0: {reminded_count} factures, pour un total de {reminded_total}, arrivent bientôt à échéance, la première le {reminded_due_date}.[[end]] Si le règlement est déjà prévu, vous n’avez rien à faire.[[if others_total]] La liste présente aussi vos autres factures en cours, pour {others_total}.[[end]]

{invoice_table}

S’il manque quelque chose ou si un point vous semble inexact, dites-le-moi dès maintenant\u00a0: nous pourrons ainsi le corriger avant l’échéance.

{pay_button}

Merci de votre confiance.
"""
    + _CLOSE,
    "friendly",
)

DUE_TODAY = ShippedTemplate(
    "[[if one_reminded]]La facture {reminded_numbers} arrive à échéance aujourd’hui[[end]]"
    "[[if several_reminded]]{reminded_count} factures arrivent à échéance aujourd’hui[[end]]",
    """{greeting}

[[if one_reminded]]La facture {reminded_numbers} d’un montant de {reminded_total} arrive à échéance aujourd’hui.[[end]][[if several_reminded]]{reminded_count} factures, pour un total de {reminded_total}, arrivent à échéance aujourd’hui.[[end]] Si votre règlement est déjà en route, merci, et ne tenez pas compte de ce message.[[if others_total]] La liste présente aussi vos autres factures en cours, pour {others_total}.[[end]]

{invoice_table}

Dans le cas contraire, pourriez-vous effectuer le règlement aujourd’hui\u00a0?

{pay_button}

Merci beaucoup.
"""
    + _CLOSE,
    "friendly",
)

FIRST_REMINDER = ShippedTemplate(
    "[[if one_reminded]]Petit rappel\u00a0: facture {reminded_numbers}[[end]]"
    "[[if several_reminded]]Petit rappel\u00a0: {reminded_count} factures en attente de règlement[[end]]",
    """{greeting}

[[if one_reminded]]La facture {reminded_numbers} d’un montant de {reminded_total} était à régler le {reminded_due_date} et, sauf erreur de notre part, nous n’avons pas encore reçu votre paiement.[[end]][[if several_reminded]]{reminded_count} factures, pour un total de {reminded_total}, ont dépassé leur échéance et, sauf erreur de notre part, nous n’avons pas encore reçu votre paiement.[[end]] Il s’agit peut-être d’un simple oubli, ou votre règlement a croisé ce message. Dans ce cas, merci.[[if others_total]] La liste présente aussi vos autres factures en cours, pour {others_total}.[[end]]

{invoice_table}

Pourriez-vous procéder au règlement, ou m’indiquer à quelle date nous pouvons l’attendre\u00a0?

{pay_button}

Je vous remercie de votre aide.
"""
    + _CLOSE,
    "polite",
)

SECOND_REMINDER = ShippedTemplate(
    "[[if one_reminded]]Deuxième rappel\u00a0: facture {reminded_numbers}, {reminded_total}[[end]]"
    "[[if several_reminded]]Deuxième rappel\u00a0: {reminded_count} factures, {reminded_total}[[end]]",
    """{greeting}

[[if last_contact_date]]Je vous ai écrit le {last_contact_date}. [[end]][[if one_reminded]]La facture {reminded_numbers} d’un montant de {reminded_total} est maintenant en retard de {reminded_days_text}.[[end]][[if several_reminded]]{reminded_count} factures, pour un total de {reminded_total}, sont en retard, la plus ancienne de {reminded_days_text}.[[end]][[if others_total]] La liste présente aussi vos autres factures en cours, pour {others_total}.[[end]]

{invoice_table}

Merci de régler ce montant[[if pay_by_date]] d’ici au {pay_by_date}[[end]], ou de m’indiquer une date sur laquelle nous pouvons compter. Si quelque chose bloque le paiement, par exemple un numéro de commande manquant ou une question restée sans réponse, dites-le-moi et je m’en occupe.

{pay_button}

Je vous remercie de l’attention que vous y porterez.
"""
    + _CLOSE,
    "firm",
)

FINAL_REMINDER = ShippedTemplate(
    "[[if one_reminded]]Dernier rappel\u00a0: facture {reminded_numbers}, {reminded_total}[[end]]"
    "[[if several_reminded]]Dernier rappel\u00a0: {reminded_count} factures, {reminded_total}[[end]]",
    """{greeting}

[[if one_reminded]]Malgré nos précédents rappels, la facture {reminded_numbers} d’un montant de {reminded_total} reste impayée, {reminded_days_text} après son échéance.[[end]][[if several_reminded]]Malgré nos précédents rappels, {reminded_count} factures, pour un total de {reminded_total}, restent impayées, la plus ancienne {reminded_days_text} après son échéance.[[end]][[if others_total]] La liste présente aussi vos autres factures en cours, pour {others_total}.[[end]]

{invoice_table}

Merci de régler {pay_amount}[[if pay_by_date]] au plus tard le {pay_by_date}[[end]]. Sans paiement ni nouvelles de votre part, nous serons amenés à envisager d’autres démarches pour recouvrer cette créance.

Je préférerais de loin régler cela directement avec vous. Si vous ne pouvez pas tout payer en une fois, contactez-moi\u00a0: nous pouvons convenir de dates qui conviennent aux deux parties.

{pay_button}

Si vous avez réglé entre-temps, je vous remercie de ne pas tenir compte de ce message.
"""
    + _CLOSE,
    "final",
)

MIXED = ShippedTemplate(
    "[[if one_invoice]]Facture {invoice_numbers}, {total_due}[[end]]"
    "[[if several_invoices]]Vos factures en cours\u00a0: {invoice_count}, {total_due} au total[[end]]",
    """{greeting}

Voici, en un seul message, tout ce qui vous concerne. [[if one_overdue]]Une facture, {overdue_total}, est en retard de {oldest_days_text}.[[end]][[if several_overdue]]{overdue_count} factures, pour un total de {overdue_total}, sont en retard, la plus ancienne de {oldest_days_text}.[[end]][[if upcoming_count]] S’y ajoutent {upcoming_total} à échéance aujourd’hui ou prochainement.[[end]]

{invoice_table}

[[if overdue_count]]Pourriez-vous procéder au règlement en retard[[if pay_by_date]] d’ici au {pay_by_date}[[end]], ou m’indiquer à quelle date nous pouvons l’attendre\u00a0?[[end]]

[[if is_final]]Pour la partie la plus ancienne, il s’agit de notre dernier rappel\u00a0: sans paiement ni nouvelles de votre part, nous serons amenés à envisager d’autres démarches pour la recouvrer. Je préférerais de loin régler cela directement avec vous.[[end]]

{pay_button}

Si votre règlement est déjà en route, merci.
"""
    + _CLOSE,
    "polite",
)

STATEMENT = ShippedTemplate(
    "Votre relevé de compte au {today}",
    """{greeting}

Voici votre relevé de compte au {today}. [[if total_due]]Le solde s’élève à {total_due}[[if overdue_count]], dont {overdue_total} en retard[[end]].[[end]]

{invoice_table}

Pourriez-vous le comparer avec vos comptes et me signaler tout écart\u00a0?

{pay_button}

Merci de votre confiance.
"""
    + _CLOSE,
    "friendly",
)

THANKS = ShippedTemplate(
    "Merci pour votre règlement",
    """{greeting}

Merci pour votre règlement de {paid_amount}[[if paid_date]], bien reçu le {paid_date}[[end]]. [[if one_settled]]La facture {settled_numbers} est soldée.[[end]][[if several_settled]]Les factures {settled_numbers} sont soldées.[[end]]

Vous n’avez rien d’autre à faire.
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
