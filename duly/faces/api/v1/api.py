"""Version 1, put together."""

from __future__ import annotations

from ninja import NinjaAPI

from duly.faces.api.errors import install
from duly.faces.api.reading import OnceSaid
from duly.faces.api.v1.allocations import allocations
from duly.faces.api.v1.cases import disputes, promises
from duly.faces.api.v1.contacts import contacts, segments
from duly.faces.api.v1.credit_notes import credit_notes
from duly.faces.api.v1.customers import customers
from duly.faces.api.v1.cycles import cycles
from duly.faces.api.v1.house import audit, events, health, token
from duly.faces.api.v1.imports import imports
from duly.faces.api.v1.invoices import invoices
from duly.faces.api.v1.notes import notes
from duly.faces.api.v1.notices import notices
from duly.faces.api.v1.procedures import procedures
from duly.faces.api.v1.receipts import receipts
from duly.faces.api.v1.reports import reports
from duly.faces.api.v1.webhooks import webhooks
from duly.faces.api.v1.worklist import worklist

RESOURCES = (
    token, customers, contacts, segments, invoices, credit_notes, receipts, allocations, promises, disputes, notes,
    worklist, procedures, cycles, notices, reports, imports, events, webhooks, audit, health,
)  # fmt: skip

api = NinjaAPI(title="Duly", version="1", docs_url=None, openapi_url=None, urls_namespace="api-1", parser=OnceSaid())
install(api)
for one in RESOURCES:
    api.add_router("", one.router)
