"""Customers, contacts, segments and people: who may do what."""
