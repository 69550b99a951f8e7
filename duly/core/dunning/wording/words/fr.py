"""French words of a message."""

from __future__ import annotations

from duly.core.dunning.wording.words.values import Words

_NB = "\N{NO-BREAK SPACE}"

WORDS = Words(
    invoice="Facture",
    credit_note="Avoir",
    debit_note="Note de débit",
    due="Échéance",
    open_amount="Reste dû",
    of_amount="sur {amount}",
    days_late=("{n} jour de retard", "{n} jours de retard"),
    days_left=("dans {n} jour", "dans {n} jours"),
    due_today="à régler aujourd’hui",
    due_tomorrow="à régler demain",
    days=("{n} jour", "{n} jours"),
    balance="Total dû",
    set_aside="Non demandé pour l’instant",
    set_aside_disputed="En cours de vérification",
    please_pay="À régler",
    in_your_favour="En votre faveur",
    disputed="en cours de vérification",
    part_disputed="{amount} en cours de vérification",
    promised="date de paiement convenue",
    claimed="réglée selon vous",
    credited="un avoir suit",
    aside_note=f"Nous ne demandons pas, par ce message, les montants portant la mention «{_NB}{{mark}}{_NB}».",
    on_account_note="Nous avons aussi reçu de votre part {amount} que nous n’avons pu affecter à aucune "
    "facture. Indiquez-nous laquelle, et nous en tiendrons compte.",
    more=("et {n} autre facture", "et {n} autres factures"),
    more_numbers=("{n} autre", "{n} autres"),
    pay="Voir et régler",
    view="Voir votre compte",
    promise="Proposer une date",
    paid="J’ai déjà réglé",
    dispute="Signaler un problème",
    wrong_person="Indiquez-nous le bon contact",
    wrong_person_why=f"Ce message ne vous concerne pas{_NB}?",
    transfer_title="Régler par virement",
    account_holder="Titulaire du compte",
    iban="IBAN",
    bic="BIC",
    bank="Banque",
    reference="Référence",
    reference_why="Grâce à cette référence, votre paiement est affecté sans délai à la bonne facture.",
    check_title=f"Ce message vient-il bien de nous{_NB}?",
    check_text="Comparez les coordonnées bancaires avec celles de vos factures, ou appelez-nous à un numéro que vous "
    "connaissez déjà, et non à un numéro figurant dans ce message. Nous ne demandons jamais de mot de passe ni de "
    "numéro de carte par e-mail.",
    subject_fallback="Votre compte chez {company_name}",
    colon=f"{_NB}:",
    is_zero_singular=True,
)
