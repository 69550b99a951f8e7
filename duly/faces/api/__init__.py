"""The REST API: what programs use. Version 1 lives under /api/v1."""
