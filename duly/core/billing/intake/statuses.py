"""What the status words of a payment history mean.

The words are proposals from common use in five languages; a person sees and corrects them. In
the Brazilian payment-slip register "baixa" closes a slip: by interbank or same-bank settlement
it was paid in full discharge; at the payee's or bank's request, by lapse of time or because it
went to protest it was withdrawn, which is no payment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from duly.core.billing.intake.headings import words_of
from duly.core.billing.intake.values import Outcome

_WORDS: dict[Outcome, str] = {
    Outcome.WITHDRAWN: "withdrawn cancelled canceled cancelado cancelada void voided annulled annule storniert storno"
    " solicitacao decurso protesto anulado anulada retirado credited gutgeschrieben deleted",
    Outcome.SETTLED: "interbancaria intrabancaria liquidacao settled cleared",
    Outcome.PAID: "paid bezahlt paye payee regle reglee pagado pagada pago paga liquidado liquidada cobrado cobrada"
    " closed partial partially beglichen ausgeglichen solde",
    Outcome.OPEN: "open unpaid offen unbezahlt ouvert impayee impaye pendiente pendente aberto aberta"
    " outstanding overdue due sent late uberfallig vencido vencida draft authorised awaiting",
}  # fmt: skip
_NEGATIONS = frozenset(["not", "nicht", "non", "nao", "no", "un"])


def status_key(text: str) -> str:
    """Return the text in the form in which statuses are compared."""
    return " ".join(text.casefold().split())


def propose_outcome(text: str) -> Outcome | None:
    """Return what a status probably means, None when no known word is in it or a word negates it."""
    words = set(words_of(text))
    if words & _NEGATIONS:
        return None
    for outcome, known in _WORDS.items():
        if words & set(known.split()):
            return outcome
    return None


def propose_statuses(values: Iterable[str]) -> dict[str, str]:
    """Return the meaning of those status values that can be guessed from their words."""
    return {text: outcome.value for text in values if (outcome := propose_outcome(text))}


def outcome_finder(statuses: Mapping[str, str]) -> Callable[[str], Outcome | None]:
    """Return a function from status text to outcome; None for a status nobody has explained."""
    exact = {status_key(text): Outcome(value) for text, value in statuses.items() if not text.endswith("*")}
    begins = [(status_key(text[:-1]), Outcome(value)) for text, value in statuses.items() if text.endswith("*")]
    cache: dict[str, Outcome | None] = {}

    def find(text: str) -> Outcome | None:
        if text not in cache:
            key = status_key(text)
            started = (outcome for beginning, outcome in begins if key.startswith(beginning))
            found = exact[key] if key in exact else next(started, None)
            if len(cache) > 1000:
                return found
            cache[text] = found
        return cache[text]

    return find
