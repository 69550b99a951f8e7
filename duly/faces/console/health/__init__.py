"""Health: is everything at work, and is everything right."""
