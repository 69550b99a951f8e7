"""Holiday calendars from outside."""
