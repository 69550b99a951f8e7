"""Deciding whom to remind, and sending it once."""
