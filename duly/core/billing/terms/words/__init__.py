"""Payment terms in plain words for customers."""
