"""Asking for money and taking it: requests, codes to scan, promises, plans."""
