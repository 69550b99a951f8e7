"""Enter invoices, debit notes and credit notes that a program hands over one by one or by the hundred."""

from __future__ import annotations

from collections.abc import Sequence

from duly.services.act import Act
from duly.services.billing.open_receivables import NewReceivable, open_receivables
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Customer

NAMED = 5


def add_documents(*, act: Act, documents: Sequence[NewReceivable]) -> list[int]:
    """Open all of these receivables or none; return their ids in the same order.

    Raises NotFound (a customer) and ServiceRefused (`repeated`: two of them are the same; `exists`: one is there
    already). The caller has checked the values. Called inside the company's scope.
    """
    keys = [(one.source, one.external_id, one.instalment_no) for one in documents]
    if len(set(keys)) < len(keys):
        said = sorted({external for _, external, _ in keys if sum(k[1] == external for k in keys) > 1})
        raise ServiceRefused("repeated", f"Given twice: {', '.join(said[:NAMED])}. Give each document once.")
    wanted = {one.customer_id for one in documents}
    known = set(Customer.objects.filter(company_id=act.company_id, pk__in=wanted).values_list("pk", flat=True))
    if missing := sorted(wanted - known):
        raise NotFound(f"Customer {missing[0]}")
    made = open_receivables(act=act, receivables=documents, verb="add_documents")
    if there := [key for key in keys if key not in made]:
        names = ", ".join(f"{external} of {source}" for source, external, _ in there[:NAMED])
        raise ServiceRefused("exists", f"There already: {names}. A document is entered once; nothing was changed.")
    return [made[key] for key in keys]
