"""Addresses of Integrations."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.integrations import endpoint, events, tokens, webhooks

urlpatterns = [
    path("integrations/", webhooks.webhooks, name="integrations"),
    path("integrations/add/", webhooks.add, name="integrations_add"),
    path("integrations/webhooks/<int:endpoint_id>/", endpoint.endpoint, name="integrations_endpoint"),
    path("integrations/webhooks/<int:endpoint_id>/change/", endpoint.change, name="integrations_change"),
    path("integrations/webhooks/<int:endpoint_id>/<slug:deed>/", endpoint.act_on, name="integrations_act"),
    path("integrations/deliveries/<int:delivery_id>/", events.delivery, name="integrations_delivery"),
    path("integrations/deliveries/<int:delivery_id>/again/", events.again, name="integrations_again"),
    path("integrations/events/", events.events, name="integrations_events"),
    path("integrations/events/<int:event_id>/", events.event, name="integrations_event"),
    path("integrations/tokens/", tokens.tokens, name="integrations_tokens"),
    path("integrations/tokens/add/", tokens.add, name="integrations_token_add"),
    path("integrations/tokens/<int:token_id>/revoke/", tokens.revoke, name="integrations_token_revoke"),
]
