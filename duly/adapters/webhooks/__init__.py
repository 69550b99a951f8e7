"""Webhooks by Standard Webhooks, to public addresses only."""
