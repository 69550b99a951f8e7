"""The same change for many customers at once: set-based, told on every timeline, taken back in one go."""
