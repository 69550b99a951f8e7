"""Version 1, put together."""

from __future__ import annotations

from ninja import NinjaAPI

from duly.faces.api.errors import install
from duly.faces.api.v1.customers import customers
from duly.faces.api.v1.invoices import invoices

RESOURCES = (customers, invoices)

api = NinjaAPI(
    title="Duly", version="1", docs_url=None, openapi_url=None, urls_namespace="api-1",
    description="Accounts receivable that gets invoices paid before they are due.",
)  # fmt: skip
install(api)
for one in RESOURCES:
    api.add_router("", one.router)
