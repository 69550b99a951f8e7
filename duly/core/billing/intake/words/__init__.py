"""Headings under which exports carry each field, one module per language."""
