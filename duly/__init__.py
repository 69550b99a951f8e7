"""Duly: open-source accounts receivable that gets invoices paid before they are due."""

__version__ = "0.1.0"
