"""Money, calendars and identifiers."""
