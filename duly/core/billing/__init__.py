"""Invoices, credit notes, payment terms and what is read into them."""
