"""The demo bank: a file of today's payments to take and import. Only demo companies have one."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.services.demo.bank_file import demo_bank_file
from duly.services.refused import ServiceRefused
from duly.wiring.demo_bank import DEMO_BANK_SUFFIX, DEMO_BANK_WRITER


@require_GET
@page(Verb.IMPORT)
def demo_file(request: DeskRequest) -> HttpResponse:
    """Send a bank file; `?customer=NUMBER` pays everything of one customer, else about ten pay variously."""
    number = request.GET.get("customer", "")[:60] or None
    try:
        content = demo_bank_file(act=request.desk.act(), write=DEMO_BANK_WRITER, customer_number=number)
    except ServiceRefused as refusal:
        raise Http404(str(refusal)) from refusal
    name = f"demo-bank-{request.desk.today.isoformat()}{'-' + number if number else ''}{DEMO_BANK_SUFFIX}"
    disposition = f'attachment; filename="{"".join(c for c in name if c.isalnum() or c in "-_.")}"'
    return HttpResponse(content, content_type="application/xml", headers={"Content-Disposition": disposition})
