"""Disputes, claims of payment and tasks."""
