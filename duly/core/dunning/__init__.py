"""Dunning: procedures, levels, guards, decisions and their re-check before sending."""
